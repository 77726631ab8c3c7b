"""Which elements of a WordPress page hold its comments, and nothing of the article."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.platforms.wordpress_extent import LISTS, around, standing
from scraper.platforms.wordpress_units import Unit

_SECTION = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|discussion|responses)(?:$|[\s_-])|comments?(?:box|area|list|wrap)",
    re.IGNORECASE,
)
_STATES = re.compile(r"(?:has-|no-|with-)comments?|comments?-(?:open|closed|on|off)")


def roots_of(units: list[Unit], boxes: list[HtmlElement]) -> list[HtmlElement]:
    """Return the lists of comments with the sections that hold nothing else, and the reply forms."""
    outline = units[0].outline
    titled = around([outline.elements[place] for place in standing({"h1"}, outline.tags)], set())
    roots: dict[HtmlElement, None] = {}
    known: dict[HtmlElement, HtmlElement | None] = {}  # by what holds the comments
    for unit in units:
        holder = unit.holder if unit.around is None else None
        if holder is None:
            continue
        if holder not in known:
            section = _section_around(unit.element, titled)
            known[holder] = holder if section is None and holder.tag in LISTS else section
        root = known[holder]
        roots[unit.element if root is None else root] = None
    return [
        *roots,
        *(box for box in boxes if box not in roots and roots.keys().isdisjoint(box.iterancestors())),
    ]


def _section_around(element: HtmlElement, titled: set[HtmlElement]) -> HtmlElement | None:
    """Return the outermost section of comments around an element that holds no title of the page."""
    section = None
    for outer in element.iterancestors():
        if outer.tag in ("body", "html", "main", "article"):
            break
        if outer not in titled and _is_section(f"{outer.get('id', '')} {outer.get('class', '')}"):
            section = outer
    return section


@lru_cache(maxsize=1024)
def _is_section(names: str) -> bool:
    return _SECTION.search(_STATES.sub("", names)) is not None
