"""Real exports: everything a reader could see on the site is found, counted by other means."""

import json
import re
from pathlib import Path

import pytest

from scraper.draft import DraftThread
from scraper.files import read_file

pytestmark = pytest.mark.corpus


def _read(shared: Path, name: str) -> list[DraftThread]:
    return list(read_file(shared / "corpus" / "exports" / name))


@pytest.mark.parametrize(
    "name", ["wordpress-labs.wxr", "wordpress-small.wxr", "wordpress-theme-unit-test.wxr"]
)
def test_wordpress(shared: Path, name: str) -> None:
    source = (shared / "corpus" / "exports" / name).read_text("utf-8")
    wanted: dict[str, str] = {}
    for item in re.findall(r"<item>.*?</item>", source, re.DOTALL):
        flat = re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda m: m[1].replace("<", "&lt;"), item, flags=re.DOTALL)
        if re.search(r"<wp:status>(?!publish<)", flat) or re.search(r"<wp:post_password>[^<]", flat):
            continue
        link = re.search(r"<link>(.*?)</link>", flat)
        for comment in re.findall(r"<wp:comment>.*?</wp:comment>", flat, re.DOTALL):
            if "<wp:comment_approved>1<" in comment:
                number, parent = (
                    re.search(rf"<wp:comment_{what}>\s*(\d+)", comment) for what in ("id", "parent")
                )
                assert number
                assert parent
                wanted[f"{link[1] if link else ''} {number[1]}"] = parent[1]
    threads = _read(shared, name)
    found = {f"{t.url or ''} {c.native_id}": c.parent or "0" for t in threads for c in t.comments}
    assert found == wanted
    assert all(c.author and c.date.value and c.text for t in threads for c in t.comments)


def test_blogger(shared: Path) -> None:
    threads = _read(shared, "blogger-atom.xml") + _read(shared, "blogger-atom-2.xml")
    assert [len(thread.comments) for thread in threads] == [1, 0, 0, 2, 1]
    assert all(thread.url and thread.title and thread.text and thread.date.value for thread in threads)


@pytest.mark.parametrize("name", ["discourse-topic-765.json", "discourse-topic-3117.json"])
def test_discourse(shared: Path, name: str) -> None:
    data = json.loads((shared / "corpus" / "exports" / name).read_text("utf-8"))
    posts = {p["post_number"]: p for p in data["post_stream"]["posts"] if p["post_type"] in (1, 2)}
    [thread] = _read(shared, name)
    assert {int(c.key) for c in thread.comments} == posts.keys() - {1}
    for comment in thread.comments:
        above = posts[int(comment.key)]["reply_to_post_number"]
        assert comment.parent == (str(above) if above not in (None, 1) else None)
    assert sum(bool(c.text) for c in thread.comments) >= len(thread.comments) - 1


def test_disqus_and_movable_type(shared: Path) -> None:
    assert sorted(len(t.comments) for t in _read(shared, "disqus-small.xml")) == [1, 1, 4]
    assert sum(len(t.comments) for t in _read(shared, "disqus-test.xml")) == 5
    [thread] = _read(shared, "movabletype.txt")
    assert [c.date.value for c in thread.comments] == [
        "2008-11-13T15:04:07", "2008-11-13T15:04:37", "2008-11-13T15:06:35",
    ]  # fmt: skip
