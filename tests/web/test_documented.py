"""Every page, feed and operation is in docs/web.md."""

import re
from pathlib import Path

from flask import Flask

DOCS = (Path(__file__).parents[2] / "docs" / "web.md").read_text("utf-8")
_SAME = {"<thread_id>": "ID", "<message_id>": "ID", "<id>": "{id}", "<int:year>": "Y", "<int:month>": "M",
         "<name>": "NAME"}  # fmt: skip


def test_every_route_is_documented(app: Flask) -> None:
    missing = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        address = rule.rule
        for ours, theirs in _SAME.items():
            address = address.replace(ours, theirs)
        if not re.search(re.escape(address) + r"[`?#]", DOCS):
            missing.append(address)
    assert missing == []


def test_pictures_of_the_pages_are_there() -> None:
    folder = Path(__file__).parents[2] / "docs"
    assert all((folder / name).is_file() for name in re.findall(r"\]\((images/[^)]+)\)", DOCS))
