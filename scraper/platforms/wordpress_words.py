"""A WordPress comment's own words, wherever a theme puts them."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from scraper.clean import Clean, clean, line_of
from scraper.dates import parse_date
from scraper.platforms.wordpress_extent import around
from scraper.platforms.wordpress_parts import BLOCKS, Parts, Template
from scraper.platforms.wordpress_units import Unit

_WRAPPERS = frozenset(
    {"div", "section", "article", "header", "footer", "aside", "td", "tr", "dd", "dt", "table", "tbody", "li"}
)
_WORD = re.compile(r"\w")
_Span = tuple[int, int, HtmlElement]  # an element, with its place and the one after all that it holds
_Piece = tuple[str, HtmlElement | str]
_MARK: _Piece = ("mark", "")
#: A heading's words around a name and a date ("… wrote on … at …") are no more than these.
CONNECTING = 60


def words_of(
    parts: Parts,
    template: Template,
    name: HtmlElement | None,
    when: HtmlElement | None,
    base: str | None,
) -> Clean:
    """Return a comment's words, without its head, its buttons and what every comment repeats."""
    unit = parts.unit
    elements = unit.outline.elements
    features = [element for element in (name, when) if element is not None]
    pure, mixed = _told_apart(parts, features) if parts.bodies else ([], [])
    if len(pure) > 1:
        inner = {elements[place] for place in unit.inner}
        pure.sort(key=lambda span: len(line_of(span[2], skip=inner, limit=2000)), reverse=True)
    for start, stop, root in pure:
        if parts.is_furniture(start):
            continue
        inside = parts.inside(start, stop)
        if not (inside or unit.inner):  # plain paragraphs, as most are
            found = clean(root, base=base)
        else:
            skip = {elements[place] for place in (*parts.furniture, *unit.inner) if start < place < stop}
            labels = template.labels_in(parts, inside)
            found = clean(root, base=base, skip=skip | labels if labels else skip)
            if labels and not (found.text or found.html):  # nothing but labels: then they are the words
                found = clean(root, base=base, skip=skip)
        if found.text or found.html:
            return found
    return _words_among(parts, template, features, mixed[-1:], base)


def _words_among(
    parts: Parts, template: Template, features: list[HtmlElement], mixed: list[_Span], base: str | None
) -> Clean:
    """Return the words of a comment where no element holds them and nothing of its head."""
    unit = parts.unit
    elements = unit.outline.elements
    skip = {*features, *[elements[place] for place in (*parts.furniture, *unit.inner)]}
    for start, stop, root in [*mixed, (unit.start, unit.stop, unit.element)]:
        marks = around(skip, {root, unit.element})
        labels = template.labels_in(parts, parts.inside(start, stop))
        pieces = _pieces(root, marks, skip | labels, unit)
        found = clean(_choose(pieces), base=base, skip=skip)
        if found.text or found.html:
            return found
    # Few words may share a wrapper with the name and the date: then what stands in a block of its own.
    pieces = _pieces(unit.element, around(skip, {unit.element}), skip, unit, deep=True)
    return clean([node for kind, node in pieces if kind == "block"], base=base, skip=skip)


def _told_apart(parts: Parts, features: list[HtmlElement]) -> tuple[list[_Span], list[_Span]]:
    """Return the outermost elements that hold the words alone, and those that hold name or date too."""
    unit = parts.unit
    elements, places = unit.outline.elements, unit.outline.places
    spots = [places[element] for element in features]
    pure: list[_Span] = []
    mixed: list[_Span] = []
    begin = end = -1  # of the last that holds words alone
    for start in parts.bodies:
        if begin <= start < end or start in spots:
            continue
        body = elements[start]
        stop = unit.after(body)
        for spot in spots:
            if start < spot < stop:
                mixed.append((start, stop, body))
                break
        else:
            if end <= start:
                pure.append((start, stop, body))
                begin, end = start, stop
    return pure, mixed


def _pieces(
    root: HtmlElement,
    marked: set[HtmlElement],
    skip: set[HtmlElement],
    unit: Unit,
    *,
    deep: bool = False,
) -> list[_Piece]:
    """Take an element apart that also holds the name, the date and the like: marks, blocks, loose words."""
    pieces: list[_Piece] = []
    if text := root.text:
        pieces.append(("loose", text))
    stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = [(root, iter(root))]
    while stack:
        for node in stack[-1][1]:
            tag = node.tag
            if not isinstance(tag, str):
                pass
            elif node in skip:
                pieces.append(_MARK)
            elif node in marked:
                if deep or _holds_words(node, marked, skip, unit):
                    if text := node.text:
                        pieces.append(("loose", text))
                    stack.append((node, iter(node)))
                    break
                pieces.append(_MARK)
            else:
                pieces.append(("block" if tag in BLOCKS or tag in _WRAPPERS else "loose", node))
            if tail := node.tail:
                pieces.append(("loose", tail))
        else:
            node, _ = stack.pop()
            if stack and (tail := node.tail):
                pieces.append(("loose", tail))
    return pieces


def _holds_words(element: HtmlElement, marked: set[HtmlElement], skip: set[HtmlElement], unit: Unit) -> bool:
    """Whether an element around a name or a date also holds the comment's words, not only "X said on …"."""
    outline = unit.outline
    start, stop = outline.places[element] + 1, unit.after(element)
    tags = outline.tags[start:stop]
    if not BLOCKS.isdisjoint(tags):
        for place, tag in enumerate(tags, start):
            if tag in BLOCKS:
                inner = outline.elements[place]
                if inner not in marked and inner not in skip and line_of(inner, skip=skip, limit=20):
                    return True
    return len(line_of(element, skip=skip, limit=CONNECTING)) > CONNECTING


def _choose(pieces: list[_Piece]) -> list[HtmlElement | str]:
    """Drop what only joins name, date and words; keep the paragraphs, or what stands in their place."""
    runs: list[tuple[bool, list[HtmlElement | str]]] = []  # each loose or not; a mark only ends what is loose
    loose: list[HtmlElement | str] | None = None
    blocks = False
    for kind, node in pieces:
        if kind == "loose":
            if loose is None:
                loose = []
                runs.append((True, loose))
            loose.append(node)
            continue
        loose = None
        if kind == "block":
            runs.append((False, [node]))
            blocks = blocks or _says_something(node)
    texts = [_says(nodes) if is_loose else "" for is_loose, nodes in runs]
    last = max((place for place, text in enumerate(texts) if text), default=-1)
    kept: list[HtmlElement | str] = []
    for place, (is_loose, nodes) in enumerate(runs):
        if is_loose:
            text = texts[place]
            if not text or ((blocks or place != last) and len(text.split()) <= 3):
                continue
            if len(text) < CONNECTING and parse_date(text).precision is not None:
                continue
        kept += nodes
    return kept


def _says(nodes: list[HtmlElement | str]) -> str:
    if len(nodes) == 1 and isinstance(text := nodes[0], str):
        return text.strip()
    return " ".join([node if isinstance(node, str) else line_of(node) for node in nodes]).strip()


def _says_something(block: HtmlElement | str) -> bool:
    if isinstance(block, str):
        return bool(block)
    text = block.text
    return (text is not None and _WORD.search(text) is not None) or bool(line_of(block))
