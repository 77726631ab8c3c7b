"""A WordPress comment's own words, wherever a theme puts them."""

from collections.abc import Iterable

from lxml.html import HtmlElement

from scraper.clean import Clean, clean, line_of
from scraper.dates import parse_date
from scraper.outline import Outline
from scraper.platforms.wordpress_parts import BLOCKS, Parts, is_label

_WRAPPERS = frozenset(
    {"div", "section", "article", "header", "footer", "aside", "td", "tr", "dd", "dt", "table", "tbody", "li"}
)
_Span = tuple[int, int, HtmlElement]  # an element, with its place and the one after all that it holds
#: A heading's words around a name and a date ("… wrote on … at …") are no more than these.
CONNECTING = 60


def words_of(
    parts: Parts,
    name: HtmlElement | None,
    when: HtmlElement | None,
    base: str | None,
) -> Clean:
    """Return a comment's words, without its head, its buttons and what every comment repeats."""
    features = {element for element in (name, when) if element is not None}
    skip = parts.furniture | parts.unit.inner | features
    pure, mixed = _told_apart(parts, features)
    if len(pure) > 1:
        pure.sort(key=lambda span: len(line_of(span[2], skip=parts.unit.inner, limit=2000)), reverse=True)
    for start, stop, root in pure:
        if root in parts.furniture:
            continue
        labels = _same_everywhere(start, stop, parts)
        found = clean(root, base=base, skip=skip | labels)
        if labels and not (found.text or found.html):  # nothing but labels: then they are the words
            found = clean(root, base=base, skip=skip)
        if found.text or found.html:
            return found
    unit = parts.unit
    for start, stop, root in [*mixed[-1:], (unit.start, unit.stop, unit.element)]:
        marks = ancestors(skip, {root, unit.element})
        pieces = _pieces(root, marks, skip | _same_everywhere(start, stop, parts), unit.outline)
        found = clean(_choose(pieces), base=base, skip=skip)
        if found.text or found.html:
            return found
    # Few words may share a wrapper with the name and the date: then what stands in a block of its own.
    pieces = _pieces(unit.element, ancestors(skip, {unit.element}), skip, unit.outline, deep=True)
    return clean([node for kind, node in pieces if kind == "block"], base=base, skip=skip)


def _told_apart(parts: Parts, features: set[HtmlElement]) -> tuple[list[_Span], list[_Span]]:
    """Return the outermost elements that hold the words alone, and those that hold name or date too."""
    outline = parts.unit.outline
    places = outline.places
    spots = [places[element] for element in features]
    pure: list[_Span] = []
    mixed: list[_Span] = []
    for body in parts.bodies:
        if body in features:
            continue
        start, stop = places[body], outline.after(body)
        for spot in spots:
            if start < spot < stop:
                mixed.append((start, stop, body))
                break
        else:
            if not pure or pure[-1][1] <= start:
                pure.append((start, stop, body))
    return pure, mixed


def _same_everywhere(start: int, stop: int, parts: Parts) -> set[HtmlElement]:
    """Return elements of a kind that most comments have and that is a label: a count, a button."""
    elements, places = parts.unit.outline.elements, parts.places
    return {
        element
        for at in parts.skeleton.repeated
        if start < places[at] < stop and is_label(element := elements[places[at]])
    }


def ancestors(elements: Iterable[HtmlElement], tops: set[HtmlElement]) -> set[HtmlElement]:
    """Return what is around elements, up to and with the tops."""
    found: set[HtmlElement] = set(tops)
    for element in elements:
        node = element.getparent()
        while node is not None and node not in found:
            found.add(node)
            node = node.getparent()
    return found


def _pieces(
    root: HtmlElement,
    marked: set[HtmlElement],
    skip: set[HtmlElement],
    outline: Outline,
    *,
    deep: bool = False,
) -> list[tuple[str, HtmlElement | str]]:
    """Take an element apart that also holds the name, the date and the like: marks, blocks, loose words."""
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
            if deep or _holds_words(node, marked, skip, outline):
                stack.append(iter(_nodes(node)))
            else:
                pieces.append(("mark", ""))
        elif node.tag in BLOCKS or node.tag in _WRAPPERS:
            pieces.append(("block", node))
        else:
            pieces.append(("loose", node))
    return pieces


def _nodes(element: HtmlElement) -> Iterable[HtmlElement | str]:
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def _holds_words(
    element: HtmlElement, marked: set[HtmlElement], skip: set[HtmlElement], outline: Outline
) -> bool:
    """Whether an element around a name or a date also holds the comment's words, not only "X said on …"."""
    start, stop = outline.places[element] + 1, outline.after(element)
    for place, tag in enumerate(outline.tags[start:stop], start):
        if tag in BLOCKS:
            inner = outline.elements[place]
            if inner not in marked and inner not in skip and line_of(inner, skip=skip, limit=20):
                return True
    return len(line_of(element, skip=skip, limit=CONNECTING)) > CONNECTING


def _choose(pieces: list[tuple[str, HtmlElement | str]]) -> list[HtmlElement | str]:
    """Drop what only joins name, date and words; keep the paragraphs, or what stands in their place."""
    runs: list[tuple[str, list[HtmlElement | str]]] = []
    for kind, node in pieces:
        if kind == "loose" and runs and runs[-1][0] == "loose":
            runs[-1][1].append(node)
        else:
            runs.append((kind, [node]))
    blocks = any(kind == "block" and any(map(_says_something, nodes)) for kind, nodes in runs)
    texts = [_says(nodes) if kind == "loose" else "" for kind, nodes in runs]
    last = max((place for place, text in enumerate(texts) if text), default=-1)
    kept: list[HtmlElement | str] = []
    for place, (kind, nodes) in enumerate(runs):
        if kind == "loose":
            text = texts[place]
            joins = (blocks or place != last) and len(text.split()) <= 3
            if joins or (len(text) < CONNECTING and parse_date(text).precision is not None):
                continue
        if kind != "mark":
            kept.extend(nodes)
    return kept


def _says(nodes: list[HtmlElement | str]) -> str:
    return " ".join(node if isinstance(node, str) else line_of(node) for node in nodes).strip()


def _says_something(node: HtmlElement | str) -> bool:
    return bool(node if isinstance(node, str) else line_of(node))
