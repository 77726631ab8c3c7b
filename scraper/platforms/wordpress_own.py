"""Which of a WordPress page's comments are on its own post: those that their permalinks say."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

from lxml.html import HtmlElement

from scraper.clean import unwayback
from scraper.platforms.base import Page
from scraper.platforms.wordpress_units import Unit

#: What stands before a comment's number in a link to it.
MARKS = frozenset({"comment-", "li-comment-", "div-comment-"})
_COMMENT_PAGE = re.compile(r"/comment-page-\d+/?$")


def own_thread(units: list[Unit], page: Page) -> list[Unit]:
    """Leave out lists of comments on other posts ("recent comments"): their permalinks lead elsewhere."""
    if not units:
        return units
    lists: dict[HtmlElement | None, list[str | None]] = {}  # where the comments' permalinks lead
    top_of: dict[Unit, HtmlElement | None] = {}
    hrefs = units[0].hrefs
    links = [*hrefs]
    for unit in units:
        top = unit.holder if unit.around is None else top_of.get(unit.around)
        top_of[unit] = top
        leads = lists.get(top)
        if leads is None:
            leads = lists[top] = []
        leads.append(_permalink_of(unit, hrefs, links))
    pages = {top: _paths(leads) for top, leads in lists.items()}
    own = {""}
    main = max(lists, key=lambda top: (max(pages[top].values(), default=0), len(lists[top])))
    mixed = len(pages[main]) > 1 and pages[main].most_common(1)[0][1] <= sum(pages[main].values()) / 2
    if pages[main] and not mixed:
        own.add(pages[main].most_common(1)[0][0])
    others = [top for top in lists if pages[top] and own.isdisjoint(pages[top])]
    if not others:
        return units
    own = _own_paths(page)
    strange = {top for top in others if own.isdisjoint(pages[top])}
    return [unit for unit in units if top_of[unit] not in strange]


def _paths(leads: list[str | None]) -> Counter[str]:
    """Count the pages that permalinks lead to."""
    found: Counter[str] = Counter()
    for link, count in Counter(leads).items():
        if link is not None:
            found[_path(link)] += count
    return found


def _permalink_of(unit: Unit, hrefs: Mapping[int, str], links: list[int]) -> str | None:
    """Return the page that a comment's permalink is to; ``""`` for the one that it stands on.

    Args:
        unit: The comment.
        hrefs: Where the page's links lead.
        links: Where they stand, in page order.
    """
    number = unit.native_id
    if number is None:
        return None
    for start, stop in unit.spans:
        for place in links[bisect_left(links, start) : bisect_left(links, stop)]:
            if number in (href := hrefs[place]):
                page, _, fragment = href.strip().partition("#")
                if (
                    fragment.endswith(number)
                    and fragment.removesuffix(number) in MARKS
                    and "replytocom" not in page
                    and unit.outline.tags[place] == "a"
                ):
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
