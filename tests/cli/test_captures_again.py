"""Captures at the command line: read again, taken over from other crawlers; exports back in."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pmlarchive.demo.blog import serve_sample


@pytest.fixture
def crawled(run: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """An archive of a sample blog, crawled; gives its JSONL."""
    monkeypatch.setenv("PMLARCHIVE_DELAY", "0")
    monkeypatch.setenv("PMLARCHIVE_ALLOW_PRIVATE", "yes")
    monkeypatch.setenv("PMLARCHIVE_WORKERS", "1")
    with serve_sample() as sample:
        assert run("add", sample.urls[1]).exit_code == 0
    return str(run("export", "jsonl").stdout)


def test_reading_captures_again_gives_the_same(run: Any, crawled: str) -> None:
    again = run("parse")
    assert again.exit_code == 0
    assert "0 messages new, 0 changed, 0 gone" in again.stderr
    assert run("export", "jsonl").stdout == crawled


def test_a_store_that_was_lost_is_rebuilt_from_captures(
    run: Any, crawled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMLARCHIVE_WORKERS", "2")
    for file in Path("archive").glob("archive.db*"):
        file.unlink()
    shutil.rmtree("archive/index")
    capture = next(Path("archive/captures").glob("*.warc.gz"))
    assert run("add", capture).exit_code == 0
    assert run("export", "jsonl").stdout == crawled


def test_captures_of_others_are_taken_over_and_kept(run: Any, crawled: str, tmp_path: Path) -> None:
    capture = next(Path("archive/captures").glob("*.warc.gz"))
    other = tmp_path / "theirs.warc.gz"
    shutil.copy(capture, other)
    assert run("-a", "second", "add", other).exit_code == 0
    other.unlink()
    lines = [json.loads(line) for line in run("-a", "second", "export", "jsonl").stdout.splitlines()]
    assert len(lines) == len(crawled.splitlines())
    assert all(line["source"].startswith("theirs.warc.gz#") for line in lines if line["status"] != "ghost")
    assert run("-a", "second", "parse").exit_code == 0


def test_an_export_comes_back_exactly(run: Any, crawled: str) -> None:
    Path("back.jsonl").write_text(crawled, encoding="utf-8")
    assert run("-a", "second", "add", "back.jsonl").exit_code == 0
    assert run("-a", "second", "export", "jsonl").stdout == crawled
