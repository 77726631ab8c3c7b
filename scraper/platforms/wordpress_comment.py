"""One comment's author, date and words, wherever a theme puts them.

No theme's own names are known here. A name stands where microformats, schema.org or a class that speaks of an
author say; a date is what reads as one; the words are the paragraphs that are neither, and what most comments
of the page repeat is furniture.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from pmlarchive.model import Date, Kind, Precision
from scraper.clean import Clean, absolute, clean, line_of
from scraper.dates import day_order, parse_date
from scraper.draft import DraftComment
from scraper.platforms.base import Page
from scraper.platforms.wordpress_units import Unit

_NAME = re.compile(
    r"(?:^|\s)(?:[\w-]*[-_])?(?:author|commenter|poster|name|username|nickname)(?:[-_](?:name|link))?(?:\s|$)"
)
_FN = re.compile(r"(?:^|\s)fn(?:\s|$)")
_BODY = re.compile(
    r"(?:^|\s)[\w-]*?(?:comment|comm|response|reply|wpd)?[-_]{0,2}(?:content|text|txt|entry|message|copy|said|body)(?:\s|$)",
    re.IGNORECASE,
)
_NAME_PROPERTIES = frozenset({"author", "creator", "name"})
_TEXT_PROPERTIES = frozenset({"text", "commentText", "description", "reviewBody", "comment"})
_WHEN = re.compile(r"date|time|published|posted|when|meta|permalink|stamp", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:repl(?:y|ies)|edit|shar(?:e|ing)|sharedaddy|likes?|dislikes?|votes?|voting|ratings?|karma|"
    r"report|flag|toolbar|actions?|avatar|gravatar|permalink|moderation|awaiting|badge|buttons?|says|tools|"
    r"controls|toggle|clear(?:fix|both|er)?|screen-reader-text|sd-block|utils?|number|counter)(?:$|[\s_-])",
    re.IGNORECASE,
)
_REPLY_LINK = re.compile(r"replytocom=|#respond$|#reply", re.IGNORECASE)
_BLOCKS = frozenset({
    "p", "blockquote", "ul", "ol", "pre", "table", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "hr",
})  # fmt: skip
_WRAPPERS = frozenset(
    {"div", "section", "article", "header", "footer", "aside", "td", "tr", "dd", "dt", "table", "tbody", "li"}
)
_INLINE_BADGES = frozenset({"span", "small", "em", "i", "sup", "sub", "div", "p", "svg", "img"})
_EXCERPT = re.compile(r"^\s*\[\s?(?:…|\.\.\.)\s?\].*\[\s?(?:…|\.\.\.)\s?\]\s*$", re.DOTALL)
_ALNUM = re.compile(r"\w")
_SOMETHING = re.compile(r"[^\s|,:;·•/-]")
#: A heading's words around a name and a date ("… wrote on … at …") are no more than these.
_CONNECTING = 60


_Dated = tuple[HtmlElement, str, str | None]  # element, text, value for machines


@dataclass(slots=True)
class _Parts:
    """What the elements of one comment are."""

    unit: Unit
    names: list[HtmlElement] = field(default_factory=list)
    bodies: list[HtmlElement] = field(default_factory=list)
    dates: list[_Dated] = field(default_factory=list)
    permalink: HtmlElement | None = None
    furniture: set[HtmlElement] = field(default_factory=set)


def read_units(units: list[Unit], page: Page) -> list[DraftComment]:
    """Return the comments, in page order, with keys for those that WordPress's number is not printed of."""
    lang = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    every = [_parts(unit) for unit in units]
    repeated = _repeated(every)
    names = _names(every)
    day_first = day_order(text for parts in every for _, text, _ in parts.dates)
    keys = {unit: unit.native_id or f"#{place}" for place, unit in enumerate(units, 1)}
    found = []
    for parts, (name, name_element) in zip(every, names, strict=True):
        unit = parts.unit
        date, when = _date(parts, lang, day_first)
        body = _words(parts, name_element, when, repeated, page.url)
        if date.value is None and not parts.dates:
            date = _loose_date(parts, name_element, lang, day_first)
        if unit.is_ping and name is None:
            comment = _bare_ping(unit, keys[unit], page.url)
        else:
            comment = DraftComment(
                key=keys[unit],
                author=name,
                author_url=_author_url(name_element, page.url),
                text=body.text,
                html=body.html,
                links=body.links,
            )
        is_ping = unit.is_ping or _EXCERPT.match(body.text) is not None
        comment.kind = Kind.PING if is_ping else Kind.COMMENT
        comment.native_id = unit.native_id
        comment.parent = unit.parent_id or (keys[unit.parent] if unit.parent else None)
        comment.by_post_author = "bypostauthor" in unit.labels
        comment.date = date
        comment.url = _permalink(parts, page.url)
        found.append(comment)
    return found


def _permalink(parts: _Parts, base: str | None) -> str | None:
    if parts.permalink is not None and (url := absolute(parts.permalink.get("href"), base)):
        return url
    number = parts.unit.native_id
    return f"{base.partition('#')[0]}#comment-{number}" if base and number else None


# ---- what the elements are


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a tag with its class names may be, whatever stands in it."""

    rank: int | None
    body: bool
    when: bool
    furniture: bool


@lru_cache(maxsize=4096)
def _sense(tag: str, labels: str) -> _Sense:
    """Say what class names mean; remembered, because a page's comments all have the same."""
    rank = 3 if tag == "cite" else None
    if _FN.search(labels):
        rank = 0
    elif _NAME.search(labels) and tag not in ("img", "input"):
        rank = 2
    if tag == "img":
        furniture = "avatar" in labels or "photo" in labels
    elif tag == "a":
        furniture = "comment-reply" in labels
    else:
        furniture = tag not in ("pre", "code", "blockquote") and _FURNITURE.search(labels) is not None
    return _Sense(rank, _BODY.search(labels) is not None, _WHEN.search(labels) is not None, furniture)


_PLAIN = _Sense(None, body=False, when=False, furniture=False)


def _parts(unit: Unit) -> _Parts:
    parts = _Parts(unit)
    mine = (
        {f"{prefix}comment-{unit.native_id}" for prefix in ("", "li-", "div-")} if unit.native_id else set()
    )
    ranked: list[tuple[int, HtmlElement]] = []
    for element in unit.elements:
        if element is unit.element:
            continue
        tag, labels, prop = element.tag, element.get("class"), element.get("itemprop")
        sense = _sense(tag, labels or "") if labels or tag == "cite" else _PLAIN
        if prop in _NAME_PROPERTIES and sense.rank != 0:
            ranked.append((1, element))
        elif sense.rank is not None:
            ranked.append((sense.rank, element))
        if sense.body or prop in _TEXT_PROPERTIES:
            parts.bodies.append(element)
        if tag == "a":
            _note_link(parts, element, mine)
        elif sense.when or tag in ("time", "abbr") or prop or element.get("datetime") is not None:
            _note_date(parts, element, when=sense.when)
        if sense.furniture:
            parts.furniture.add(element)
    parts.names = [element for _, element in sorted(ranked, key=lambda pair: pair[0])]
    exact = [found for found in parts.dates if found[2] or found[0].tag in ("time", "a")]
    loose = [found for found in parts.dates if found not in exact]
    parts.dates = exact + _innermost(loose)
    return parts


def _innermost(dates: list[_Dated]) -> list[_Dated]:
    """Put a date's own element before the wrappers around it, whose text has other words too."""
    return sorted(dates, key=lambda found: len(found[1]))


def _note_link(parts: _Parts, element: HtmlElement, mine: Collection[str]) -> None:
    href = element.get("href") or ""
    if "#" not in href and "replytocom" not in href:
        return
    labels = element.get("class") or ""
    if _REPLY_LINK.search(href) or "comment-reply" in labels:
        parts.furniture.add(element)
    elif href.rpartition("#")[2] in mine:
        if parts.permalink is None:
            parts.permalink = element
        text = line_of(element, limit=150)
        if "reply" not in labels and any(char.isdigit() for char in text):
            title = element.get("title")
            parts.dates.append((element, text, title if _has_year(title) else None))


def _note_date(parts: _Parts, element: HtmlElement, *, when: bool) -> None:
    machine = element.get("datetime")
    if machine is None and element.tag == "abbr":
        machine = element.get("title")
    if (
        machine is not None
        or element.tag == "time"
        or element.get("itemprop") in ("datePublished", "commentTime")
    ):
        parts.dates.append(
            (element, line_of(element), machine or element.get("content") or element.get("pubdate"))
        )
    elif when:
        text = line_of(element, limit=150)
        if _has_year(text) and len(text) < 150:
            parts.dates.append((element, text, None))


def _has_year(text: str | None) -> bool:
    return bool(text) and re.search(r"\d{2}", text or "") is not None


# ---- names


def _names(every: list[_Parts]) -> list[tuple[str | None, HtmlElement | None]]:
    found: list[tuple[str | None, HtmlElement | None]] = []
    for parts in every:
        dates = {element for element, _, _ in parts.dates}
        for element in (*parts.names, *_unnamed(parts.unit)):
            name = _name_in(element, dates)
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
            and len(line_of(element, limit=_CONNECTING)) > _CONNECTING
        ):
            return
        if element.tag in ("strong", "b", "h3", "h4", "h5", "h6") or (
            element.tag == "a"
            and ("url" in (element.get("class") or "").split() or "external" in (element.get("rel") or ""))
        ):
            yield element


def _name_in(element: HtmlElement, dates: Collection[HtmlElement]) -> str:
    """Return the name in an element that may also hold a badge, a date or the words "by" and "says"."""
    link = next((a for a in element.iter("a") if "url" in (a.get("class") or "").split()), None)
    if link is not None and (name := line_of(link)):
        return name
    parts: list[str] = []
    stack = [(element, iter(element))]
    parts.append(element.text or "")
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                parts.append(node.tail or "")
            continue
        said = any(_ALNUM.search(part) for part in parts)
        if child in dates or (said and (child.tag in _INLINE_BADGES or child.tag in ("br", "a", "time"))):
            break
        if not isinstance(child.tag, str) or child.tag in (
            "img",
            "script",
            "style",
            "noscript",
            "svg",
            "button",
        ):
            parts.append(child.tail or "")
            continue
        parts.append(child.text or "")
        stack.append((child, iter(child)))
    return re.sub(r"\s*(?:[:,|·•]|\bsays|\bsaid)*$", "", line_of_text(parts))


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
    around = [element] if element.tag == "a" else [*element.iter("a")]
    parent = element.getparent()
    if not around and parent is not None and parent.tag == "a":
        around = [parent]
    for link in around:
        href = link.get("href") or ""
        if "#" not in href and (url := absolute(href, base)):
            return url
    return None


def _bare_ping(unit: Unit, key: str, base: str | None) -> DraftComment:
    """Read ``Pingback: <a>title</a>``: the linking page's title stands for the author, there are no words."""
    for element in unit.elements:
        if element.tag == "a" and "#" not in (element.get("href") or "") and (title := line_of(element)):
            return DraftComment(key=key, author=title, author_url=absolute(element.get("href"), base))
    return DraftComment(key=key)


# ---- dates


def _date(parts: _Parts, lang: str | None, day_first: bool | None) -> tuple[Date, HtmlElement | None]:
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


def _loose_date(parts: _Parts, name: HtmlElement | None, lang: str | None, day_first: bool | None) -> Date:
    """Look for a date in what stands between the name and the words."""
    skip = {element for element in parts.unit.elements if element.tag in _BLOCKS and not element.get("class")}
    around = _ancestors([name] if name is not None else [], {parts.unit.element})
    skip |= parts.unit.inner | {body for body in parts.bodies if body not in around}
    if name is not None:
        skip.add(name)
    text = line_of(parts.unit.element, skip=skip - {parts.unit.element})
    date = parse_date(text[:200], lang=lang, day_first=day_first)
    return date if date.value else Date()


# ---- words


def _repeated(every: list[_Parts]) -> Counter[tuple[str, str]]:
    """Count in how many comments each kind of element occurs, if there are enough to tell."""
    counts: Counter[tuple[str, str]] = Counter()
    if len(every) >= 4:
        for parts in every:
            counts.update({(e.tag, labels) for e in parts.unit.elements if (labels := e.get("class"))})
        for key in [key for key, count in counts.items() if count < len(every) * 0.7]:
            del counts[key]
    return counts


def _words(
    parts: _Parts,
    name: HtmlElement | None,
    when: HtmlElement | None,
    repeated: Counter[tuple[str, str]],
    base: str | None,
) -> Clean:
    features = {element for element in (name, when) if element is not None}
    whole = parts.unit.element
    marked = _ancestors(features, {whole})
    skip = parts.furniture | parts.unit.inner | features
    pure = [body for body in parts.bodies if body not in marked and body not in features]
    labels = _same_everywhere(parts.unit, repeated)
    roots = _outermost(pure, whole)
    if len(roots) > 1:
        roots.sort(key=lambda root: len(line_of(root, skip=parts.unit.inner, limit=2000)), reverse=True)
    for root in roots:
        if root in parts.furniture:
            continue
        found = clean(root, base=base, skip=skip | labels)
        if found.text or found.html:
            return found
    mixed = [body for body in parts.bodies if body in marked]
    for root in [*mixed[-1:], parts.unit.element]:
        marks = marked | _ancestors(skip, {root, whole})
        pieces = _pieces(root, marks, skip | labels)
        found = clean(pieces, base=base, skip=skip)
        if found.text or found.html:
            return found
    return Clean()


def _same_everywhere(unit: Unit, repeated: Counter[tuple[str, str]]) -> set[HtmlElement]:
    """Return elements of a kind that most comments have, that hold no paragraph: labels, counts, buttons."""
    if not repeated:
        return set()
    return {
        element
        for element in unit.elements
        if (labels := element.get("class")) and (element.tag, labels) in repeated and _is_label(element)
    }


def _is_label(element: HtmlElement) -> bool:
    if element.tag in _BLOCKS and element.tag != "p":
        return False
    return element.find(".//p") is None and len(line_of(element, limit=40)) <= 40


def _outermost(elements: list[HtmlElement], top: HtmlElement) -> list[HtmlElement]:
    every = set(elements)
    kept: list[HtmlElement] = []
    for element in elements:
        around = element.getparent()
        while around is not None and around is not top and around not in every:
            around = around.getparent()
        if around is None or around is top:
            kept.append(element)
    return kept


def _ancestors(elements: Iterable[HtmlElement], tops: set[HtmlElement]) -> set[HtmlElement]:
    """Return what is around elements, up to and with the tops."""
    found: set[HtmlElement] = set(tops)
    for element in elements:
        node = element.getparent()
        while node is not None and node not in found:
            found.add(node)
            node = node.getparent()
    return found


def _pieces(root: HtmlElement, marked: set[HtmlElement], skip: set[HtmlElement]) -> list[HtmlElement | str]:
    """Return the words of an element that also holds the name, the date and the like."""
    pieces: list[tuple[str, HtmlElement | str]] = []
    stack = [iter(_nodes(root))]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif isinstance(node, str):
            pieces.append(("loose", node))
        elif not isinstance(node.tag, str):
            continue
        elif node in skip:
            pieces.append(("mark", ""))
        elif node in marked:
            if _holds_words(node, marked, skip):
                stack.append(iter(_nodes(node)))
            else:
                pieces.append(("mark", ""))
        elif node.tag in _BLOCKS or node.tag in _WRAPPERS:
            pieces.append(("block", node))
        else:
            pieces.append(("loose", node))
    return _choose(pieces)


def _nodes(element: HtmlElement) -> Iterable[HtmlElement | str]:
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def _holds_words(element: HtmlElement, marked: set[HtmlElement], skip: set[HtmlElement]) -> bool:
    """Whether an element around a name or a date also holds the comment's words, not only "X said on …"."""
    for inner in element.iterdescendants(*_BLOCKS):
        if inner not in marked and inner not in skip and line_of(inner, skip=skip, limit=20):
            return True
    return len(line_of(element, skip=skip, limit=_CONNECTING)) > _CONNECTING


def _choose(pieces: list[tuple[str, HtmlElement | str]]) -> list[HtmlElement | str]:
    """Drop what only joins name, date and words; keep the paragraphs, or what stands in their place."""
    runs: list[tuple[str, list[HtmlElement | str]]] = []
    for kind, node in pieces:
        if kind == "loose" and runs and runs[-1][0] == "loose":
            runs[-1][1].append(node)
        else:
            runs.append((kind, [node]))
    blocks = [place for place, (kind, nodes) in enumerate(runs) if kind == "block" and _says(nodes)]
    last = max(
        (place for place, (kind, nodes) in enumerate(runs) if kind == "loose" and _says(nodes)), default=-1
    )
    kept: list[HtmlElement | str] = []
    for place, (kind, nodes) in enumerate(runs):
        if kind == "mark":
            continue
        text = _says(nodes)
        joins = kind == "loose" and len(text.split()) <= 3 and (bool(blocks) or place != last)
        if kind == "loose" and (
            joins or (parse_date(text[:60]).precision is not None and len(text) < _CONNECTING)
        ):
            continue
        kept.extend(nodes)
    return kept


def _says(nodes: list[HtmlElement | str]) -> str:
    return " ".join(node if isinstance(node, str) else line_of(node) for node in nodes).strip()
