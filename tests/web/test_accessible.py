"""No rule of axe, of any level, is broken on any page, light or dark; nor with what readers may choose."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PATHS = [
    "/",
    "/search",
    "/search?q=rebound",
    "/search?q=zebrafish",
    "/thread/{rebound}",
    "/thread/{rebound}?q=rebound",
    "/thread/{rebound}?order=time",
    "/thread/{rebound}/outline",
    "/message/{rebound}/about",
    "/browse/",
    "/browse/year/2014",
    "/browse/sites",
    "/browse/site?key=blog.example.org",
    "/browse/tags",
    "/browse/tag?name=fatigue",
    "/browse/people",
    "/browse/person?name=Anna+K.",
    "/browse/papers",
    "/browse/paper?key=doi:10.5555/demo.14",
    "/comfort",
    "/help",
]


def broken(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {[n['html'][:160] for n in rule['nodes'][:3]]}" for rule in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(open_page: Any, rebound: str, path: str, scheme: str) -> None:
    page = open_page(path.format(rebound=rebound), color_scheme=scheme)
    assert broken(page) == []


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_chosen_colours(open_page: Any, rebound: str, theme: str) -> None:
    page = open_page(f"/thread/{rebound}?q=rebound")
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    page.wait_for_timeout(50)
    assert broken(page) == []


def test_axe_finds_nothing_on_a_phone_nor_in_the_help_overlay(open_page: Any, rebound: str) -> None:
    page = open_page(f"/thread/{rebound}", viewport={"width": 320, "height": 640})
    assert broken(page) == []
    page.keyboard.press("?")
    assert broken(page) == []


def test_body_text_has_contrast_for_tired_eyes(open_page: Any, rebound: str) -> None:
    """Text that is read at length reaches WCAG's AAA ratio of 7:1, in both schemes."""
    for scheme in ("light", "dark"):
        page = open_page(f"/thread/{rebound}", color_scheme=scheme)
        only = {
            "runOnly": ["color-contrast-enhanced"],
            "rules": {"color-contrast-enhanced": {"enabled": True}},
        }
        violations = Axe().run(page, context=".body", options=only).response["violations"]
        assert [node["html"] for rule in violations for node in rule["nodes"]] == []
