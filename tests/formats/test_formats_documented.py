"""docs/formats.md names every form that is told apart, and every module that reads one."""

import re
from pathlib import Path

from scraper.formats import Format

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "formats.md").read_text("utf-8")


def test_every_form_has_its_row() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.MULTILINE)
    assert sorted(rows) == sorted(Format)


def test_modules_named_exist_and_none_is_left_out() -> None:
    named = set(re.findall(r"`([a-z_]+\.py)`", TEXT))
    folder = {path.name for path in (ROOT / "scraper" / "formats").glob("*.py")}
    assert named <= folder
    helpers = {
        "__init__.py", "base.py", "detect.py", "fields.py", "spool.py", "xml_stream.py", "json_data.py",
        "zip_members.py", "bullets.py", "furniture.py", "text_bytes.py",
    }  # fmt: skip
    assert folder - helpers == named
