"""The app as people use it: a real browser over a real archive."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def shows(page: Any, selector: str) -> None:
    """Wait until the beginning of what ``selector`` names is within the window; fails if it never is."""
    page.wait_for_function(
        """selector => {
            const top = document.querySelector(selector)?.getBoundingClientRect().top
            return top >= -1 && top < innerHeight
        }""",
        arg=selector,
    )


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_search_open_and_step_through_matches(open_page: Any) -> None:
    page = open_page("/")
    page.get_by_label("Find any passage").fill("rebound")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".group h2").first).to_contain_text("Rebound after stopping")
    page.locator(".group h2 a").first.click()
    page.wait_for_url("**/thread/**")
    page.wait_for_load_state()
    assert page.locator("mark").count() > 1
    page.get_by_role("link", name="Go to the first").click()
    page.locator(".m.match .walk .next").first.click()
    expect(page.locator(":target")).to_have_class(re.compile("match"))
    shows(page, ":target")


def test_facets_and_the_timeline_narrow(open_page: Any) -> None:
    page = open_page("/search?q=fatigue OR rebound")
    page.locator(".spread .years a", has_text="2016").click()
    expect(page.get_by_label("Find any passage")).to_have_value(re.compile("year:2016"))
    page.get_by_role("link", name="take this away").click()
    page.locator(".narrow a", has_text="comments").click()
    expect(page.get_by_label("Find any passage")).to_have_value(re.compile("in:comments"))
    expect(page.locator(".passages .by", has_text="the post")).to_have_count(0)


def test_on_a_phone_the_timeline_is_one_row_that_unfolds(open_page: Any) -> None:
    page = open_page("/browse/", viewport={"width": 320, "height": 640})
    chart = page.locator(".chart")
    assert chart.bounding_box()["height"] < 130
    assert fits(page)
    expect(page.locator(".chart .years")).to_be_hidden()
    chart.locator("summary").click()
    chart.get_by_role("link", name="2016").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2016")
    expect(page.locator(".threads .title")).to_have_count(1)


def test_the_address_of_a_passage_is_copied(open_page: Any) -> None:
    page = open_page("/search?q=storm", permissions=["clipboard-read", "clipboard-write"])
    page.locator("button.copy").first.click()
    page.locator("button.copy", has_text="copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    page.goto(copied)
    assert "/thread/" in page.url


def test_the_small_map_leads_into_the_thread(open_page: Any, rebound: str) -> None:
    page = open_page(f"/thread/{rebound}", viewport={"width": 1440, "height": 900})
    page.locator("#map svg").click(position={"x": 20, "y": 5})
    expect(page.locator(":target")).to_contain_text("steroids")


def test_find_within_the_thread(open_page: Any, rebound: str) -> None:
    page = open_page(f"/thread/{rebound}")
    page.get_by_role("searchbox", name="Find in this thread").fill("storm")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".finding")).to_contain_text("2 messages here match")
    expect(page.locator("mark")).to_have_text(["storm", "storm"])


def test_fold_one_branch_and_all(open_page: Any, rebound: str) -> None:
    page = open_page(f"/thread/{rebound}")
    deepest = page.get_by_text("The storm is a good word for it")
    expect(deepest).to_be_visible()
    page.locator("summary", has_text="3 replies").click()
    expect(deepest).to_be_hidden()
    page.get_by_role("button", name="Fold all").click()
    expect(page.locator("details.replies[open]")).to_have_count(0)
    expect(page.get_by_text("About half of them.")).to_be_hidden()
    page.get_by_role("button", name="Unfold all").click()
    expect(deepest).to_be_visible()


def test_a_line_and_a_link_lead_to_the_parent(open_page: Any, rebound: str) -> None:
    page = open_page(f"/thread/{rebound}")
    link = page.get_by_role("link", name="in reply to Dr Weber")
    link.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("About half of them.")
    link.click()
    expect(page.locator(":target")).to_contain_text("About half of them.")
    page.locator(".rail").first.click(position={"x": 8, "y": 30})
    expect(page.locator(":target")).to_contain_text("steroids")


def test_link_into_a_folded_branch_unfolds_it(open_page: Any, rebound: str) -> None:
    page = open_page(f"/thread/{rebound}")
    page.get_by_role("button", name="Fold all").click()
    last = page.locator(".m .when").nth(3).get_attribute("href")
    page.evaluate("hash => location.hash = hash", last)
    expect(page.locator(f"[id='{last[1:]}']")).to_be_visible()


def test_search_while_typing(open_page: Any) -> None:
    page = open_page("/search")
    page.get_by_label("Find any passage").press_sequentially("fatigue")
    page.locator(".group").first.wait_for()
    expect(page).to_have_url(re.compile("q=fatigue"))
    expect(page.get_by_role("status").first).to_contain_text("passages")


def test_suggestions_are_chosen_by_key(open_page: Any) -> None:
    page = open_page("/")
    field = page.get_by_label("Find any passage")
    expect(field).to_have_attribute("role", "combobox")
    field.press_sequentially("storm ann")
    offer = page.get_by_role("option", name="Anna K.")
    offer.wait_for()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", offer.get_attribute("id"))
    expect(offer).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    assert (field.get_attribute("aria-expanded"), field.input_value()) == ("false", "storm ann")
    field.press_sequentially("a")
    offer.wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=storm+author*")
    expect(page.get_by_label("Find any passage")).to_have_value('storm author:"Anna K."')


def test_a_suggested_discussion_opens_by_a_click(open_page: Any, rebound: str) -> None:
    page = open_page("/help")
    page.get_by_label("Search this archive").press_sequentially("rebound aft")
    page.get_by_role("option", name="Rebound after stopping").click()
    page.wait_for_url(f"**/thread/{rebound}")


def test_enter_searches_for_what_was_typed_whatever_is_suggested(open_page: Any) -> None:
    page = open_page("/")
    page.get_by_label("Find any passage").press_sequentially("ann")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ann")


def test_more_like_this(open_page: Any) -> None:
    page = open_page("/browse/year/2016")
    page.get_by_role("link", name="Sleep & fatigue").click()
    page.get_by_role("link", name="More like this").click()
    page.locator(".alone h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rebound after")
    expect(page.locator(":target")).to_contain_text("fatigue")


def test_comfort_is_kept_by_the_browser(open_page: Any, rebound: str) -> None:
    page = open_page("/comfort")
    before = page.evaluate("getComputedStyle(document.body).fontSize")
    page.get_by_label("much larger").check(force=True)
    page.get_by_label("high contrast").check(force=True)
    page.get_by_label("for low vision").check(force=True)
    page.goto(page.url.replace("/comfort", f"/thread/{rebound}"))
    page.evaluate("window.look = getComputedStyle(document.body)")
    look = page.evaluate("[look.fontSize, look.backgroundColor, look.fontFamily]")
    assert float(look[0][:-2]) > float(before[:-2]) * 1.4
    assert look[1] == "rgb(0, 0, 0)"
    assert "Atkinson" in look[2]
    page.go_back()
    page.get_by_role("button", name="Back to how it was").click()
    expect(page.locator("body")).to_have_css("font-size", before)


def test_by_keyboard_alone(open_page: Any) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("rebound")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=rebound")
    page.keyboard.press("j")
    focused = "document.activeElement.closest('.passages > li') !== null"
    assert page.evaluate(focused)
    page.locator(".group h2 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/thread/**")
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") != first
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("a")
    assert "by-author" in page.evaluate("document.activeElement.className")
    page.keyboard.press("o")
    expect(page.locator("details.replies:not([open])")).to_have_count(1)
    page.keyboard.press("u")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_everything_works_without_script(open_page: Any, rebound: str) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("Find any passage").fill("rebound")
    page.get_by_role("button", name="Search").click()
    page.locator(".group h2 a").first.click()
    page.locator(".m.match .walk .next").first.click()
    page.locator("summary", has_text="3 replies").click()
    expect(page.get_by_text("The storm is a good word for it")).to_be_hidden()
    page.get_by_role("link", name="In order of time").click()
    expect(page.get_by_text("The storm is a good word for it")).to_be_visible()
    page.get_by_role("link", name="Reading comfort").click()
    expect(page.locator(".note")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=rebound",
        "/thread/{rebound}",
        "/thread/{rebound}/outline",
        "/browse/",
        "/browse/people",
        "/comfort",
        "/help",
    ],
)
@pytest.mark.parametrize(
    "screen", [{"width": 320, "height": 640}, {"width": 320, "height": 256}], ids=["phone", "zoom-400"]
)
def test_narrow_screens_scroll_one_way_only(look_at: Any, rebound: str, path: str, screen: Any) -> None:
    page = look_at(path.format(rebound=rebound), viewport=screen)
    assert fits(page)


def test_at_400_percent_a_passage_is_found_read_and_folded(open_page: Any) -> None:
    page = open_page("/", viewport={"width": 320, "height": 256})
    page.get_by_label("Find any passage").fill("storm")
    page.get_by_role("button", name="Search").click()
    page.locator(".passages .by a").first.click()
    shows(page, ":target")
    assert fits(page)
    page.get_by_role("link", name="Go to the first").click()
    shows(page, ":target")
    page.locator("summary", has_text="3 replies").click()
    expect(page.get_by_text("The storm is a good word for it")).to_be_hidden()
    page.locator("summary", has_text="3 replies").click()
    parent = page.get_by_role("link", name="in reply to Dr Weber")
    parent.click()
    expect(page.locator(":target")).to_contain_text("About half of them.")
    shows(page, ":target")


def test_targets_are_large_enough_to_touch(open_page: Any, rebound: str) -> None:
    page = open_page(
        f"/thread/{rebound}", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    small = page.evaluate(
        """() => [...document.querySelectorAll('.m header a, summary, button, nav a, input, .chips a, [role=option]')]
        .filter(e => e.checkVisibility()).filter(e => e.getBoundingClientRect().height < 43.5)
        .map(e => e.textContent)"""
    )
    assert small == []


def test_captured_markup_never_runs(open_page: Any) -> None:
    page = open_page("/")
    page.get_by_role("link", name="A trap").first.click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"
    assert page.evaluate("document.baseURI").endswith(page.url.rpartition("/")[2])
    expect(page.locator(".body form, .body svg, .body img, .body iframe")).to_have_count(0)
    page.get_by_text("click me").first.click()
    assert page.evaluate("window.pwned") is None
