"""Floors of the generic finder over real pages, with no adapter's help: raise them, never lower them quietly."""

import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest

from scraper.platforms.base import Page
from scraper.platforms.generic import Generic
from scraper.soup import read_page

FLOORS = {"precision": 0.99, "recall": 0.99, "parents": 0.97, "author": 0.985, "date": 0.985, "text": 0.985}
SURE = 0.5


def scorer(shared: Path):
    spec = importlib.util.spec_from_file_location("corpus_score", shared / "corpus/score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(path: Path, url: str | None) -> list[dict]:
    reading = Generic().read(read_page(path.read_bytes(), url=url))
    found = reading.comments if reading and reading.confidence >= SURE else []
    return [
        {"kind": one.kind, "id": one.key, "native_id": one.native_id, "parent": one.parent, "author": one.author,
         "date": one.date.value, "text": one.text, "status": one.status}
        for one in found
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.corpus
def test_floors_without_adapters(shared: Path) -> None:
    score = scorer(shared)
    total: Counter[str] = Counter()
    for path in sorted((shared / "corpus/gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        url = gold["url"] if str(gold["url"]).startswith("http") else None
        total += score.score_page(gold, messages(shared / "corpus/pages" / gold["page"], url))
    figures = score.figures(total)
    short = {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor}
    assert not short


@pytest.mark.corpus
def test_pages_without_their_comments_have_none(shared: Path) -> None:
    """The article, sidebar and footer that are left hold no thread; one page prints its whole list twice."""
    wrong = []
    for path in sorted((shared / "corpus/pages").glob("*.html"))[::3]:
        page = read_page(path.read_bytes())
        first = Generic().read(page)
        for root in first.roots if first else ():
            if root.getparent() is not None:
                root.drop_tree()
        left = Page(tree=page.tree, data=page.data, url=page.url, charset=page.charset)
        second = Generic().read(left) if first else None
        if second is not None and second.confidence >= SURE:
            wrong.append(path.name)
    assert len(wrong) <= 1, wrong
