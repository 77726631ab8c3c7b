"""How well real pages are read must not fall: the floor over pages with known threads.

Lowering a figure here needs a line in the changelog that says why.
"""

import collections
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from scraper.parse import parse_page

pytestmark = pytest.mark.corpus

FLOOR = {
    "WordPress": {
        "precision": 0.995, "recall": 0.995, "parents": 0.99, "edges": 0.99, "author": 0.99, "date": 0.985, "text": 0.995,
        "post": 0.95,
    },
    "all": {
        "precision": 0.98, "recall": 0.98, "parents": 0.97, "edges": 0.95, "author": 0.97, "date": 0.95, "text": 0.98,
        "post": 0.92,
    },
}  # fmt: skip


def _scorer(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("corpus_score", shared / "corpus" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _messages(data: bytes) -> list[dict[str, Any]]:
    thread = parse_page(data)
    post = {
        "kind": "post", "id": "", "title": thread.title, "author": thread.author, "date": thread.date.value,
        "declared_comments": thread.declared_comments,
    }  # fmt: skip
    return [post] + [
        {
            "kind": str(c.kind), "id": c.key, "native_id": c.native_id, "parent": c.parent or "", "author": c.author,
            "date": c.date.value, "text": c.text, "status": str(c.status),
        }
        for c in thread.comments
    ]  # fmt: skip


@pytest.fixture(scope="module")
def figures(shared: Path) -> dict[str, dict[str, float]]:
    scorer = _scorer(shared)
    totals: dict[str, collections.Counter[str]] = {
        "WordPress": collections.Counter(),
        "all": collections.Counter(),
    }
    for path in sorted((shared / "corpus" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        counts = scorer.score_page(gold, _messages((shared / "corpus" / "pages" / gold["page"]).read_bytes()))
        totals["all"] += counts
        if gold["platform"].startswith("WordPress"):
            totals["WordPress"] += counts
    return {name: scorer.figures(total) for name, total in totals.items()}


@pytest.mark.parametrize("group", FLOOR)
def test_the_floor_holds(group: str, figures: dict[str, dict[str, float]]) -> None:
    low = {
        name: (figures[group][name], least)
        for name, least in FLOOR[group].items()
        if figures[group][name] < least
    }
    assert low == {}
