"""Which of a WordPress page's comments are on its own post: those that their permalinks say."""

import re
from collections import Counter

from lxml.html import HtmlElement

from scraper.clean import unwayback
from scraper.platforms.base import Page
from scraper.platforms.wordpress_units import Unit

#: What stands before a comment's number in a link to it.
MARKS = frozenset({"comment-", "li-comment-", "div-comment-"})
_COMMENT_PAGE = re.compile(r"/comment-page-\d+/?$")


def own_thread(units: list[Unit], page: Page) -> list[Unit]:
    """Leave out lists of comments on other posts ("recent comments"): their permalinks lead elsewhere."""
    lists: dict[HtmlElement | None, list[Unit]] = {}
    top_of: dict[Unit, HtmlElement | None] = {}
    for unit in units:
        top = unit.holder if unit.around is None else top_of.get(unit.around)
        top_of[unit] = top
        lists.setdefault(top, []).append(unit)
    paths: dict[str, str] = {}  # by what stands before the number
    pages: dict[HtmlElement | None, Counter[str]] = {top: Counter() for top in lists}
    for unit in units:
        link = _permalink_of(unit)
        if link is not None:
            path = paths.get(link)
            if path is None:
                path = paths[link] = _path(link)
            pages[top_of[unit]][path] += 1
    own = {""}
    main = max(lists, key=lambda top: (max(pages[top].values(), default=0), len(lists[top])), default=None)
    if main is None:
        return units
    mixed = len(pages[main]) > 1 and pages[main].most_common(1)[0][1] <= sum(pages[main].values()) / 2
    if pages[main] and not mixed:
        own.add(pages[main].most_common(1)[0][0])
    others = [top for top in lists if pages[top] and own.isdisjoint(pages[top])]
    if not others:
        return units
    own = _own_paths(page)
    strange = {top for top in others if own.isdisjoint(pages[top])}
    return [unit for unit in units if top_of[unit] not in strange]


def _permalink_of(unit: Unit) -> str | None:
    """Return the page that a comment's permalink is to; ``""`` for the one that it stands on."""
    number = unit.native_id
    if number is None:
        return None
    hrefs = unit.hrefs
    for place in unit.links:
        if number in (href := hrefs[place]):
            page, _, fragment = href.strip().partition("#")
            is_own = fragment.endswith(number) and fragment.removesuffix(number) in MARKS
            if is_own and "replytocom" not in page:
                return page
    return None


def _path(url: str) -> str:
    path = re.sub(r"^[a-z]+://[^/]*", "", unwayback(url)).partition("?")[0] if "?p=" not in url else url
    return _COMMENT_PAGE.sub("", path).rstrip("/")


def _own_paths(page: Page) -> set[str]:
    canonical: list[str | None] = []
    for part in (page.tree.find("head"), page.tree):  # what broken markup moved out of the head counts too
        if part is not None and not canonical:
            canonical = [link.get("href") for link in part.iter("link") if link.get("rel") == "canonical"]
    return {_path(url) for url in (*canonical, page.url) if url}
