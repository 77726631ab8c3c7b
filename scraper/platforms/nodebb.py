"""NodeBB: topics whose every part has a ``component``, and whose posts carry their data in attributes.

Built on real pages and on NodeBB's own themes, Persona and Harmony, back to their first versions of 2015.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from lxml.html import HtmlElement

from pmlarchive.model import Date, Status
from scraper.clean import absolute, clean, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.soup import selector

_COMPONENTS = {"post": "post", "post/content": "body", "post/parent": "parent", "topic/post-count": "count"}
_PARTS = (
    ("name", selector("descendant::a[@data-username]")),
    ("date", selector("descendant::meta[@itemprop='datePublished']")),
    ("link", selector("descendant::a[contains(@href, '/post/')]")),
)
_OTHERS = selector("//head/link[@rel='next' or @rel='prev'] | //a[@data-page]")
_PAGE = re.compile(r"[?&]page=\d")
#: The number of the post that opens the topic, in the state that the page keeps for its scripts.
_MAIN = re.compile(rb'"mainPid":"?(\d+)')
_NOT_DIGITS = re.compile(r"\D")


@dataclass(slots=True, eq=False)
class _Unit:
    """A post's place in the page.

    Attributes:
        end: The place after all that is in it.
        is_copy: Whether it may stand elsewhere too: an answer unfolded below what it answers, or shown first.
        parts: The first element of each kind.
    """

    element: HtmlElement
    pid: str
    end: int
    is_copy: bool
    parts: dict[str, HtmlElement] = field(default_factory=dict)


class NodeBB:
    """Topics of NodeBB forums."""

    name = "nodebb"

    def recognises(self, page: Page) -> bool:
        """Look for a post's number and the name of its words in the bytes."""
        return page.holds(b"data-pid=") and page.holds(b"post/content")

    def read(self, page: Page) -> Reading | None:
        """Read the posts; the topic's first is the post."""
        units, counter = _units(page)
        if not units:
            return None
        opening = next((unit for unit in units if unit.element.get("data-index") == "0"), None)
        if opening is not None:
            main, owner = opening.pid, opening.element.get("data-uid")
        else:
            stated = _MAIN.search(page.data)
            main, owner = stated[1].decode() if stated else "", None
        messages = {unit: _message(unit, main, owner, page.url) for unit in units}
        comments = [message for unit, message in messages.items() if unit is not opening]
        if not comments:
            return None
        total = int(_NOT_DIGITS.sub("", counter.get("title") or "")[:9] or 0) if counter is not None else 0
        return Reading(
            platform=self.name,
            comments=comments,
            roots=[unit.element for unit in units],
            is_bare=True,
            declared=total - 1 if total else None,
            complete=opening is not None and len(units) >= total,
            more=_other_pages(page),
            post=None if opening is None else messages[opening],
        )


def _other_pages(page: Page) -> tuple[str, ...]:
    found = []
    for link in _OTHERS(page.tree):
        address, around = link.get("href") or "", link.getparent()
        if _PAGE.search(address) and "active" not in (around.get("class") or "").split():
            found.append(absolute(address, page.url))
    return tuple(dict.fromkeys(url for url in found if url))


def _units(page: Page) -> tuple[list[_Unit], HtmlElement | None]:
    """Return the posts in page order, each once, and what counts them."""
    elements, after = page.outline.elements, page.outline.after
    units: dict[str, _Unit] = {}
    inside: list[_Unit] = []
    counter, body = None, 0
    for place, kind in _parts(page):
        if place < body:
            continue  # of what somebody wrote
        while inside and inside[-1].end <= place:
            inside.pop()
        element = elements[place]
        if kind == "count":
            counter = element if counter is None else counter
        elif kind == "post":
            inside.append(_unit(element, after(element), bool(inside)))
            _keep(inside[-1], units)
        elif inside and (kind != "link" or _is_own(element, inside[-1].pid)):
            inside[-1].parts.setdefault(kind, element)
            if kind == "body":
                body = after(element)
    return [unit for unit in units.values() if "body" in unit.parts], counter


def _parts(page: Page) -> list[tuple[int, str]]:
    """Return where each part of a post is, and its kind, in page order."""
    places = page.outline.places
    named = ((place, _COMPONENTS.get(name, "")) for place, name in page.outline.having("component").items())
    found = [(place, kind) for place, kind in named if kind]
    found += ((places[element], kind) for kind, select in _PARTS for element in select(page.tree))
    return sorted(found)


def _unit(element: HtmlElement, end: int, is_inside: bool) -> _Unit:
    is_copy = is_inside or "data-allow-dupe" in element.attrib
    return _Unit(element, element.get("data-pid") or "", end, is_copy)


def _keep(unit: _Unit, units: dict[str, _Unit]) -> None:
    known = units.get(unit.pid)
    if unit.pid and (known is None or (known.is_copy and not unit.is_copy)):
        units.pop(unit.pid, None)
        units[unit.pid] = unit


def _is_own(link: HtmlElement, pid: str) -> bool:
    return (link.get("href") or "").rpartition("/")[2] in (pid, quote(pid, safe=""))


def _message(unit: _Unit, main: str, owner: str | None, base: str | None) -> DraftComment:
    element, parts = unit.element, unit.parts
    names = (element.get("class") or "").split()
    name, parent, stamp, link = (parts.get(kind) for kind in ("name", "parent", "date", "link"))
    answered = None if parent is None else parent.get("data-topid") or parent.get("data-parent-pid")
    author = (line_of(name) if name is not None else "") or element.get("data-username")
    profile = name.get("href") if name is not None else None
    user = element.get("data-uid") or "0"
    body = clean(parts["body"], base=base)
    return DraftComment(
        key=unit.pid,
        native_id=unit.pid,
        parent=answered if answered not in (None, "", main, unit.pid) else None,
        author=author or None,
        author_url=absolute(profile, base) if profile != "#" else None,
        by_post_author="topic-owner-post" in names or (user != "0" and user == owner),
        date=_date(stamp.get("content") if stamp is not None else None, element.get("data-timestamp")),
        text=body.text,
        html=body.html,
        links=body.links,
        url=absolute(link.get("href"), base) if link is not None else None,
        status=Status.REMOVED if "deleted" in names else Status.VISIBLE,
    )


def _date(stated: str | None, milliseconds: str | None) -> Date:
    date = parse_date(None, machine=stated)
    return date if date.value else parse_date(None, machine=milliseconds)
