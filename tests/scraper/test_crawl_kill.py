"""Killed at any moment, the same command goes on: nothing lost, nothing fetched twice."""

import json
import multiprocessing
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from blog_pages import Blog
from crawl_server import serving
from kill_child import crawl_once

from pmlarchive.export.jsonl import to_json
from pmlarchive.store.store import Store
from scraper.captures import read_captures

KILLS = 50


def told(folder: Path) -> list[dict[str, Any]]:
    store = Store(folder / "archive.db")
    try:
        lines = [to_json(message) for message in store.all_messages()]
    finally:
        store.close()
    for line in lines:
        line.pop("captured")
        line.pop("source")
    return sorted(lines, key=lambda line: json.dumps(line["id"]))


@pytest.mark.slow
@pytest.mark.parametrize("rest", [False, True], ids=["pages", "rest"])
def test_fifty_kills_change_nothing(tmp_path: Path, rest: bool) -> None:
    rng = random.Random(20 + rest)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kill_child"])
    with serving() as server:
        blog = Blog(server)
        blog.fill(posts=60, each=12)
        blog.put(rest=rest)
        whole, killed = tmp_path / "whole", tmp_path / "killed"
        whole.mkdir()
        killed.mkdir()
        crawl_once(server.base, whole)
        asked = Counter(server.paths())
        server.requests.clear()
        server.slow = 0.03
        kills = 0
        while kills < KILLS:
            process = context.Process(target=crawl_once, args=(server.base, killed))
            process.start()
            time.sleep(rng.uniform(0.1, 0.28))
            if not process.is_alive():
                process.join()
                break
            process.kill()
            process.join()
            kills += 1
        crawl_once(server.base, killed)
        again = Counter(server.paths())
    assert kills == KILLS
    assert told(killed) == told(whole)
    kept: Counter[str] = Counter()
    for path in sorted((killed / "captures").glob("*.warc.gz")):
        kept.update(
            capture.url.removeprefix(server.base) for capture in read_captures(path, warn=lambda _: None)
        )
    assert {path: n for path, n in kept.items() if n > 1} == {}
    assert set(again) == set(asked)
    # What is asked for twice is at most the one request that was under way at each kill.
    assert sum(again.values()) - len(again) <= kills
