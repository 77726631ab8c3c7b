"""SPIP: the comments ("forum") of its articles, as its own templates and their descendants write them.

Each message lies in an item of a list, and the answers in a list inside that item. Built on real pages and on
the templates of SPIP's distributions 2.0 to 3.2 (``inclure/forum.html``), of Zpip, Z-core and the plugin
Comments. What their names have in common: ``forum-…`` or ``comment-…``; numbers stand in anchors
(``forum12``, ``comment12``), in the links to answer (``id_forum=12``) and in class names that the plugin
Crayons adds (``forum-texte-12``).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import absolute, clean, line_of
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading
from scraper.platforms.generic.bylines import name_in_line, tidy

_MARKS = ("forum-message", "comment-message", "hreview")
_ANCHOR = re.compile(r"(?:forum|comment)([0-9]+)")
_CRAYON = re.compile(r"\bforum-(?:qui|texte|texteavert|titre)-([0-9]+)\b")
_ANSWER = re.compile(r"[?&]id_forum=([0-9]+)")
_TARGET = re.compile(r"#forum([0-9]+)$")
_PAGE = re.compile(r"[?&]debut_[\w-]*(?:forum|comment)[\w-]*=\d")
_COUNT = re.compile(r"([0-9]{1,6})\s+\D")
_HEADINGS = frozenset({"h2", "h3", "h4"})
#: What parts of a page that are loaded on their own stand in.
_LOADED = "ajaxbloc"
#: So many elements are looked at for the box of all messages.
_MOST = 10
_OUTER = frozenset({"article", "body", "html", "main"})
_BOX = re.compile(r"(?:^|[\s_-])(?:comments?|forum|messages)(?:$|[\s_-])")
#: Roles of elements, and the class names that say so; the first that fits counts.
_ROLES = (
    ("words", frozenset({"comment-texte"})),
    ("content", frozenset({"forum-texte", "comment-content"})),
    ("notes", frozenset({"comment-notes", "notes"})),
    ("skip", frozenset({"comment-reply", "repondre", "hyperlien", "comment-external-link",
                                      "comment-doc", "item"})),
    ("writer", frozenset({"comment-author", "reviewer"})),
    ("meta", frozenset({"comment-meta", "forum-chapo", "forum-top"})),
)  # fmt: skip


_SAID = frozenset({"words", "content", "notes"})


@dataclass(slots=True, eq=False)
class _Unit:
    """A message's place in the page.

    Attributes:
        first, last: Its item's place in the outline, and the place after all that is in it.
        above: The unit in whose item it stands.
        parts: The first element of each role; ``name``, ``stamp`` and ``small`` among them.
        skip: What in its words is none of them.
    """

    element: HtmlElement
    first: int
    last: int
    above: "_Unit | None"
    number: str | None = None
    parent: str | None = None
    parts: dict[str, HtmlElement] = field(default_factory=dict)
    skip: set[HtmlElement] = field(default_factory=set)


class Spip:
    """Comments of sites made with SPIP."""

    name = "spip"

    def recognises(self, page: Page) -> bool:
        """Look for the name of a message, and for SPIP's name in the bytes: it is in its files' names."""
        return any(mark in page.outline.names for mark in _MARKS) and page.holds(b"spip")

    def read(self, page: Page) -> Reading | None:
        """Read the messages; ``None`` where most of them lack words."""
        units = _units(page.outline)
        keys: dict[_Unit | None, str | None] = {None: None}
        seen: set[str | None] = {None}
        comments = []
        for at, unit in enumerate(units, start=1):
            is_new = unit.number not in seen
            seen.add(unit.number)
            keys[unit] = unit.number if is_new and unit.number else f"#{at}"
            comments.append(_comment(unit, keys, page))
        if 2 * sum(1 for comment in comments if comment.text) <= len(comments):
            return None
        root = _root(units[0].element)
        more = _other_pages(page, root)
        return Reading(
            platform=self.name,
            comments=comments,
            roots=[root],
            declared=_declared(root, units[0].element),
            complete=not more,
            more=tuple(dict.fromkeys(url for url in more if url is not None)),
        )


# ---- the messages


def _units(outline: Outline) -> list[_Unit]:
    """Return the messages in page order, each with the parts that are its own."""
    elements = outline.elements
    homes: dict[int, HtmlElement] = {}
    for place, label in enumerate(outline.labels):
        if label and ("message" in label or "hreview" in label) and _begins(label):
            home = elements[place].getparent()
            if home is None or home.tag != "li":
                home = elements[place]
            homes.setdefault(outline.places[home], home)
    units: list[_Unit] = []
    inside: list[_Unit] = []
    for place in sorted(homes):
        while inside and inside[-1].last <= place:
            inside.pop()
        unit = _Unit(homes[place], place, outline.after(homes[place]), inside[-1] if inside else None)
        if inside:
            inside[-1].skip.add(unit.element)
        inside.append(unit)
        units.append(unit)
    for at, unit in enumerate(units):
        _sort_parts(unit, units[at + 1].first if at + 1 < len(units) else unit.last, outline)
    return units


@lru_cache(maxsize=1024)
def _begins(label: str) -> bool:
    names = set(label.split())
    return not names.isdisjoint({"forum-message", "comment-message"}) or {"comment", "hreview"} <= names


def _sort_parts(unit: _Unit, end: int, outline: Outline) -> None:
    """Find a message's parts, which all stand before the first answer to it."""
    said, content = 0, 0
    for place in range(unit.first, min(end, unit.last)):
        element, tag, label = outline.elements[place], outline.tags[place], outline.labels[place]
        role = _role(label) if label else None
        if label and unit.number is None and "forum-" in label and (crayon := _CRAYON.search(label)):
            unit.number = crayon[1]
        if role == "skip":
            unit.skip.add(element)
        elif role in _SAID:
            if place >= said:
                unit.parts.setdefault(role, element)
                if role == "content":
                    content = outline.after(element)
                else:
                    said = outline.after(element)
        elif place >= max(said, content):
            _sort_part(unit, element, tag, label or "", role)
        if tag == "a" and (place >= max(said, content) or _is_button(element)):
            _read_link(element, outline.ids.get(place), unit)


def _sort_part(unit: _Unit, element: HtmlElement, tag: str, label: str, role: str | None) -> None:
    """Keep what stands around a message's words, if it is the first of its kind."""
    if role is not None:
        unit.parts.setdefault(role, element)
    if "forum-qui" in label or (tag == "strong" and "fn" in label.split()):
        unit.parts.setdefault("name", element)
    elif tag == "time" or (tag == "abbr" and element.get("title")):
        unit.parts.setdefault("stamp", element)
    elif tag == "small" and label != "fine":  # which SPIP sets around spaces
        unit.parts.setdefault("small", element)


def _is_button(link: HtmlElement) -> bool:
    around = link.getparent()
    return around is not None and _role(around.get("class") or "") == "skip"


@lru_cache(maxsize=1024)
def _role(label: str) -> str | None:
    names = frozenset(label.split())
    return next((role for role, known in _ROLES if not known.isdisjoint(names)), None)


def _read_link(link: HtmlElement, own: str | None, unit: _Unit) -> None:
    """Take the number that a message's anchor has, and the one that it says it answers."""
    address = link.get("href") or ""
    if match := _ANCHOR.fullmatch(own or link.get("name") or ""):
        unit.number = unit.number or match[1]
    elif link.get("rel") == "in-reply-to" and (match := _TARGET.search(address)):
        unit.parent = match[1]
    elif match := _ANSWER.search(address):
        unit.number = unit.number or match[1]


def _comment(unit: _Unit, keys: dict[_Unit | None, str | None], page: Page) -> DraftComment:
    parts, key = unit.parts, keys[unit] or ""
    native_id = key if key == unit.number else None
    author, link = _author(unit)
    # What is inside the words, or the content, is read with them.
    words = [parts[role] for role in ("words", "notes") if role in parts and "words" in parts]
    body = clean(words or parts.get("content", ()), base=page.url, skip=unit.skip)
    stated = unit.parent if unit.parent != key else None
    return DraftComment(
        key=key,
        native_id=native_id,
        parent=stated or keys[unit.above],
        author=author,
        author_url=absolute(link.get("href"), page.url) if link is not None else None,
        date=_date(unit, author, page.tree.get("lang")),
        text=body.text,
        html=body.html,
        links=body.links,
        url=f"{page.url.partition('#')[0]}#forum{native_id}" if page.url and native_id else None,
    )


def _author(unit: _Unit) -> tuple[str | None, HtmlElement | None]:
    """Return a message's author, and the link on the name."""
    name, writer = unit.parts.get("name"), unit.parts.get("writer")
    around = writer if writer is not None else name
    link = None
    if around is not None:
        link = next((link for link in around.iter("a") if link.get("href")), None)
    if name is not None:
        return tidy(line_of(name)), link
    if writer is not None:
        return name_in_line(line_of(writer).lstrip(" ,"), is_dated=False), link
    small = unit.parts.get("small")
    if small is not None:
        for element in small.iterchildren("span", reversed=True):
            if element.get("class") != "sep" and (known := tidy(line_of(element))):
                return known, None
    meta = unit.parts.get("meta", small)
    return (name_in_line(line_of(meta), is_dated=True) if meta is not None else None), None


def _date(unit: _Unit, name: str | None, lang: str | None) -> Date:
    stamp = unit.parts.get("stamp")
    if stamp is not None:
        return parse_date(line_of(stamp), machine=stamp.get("datetime") or stamp.get("title"), lang=lang)
    around = unit.parts.get("small", unit.parts.get("meta"))
    line = line_of(around) if around is not None else ""
    return parse_date(line.replace(name, "", 1) if name else line, lang=lang)


# ---- around the messages


def _root(first: HtmlElement) -> HtmlElement:
    """Return the box of the messages with their heading and form; without one, the list."""
    around = first.getparent()
    root = around if first.tag == "li" and around is not None else first
    for around in islice(root.iterancestors(), _MOST):
        names = f"{around.get('id') or ''} {around.get('class') or ''}"
        if around.tag in _OUTER or around.find(".//h1") is not None:
            break
        if _BOX.search(names):
            root = around
        elif _LOADED not in names:
            break
    return root


def _declared(root: HtmlElement, first: HtmlElement) -> int | None:
    """Return the count in the heading above the messages: "3 messages"."""
    for element in root.iter("h2", "h3", "h4", "li"):
        if element is first:
            break
        if element.tag in _HEADINGS and (counted := _COUNT.match(line_of(element))):
            return int(counted[1])
    return None


def _other_pages(page: Page, root: HtmlElement) -> list[str | None]:
    """Return the URLs of the other pages of these messages; ``None`` for one that cannot be made whole."""
    if b"debut_" not in page.data:
        return []
    here = (page.url or "").partition("#")[0]
    addresses = (link.get("href") or "" for link in root.iter("a"))
    found = (absolute(address, page.url) for address in addresses if _PAGE.search(address))
    whole = (url.partition("#")[0] if url else None for url in found)
    return [url for url in whole if url != here]
