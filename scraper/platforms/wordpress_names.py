"""The authors' names of WordPress comments: without badges, dates, "by" and "says"."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from lxml.html import HtmlElement

from pmlarchive.model import Date, Precision
from scraper.clean import line_of
from scraper.dates import parse_date
from scraper.outline import Outline
from scraper.platforms.wordpress_parts import Dated, Parts
from scraper.platforms.wordpress_units import Unit
from scraper.platforms.wordpress_words import CONNECTING

_INLINE_BADGES = frozenset({"span", "small", "em", "i", "sup", "sub", "div", "p", "svg", "img"})
_HEADINGS = frozenset({"strong", "b", "h3", "h4", "h5", "h6"})
_WORDLESS = frozenset({"img", "script", "style", "noscript", "svg", "button"})
_ALNUM = re.compile(r"\w")
_SOMETHING = re.compile(r"[^\s|,:;·•/-]")
#: What stands around a name: "Comment by … — 5 May 2014 @ 10:05" is how WordPress's first themes began.
_BEFORE = re.compile(
    r"(?:comment(?:aire|ario|o|ário)?|kommentar|reactie|trackback|pingback)\s+"
    r"(?:by|from|von|par|de|por|di|van|door|av|af)\s+",
    re.IGNORECASE,
)
_ENDS = (":", ",", "|", "·", "•", "says", "said")
#: With a capital it may be a name, unless a mark follows: "Nicholas Said,".
_AFTER = re.compile(r"(?:\s+(?:Says|Said)\s*[:,])?\s*(?:[:,|·•]|\bsays|\bsaid)*$")
_JOINTS = re.compile(
    r"(?:[\s:,;|·•@([–—-]|\s(?:says|said|wrote|writes|posted|on|at|sagt|schrieb|schreibt|am|um|dijo|escribió|el|dit|le))*$"
)
_MONTH = re.compile(r"\d{1,2}[./-]\d{4}")  # "member since"
_DATED = re.compile(r"\d{4}|\d[./]\s?\d")
Dating = Callable[[str], Date]
Named = tuple[str | None, HtmlElement | None]  # an author, with the element that names them


def read_names(every: list[Parts], lang: str | None, day_first: bool | None) -> list[Named]:
    """Return every comment's author with the element that names them; ``None`` where nobody is named."""
    dating = partial(parse_date, lang=lang, day_first=day_first)
    found: list[Named] = []
    for parts in every:
        elements, places = parts.unit.outline.elements, parts.places
        for at in parts.skeleton.names:
            element = elements[places[at]]
            name = _name_in(element, parts, dating)
            if name and _is_name(name):
                found.append((name, element))
                break
        else:
            found.append(_unnamed_name(parts, dating))
    if any(name is None for name, _ in found):
        _add_plain_names(every, found)
    return _without_common_words(found)


def _is_name(text: str) -> bool:
    return len(text) <= 120 and _SOMETHING.search(text) is not None and not _MONTH.fullmatch(text)


def _unnamed_name(parts: Parts, dating: Dating) -> Named:
    for element in _unnamed(parts.unit):
        name = _name_in(element, parts, dating)
        if name and _is_name(name):
            return name, element
    return None, None


def _add_plain_names(every: list[Parts], found: list[Named]) -> None:
    """Name those who left no address, where a theme has no element for a name: ``<p>Ada on <a>5 May</a>``.

    Taken only from where the others' linked names stand, or where the words differ from comment to comment.
    """
    kinds = {_kind(element.getparent()) for _, element in found if element is not None and element.tag == "a"}
    plain = {place: _before_date(every[place]) for place, (name, _) in enumerate(found) if name is None}
    differ = len({re.sub(r"[\W\d_]", "", name) for name, _ in filter(None, plain.values())}) > 1
    for place, said in plain.items():
        if said is not None and (differ or _kind(said[1]) in kinds):
            found[place] = said[0], None


def _kind(element: HtmlElement | None) -> tuple[str, str | None] | None:
    return None if element is None else (element.tag, element.get("class"))


def _before_date(parts: Parts) -> tuple[str, HtmlElement] | None:
    """Return the few words that stand loose before a comment's date, and in which element."""
    node = parts.dates[0][0] if parts.dates else None
    for _ in range(3):
        around = node.getparent() if node is not None and node is not parts.unit.element else None
        if node is None or around is None:
            break
        texts = []
        for beside in node.itersiblings(preceding=True):
            if isinstance(beside.tag, str) and line_of(beside, limit=1):
                return None
            texts.append(beside.tail or "")
        if said := _line([around.text or "", *reversed(texts)]):
            name = _JOINTS.sub("", said)
            return (name, around) if len(name) <= 40 and re.search(r"[^\W\d_]", name) else None
        node = around
    return None


def _unnamed(unit: Unit) -> Iterable[HtmlElement]:
    """Yield what may be a name where no class says so: emphasised or linked before the first paragraph."""
    elements, tags, labels = unit.outline.elements, unit.outline.tags, unit.outline.labels
    for start, stop in unit.spans:
        for place in range(start, stop):
            tag = tags[place]
            if tag in _HEADINGS or (tag == "a" and _is_authors(elements[place])):
                yield elements[place]
            elif (
                tag in ("p", "blockquote")
                and not labels[place]
                and len(line_of(elements[place], limit=CONNECTING)) > CONNECTING
            ):
                return


def _is_authors(link: HtmlElement) -> bool:
    """Whether a link is one to an author's site, as core prints it."""
    return "url" in (link.get("class") or "").split() or "external" in (link.get("rel") or "")


def links_in(element: HtmlElement, outline: Outline) -> list[HtmlElement]:
    """Return the links inside an element; itself, if it is one."""
    start, stop = outline.places[element], outline.places.after(element)
    tags = outline.tags[start:stop]
    if "a" not in tags:
        return []
    return [outline.elements[place] for place, tag in enumerate(tags, start) if tag == "a"]


def _name_in(element: HtmlElement, parts: Parts, dating: Dating) -> str:
    """Return the name in an element that may also hold a badge, a date or the words "by" and "says"."""
    text, dates = element.text, parts.dates
    name, head, followed = " ".join(text.split()) if text else "", "", False
    if len(element):
        for link in links_in(element, parts.unit.outline):
            if _is_authors(link):
                if linked := line_of(link):
                    return linked
                break
        texts, first, followed = _before_badges(element, {when for when, _, _ in dates})
        name, head = _line(texts), _line(texts[:first])
    elif _is_plain(name) or (element.tag == "a" and _is_authors(element)):
        return name
    if _DATED.search(name) and _is_only_date(element, dates):
        undated = _undated(name, dating)
        followed = followed or undated != name
        name = undated
    if followed and head and name.startswith(head) and name[len(head) :].islower():
        name = head
    if name.count(" ") > 1 and (match := _BEFORE.match(name)):
        name = name[match.end() :]
    return _AFTER.sub("", name) if name.endswith(_ENDS) else name


def _is_plain(name: str) -> bool:
    """Whether there is nothing in a name that may be cut off."""
    return _DATED.search(name) is None and name.count(" ") < 2 and not name.endswith(_ENDS)


def _before_badges(element: HtmlElement, dates: Collection[HtmlElement]) -> tuple[list[str], int, bool]:
    """Read an element up to a date or what stands beside a name.

    Returns:
        The texts, how many of them there are up to the end of the first element that holds words, and whether
        a date follows.
    """
    parts = [element.text or ""]
    said = _ALNUM.search(parts[0]) is not None
    first = 0
    stack = [(element, iter(element))]
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if not stack:
                break
            if said and not first:
                first = len(parts)
            text = node.tail
        elif child in dates:
            return parts, first, True
        elif (
            said
            and (child.tag in _INLINE_BADGES or child.tag in ("br", "a", "time"))
            and not (child.tag == "a" and _BEFORE.fullmatch(f"{_line(parts)} "))
        ):
            break
        elif not isinstance(child.tag, str) or child.tag in _WORDLESS:
            text = child.tail
        else:
            text = child.text
            stack.append((child, iter(child)))
        if text:
            parts.append(text)
            said = said or _ALNUM.search(text) is not None
    return parts, first, False


def _is_only_date(element: HtmlElement, dates: Sequence[Dated]) -> bool:
    """Whether the date in an element's text is the only one: none outside it, no whole one inside it."""
    return all(
        _is_around(when, element) or (not (machine or _DATED.search(text)) and _is_around(element, when))
        for when, text, machine in dates
    )


def _is_around(outer: HtmlElement, inner: HtmlElement) -> bool:
    node: HtmlElement | None = inner
    for _ in range(4):
        if node is outer or node is None:
            break
        node = node.getparent()
    return node is outer


def _undated(name: str, dating: Dating) -> str:
    """Cut off the date that a name ends with."""
    whole = dating(name)
    if whole.precision in (None, Precision.YEAR, Precision.MONTH):
        return name
    words = name.split(" ")
    for at in range(len(words) - 1, -1, -1):
        if dating(" ".join(words[at:])).value == whole.value:
            return _JOINTS.sub("", " ".join(words[:at]))
    return name


def _line(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def _without_common_words(
    found: list[Named],
) -> list[Named]:
    """Drop the words that all names of the page begin or end with ("By", "says")."""
    names = [name.split() for name, _ in found if name]
    if len(names) < 4 or len({tuple(words) for words in names}) < 3:
        return found
    first, last = {words[0] for words in names}, {words[-1] for words in names}
    if (len(first) > 1 and len(last) > 1) or min(len(words) for words in names) < 2:
        return found
    cut = slice(1 if len(first) == 1 else 0, -1 if len(last) == 1 else None)
    return [(" ".join(name.split()[cut]) if name else None, element) for name, element in found]
