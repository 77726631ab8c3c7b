"""One comment's author, date and words, wherever a theme puts them.

No theme's own names are known here. A name stands where microformats, schema.org or a class that speaks of an
author say; a date is what reads as one; the words are the paragraphs that are neither, and what most comments
of the page repeat is furniture.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from lxml.html import HtmlElement

from pmlarchive.model import Date, Kind, Precision
from scraper.clean import Clean, absolute, line_of
from scraper.dates import day_order, parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page
from scraper.platforms.wordpress_parts import Dated, Parts, read_parts
from scraper.platforms.wordpress_units import Unit
from scraper.platforms.wordpress_words import BLOCKS, CONNECTING, ancestors, words_of

_INLINE_BADGES = frozenset({"span", "small", "em", "i", "sup", "sub", "div", "p", "svg", "img"})
_EXCERPT = re.compile(r"^\s*\[\s?(?:…|\.\.\.)\s?\].*\[\s?(?:…|\.\.\.)\s?\]\s*$", re.DOTALL)
_WORDLESS = frozenset({"img", "script", "style", "noscript", "svg", "button"})
_SAYING = (":", ",", "|", "·", "•", "says", "said")
_SAID = re.compile(r"\s*(?:[:,|·•]|\bsays|\bsaid)*$")
_ALNUM = re.compile(r"\w")
_SOMETHING = re.compile(r"[^\s|,:;·•/-]")


def read_units(units: list[Unit], page: Page) -> list[DraftComment]:
    """Return the comments, in page order, with keys for those that WordPress's number is not printed of."""
    lang = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    every = read_parts(units, page)
    names = _names(every)
    day_first = day_order(text for parts in every for _, text, _ in parts.dates)
    keys = {unit: unit.native_id or f"#{place}" for place, unit in enumerate(units, 1)}
    found = []
    for parts, (said, name_element) in zip(every, names, strict=True):
        unit, name = parts.unit, said
        date, when = _date(parts, lang, day_first)
        body = words_of(parts, name_element, when, page.url)
        if date.value is None and not parts.dates:
            date = _loose_date(parts, name_element, lang, day_first)
        is_ping = unit.is_ping
        author_url = _author_url(name_element, page.url)
        if is_ping and name is None:
            body = Clean()
            name, author_url = _linking_page(unit, page.url)
        is_excerpt = "[" in body.text[:9] and _EXCERPT.match(body.text)
        comment = DraftComment(
            key=keys[unit],
            native_id=unit.native_id,
            parent=unit.parent_id or (keys[unit.parent] if unit.parent else None),
            kind=Kind.PING if is_ping or is_excerpt else Kind.COMMENT,
            author=name,
            author_url=author_url,
            by_post_author="bypostauthor" in unit.labels,
            date=date,
            text=body.text,
            html=body.html,
            url=_permalink(parts, page.url),
            links=body.links,
        )
        found.append(comment)
    return found


def _permalink(parts: Parts, base: str | None) -> str | None:
    if parts.permalink is not None and (url := absolute(parts.permalink.get("href"), base)):
        return url
    number = parts.unit.native_id
    return f"{base.partition('#')[0]}#comment-{number}" if base and number else None


def _names(every: list[Parts]) -> list[tuple[str | None, HtmlElement | None]]:
    found: list[tuple[str | None, HtmlElement | None]] = []
    for parts in every:
        for element in chain(parts.names, _unnamed(parts.unit)):
            name = _name_in(element, parts.dates)
            if name and len(name) <= 120 and _SOMETHING.search(name):
                found.append((name, element))
                break
        else:
            found.append((None, None))
    return _without_common_words(found)


def _unnamed(unit: Unit) -> Iterable[HtmlElement]:
    """Yield what may be a name where no class says so: emphasised or linked before the first paragraph."""
    for element in unit.elements:
        if (
            element.tag in ("p", "blockquote")
            and not element.get("class")
            and len(line_of(element, limit=CONNECTING)) > CONNECTING
        ):
            return
        if element.tag in ("strong", "b", "h3", "h4", "h5", "h6") or (
            element.tag == "a"
            and ("url" in (element.get("class") or "").split() or "external" in (element.get("rel") or ""))
        ):
            yield element


def _name_in(element: HtmlElement, dated: Sequence[Dated]) -> str:
    """Return the name in an element that may also hold a badge, a date or the words "by" and "says"."""
    if len(element):
        link = next((a for a in element.iter("a") if "url" in (a.get("class") or "").split()), None)
        if link is not None and (name := line_of(link)):
            return name
        name = line_of_text(_before_badges(element, {element for element, _, _ in dated}))
    else:
        if (
            "url" in (element.get("class") or "").split()
            and element.tag == "a"
            and (name := line_of(element))
        ):
            return name
        name = line_of_text([element.text or ""])
    return _SAID.sub("", name) if name.endswith(_SAYING) else name


def _before_badges(element: HtmlElement, dates: Collection[HtmlElement]) -> list[str]:
    """Return the texts inside an element, up to a date or what stands beside a name."""
    parts = [element.text or ""]
    said = _ALNUM.search(parts[0]) is not None
    stack = [(element, iter(element))]
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if not stack:
                break
            text = node.tail
        elif child in dates or (said and (child.tag in _INLINE_BADGES or child.tag in ("br", "a", "time"))):
            break
        elif not isinstance(child.tag, str) or child.tag in _WORDLESS:
            text = child.tail
        else:
            text = child.text
            stack.append((child, iter(child)))
        if text:
            parts.append(text)
            said = said or _ALNUM.search(text) is not None
    return parts


def line_of_text(parts: list[str]) -> str:
    """Return pieces of text as one line."""
    return " ".join("".join(parts).split())


def _without_common_words(
    found: list[tuple[str | None, HtmlElement | None]],
) -> list[tuple[str | None, HtmlElement | None]]:
    """Drop the words that all names of the page begin or end with ("By", "says")."""
    names = [name.split() for name, _ in found if name]
    if len(names) < 4 or len({tuple(words) for words in names}) < 3:
        return found
    first, last = {words[0] for words in names}, {words[-1] for words in names}
    if (len(first) > 1 and len(last) > 1) or min(len(words) for words in names) < 2:
        return found
    cut = slice(1 if len(first) == 1 else 0, -1 if len(last) == 1 else None)
    return [(" ".join(name.split()[cut]) if name else None, element) for name, element in found]


def _author_url(element: HtmlElement | None, base: str | None) -> str | None:
    if element is None:
        return None
    around = [element]
    if element.tag != "a":
        around = [*element.iter("a")] if len(element) else []
    parent = element.getparent()
    if not around and parent is not None and parent.tag == "a":
        around = [parent]
    for link in around:
        href = link.get("href") or ""
        if "#" not in href and (url := absolute(href, base)):
            return url
    return None


def _linking_page(unit: Unit, base: str | None) -> tuple[str | None, str | None]:
    """Return title and URL of ``Pingback: <a>title</a>``: the title stands for the author."""
    for link in unit.tagged("a"):
        if "#" not in (link.get("href") or "") and (title := line_of(link)):
            return title, absolute(link.get("href"), base)
    return None, None


def _date(parts: Parts, lang: str | None, day_first: bool | None) -> tuple[Date, HtmlElement | None]:
    best = Date()
    for element, text, machine in parts.dates:
        date = parse_date(text, machine=machine, lang=lang, day_first=day_first)
        if date.precision is Precision.DAY:
            date = _finer(element, date, lang, day_first)
        if date.value is not None and date.precision not in (Precision.YEAR, Precision.MONTH):
            return date, element
        if best.value is None and (date.value or best.text is None):
            best = date
    return best, None


def _finer(element: HtmlElement, date: Date, lang: str | None, day_first: bool | None) -> Date:
    """Look for the time of day beside a date (``<abbr>March 5th</abbr> at 02:57``)."""
    around = element.getparent()
    for _ in range(2):
        if around is None or len(text := line_of(around, limit=150)) > 150:
            break
        wider = parse_date(text, lang=lang, day_first=day_first)
        if wider.precision is Precision.MINUTE and (wider.value or "").startswith(date.value or "?"):
            return wider
        around = around.getparent()
    return date


def _loose_date(parts: Parts, name: HtmlElement | None, lang: str | None, day_first: bool | None) -> Date:
    """Look for a date in what stands between the name and the words."""
    skip = {element for element in parts.unit.elements if element.tag in BLOCKS and not element.get("class")}
    around = ancestors([name] if name is not None else [], {parts.unit.element})
    skip |= parts.unit.inner | {body for body in parts.bodies if body not in around}
    if name is not None:
        skip.add(name)
    text = line_of(parts.unit.element, skip=skip - {parts.unit.element})
    date = parse_date(text[:200], lang=lang, day_first=day_first)
    return date if date.value else Date()
