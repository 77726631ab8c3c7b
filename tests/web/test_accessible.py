"""No rule of axe, of any level, is broken on any page, light or dark; nor with what readers may choose."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pmlarchive.errors import IndexFailed, QueryProblem

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
    "/message/{rebound}/similar",
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
    # What is not there, and a name that is nobody's.
    "/nowhere",
    "/browse/person?name=Nobody",
]
CHOSEN = ["/", "/search?q=rebound", "/thread/{rebound}?q=rebound", "/message/{rebound}/similar", "/comfort", "/help",
          "/browse/", "/nowhere"]  # fmt: skip


def broken(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {[n['html'][:160] for n in rule['nodes'][:3]]}" for rule in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(look_at: Any, rebound: str, path: str, scheme: str) -> None:
    page = look_at(path.format(rebound=rebound), expected=(400, 404), color_scheme=scheme)
    assert broken(page) == []


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("path", CHOSEN)
def test_axe_finds_nothing_in_chosen_colours(look_at: Any, rebound: str, path: str, theme: str) -> None:
    page = look_at(path.format(rebound=rebound), expected=(404,))
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    page.wait_for_timeout(50)
    assert broken(page) == []


@pytest.mark.parametrize("path", CHOSEN)
def test_axe_finds_nothing_on_a_phone(look_at: Any, rebound: str, path: str) -> None:
    page = look_at(path.format(rebound=rebound), expected=(404,), viewport={"width": 360, "height": 740})
    for fold in page.locator(".folded > summary:visible").all():
        fold.click()
    assert broken(page) == []


def test_axe_finds_nothing_in_the_help_overlay(look_at: Any, rebound: str) -> None:
    page = look_at(f"/thread/{rebound}", viewport={"width": 320, "height": 640})
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert broken(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_list_of_suggestions(look_at: Any, scheme: str) -> None:
    page = look_at("/", color_scheme=scheme)
    page.get_by_label("Find any passage").press_sequentially("ann")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert broken(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (QueryProblem("nobody can answer this"), 400, "This query cannot be answered"),
        (RuntimeError("a defect"), 500, "Something went wrong"),
        (IndexFailed("the index is damaged"), 503, "Searching does not work at the moment"),
    ],
)
def test_axe_finds_nothing_on_a_page_that_failed(
    look_at: Any, monkeypatch: pytest.MonkeyPatch, scheme: str, error: Exception, status: int, title: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("pmlarchive.web.feeds.ask", fail)
    page = look_at("/feed/search.atom?q=rebound", expected=(status,), color_scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert broken(page) == []


def test_body_text_has_contrast_for_tired_eyes(look_at: Any, rebound: str) -> None:
    """Text that is read at length reaches WCAG's AAA ratio of 7:1, in both schemes."""
    for scheme in ("light", "dark"):
        page = look_at(f"/thread/{rebound}", color_scheme=scheme)
        only = {
            "runOnly": ["color-contrast-enhanced"],
            "rules": {"color-contrast-enhanced": {"enabled": True}},
        }
        violations = Axe().run(page, context=".body", options=only).response["violations"]
        assert [node["html"] for rule in violations for node in rule["nodes"]] == []
