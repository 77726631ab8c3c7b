"""The pages that list what the code has are those that the code writes."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("page", "function"), [("settings.md", "settings_page"), ("commands.md", "commands_page")]
)
def test_page_is_up_to_date(page: str, function: str) -> None:
    spec = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / page).read_text(encoding="utf-8") == getattr(module, function)(), (
        "run `python docs/make.py`"
    )
