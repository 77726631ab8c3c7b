"""The article's own words: the element that holds them, and what inside it is none of them."""

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import chain, compress

from lxml import etree
from lxml.html import HtmlElement

from scraper.clean import Clean, clean, line_of, plain
from scraper.outline import Outline
from scraper.post.findings import Survey
from scraper.post.senses import in_bio
from scraper.tags import DROPPED

_NOT_WORDS = re.compile(
    r"(?:^|[\s_-])(?:entry-?meta|post-?meta|postmetadata|meta|byline|entry-?header|post-?header|(?<!has-)(?<!with-)footer|entryfooter|postfooter|"
    r"tags?-?links|post-?tags|tagcloud|cat-?links|edit-?link|print\w*|ratings?|likes?|votes?|follow|read-?more|more-link|"
    r"wp-block-button|buttons?|post-?views|reading-?time|screen-reader-text|toc|ez-toc-\w*|author-?(?:bio|box|info)|"
    r"comments?-?(?:link|count)|post-?nav\w*|caption-credit|tools|mrf\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: What a paragraph may be called that is no part of the text.
_DETAILS = re.compile(
    r"(?:^|[\s_-])(?:postmetadata|(?:entry|post)-?meta|post-?info|post-?tags)(?:$|[\s_-])", re.IGNORECASE
)
_WORDY = frozenset({"p", "pre", "code", "blockquote", "a"})


def find_body(found: Survey) -> HtmlElement | None:
    """Return the element that holds the article's paragraphs."""
    if not found.weight:
        return max(
            ((len(line_of(e)), -place, e) for place, e in found.bodies),
            default=(0, 0, None),
            key=lambda t: t[:2],
        )[2]
    total = _totals(found.weight)
    named = [element for _, element in found.bodies if total.get(element)]
    heaviest = max(found.weight, key=lambda element: found.weight[element])
    if named:
        best = max(named, key=lambda element: (total[element], -found.place.get(element, 0)))
        if _is_page(best):
            # TypePad calls so what holds the whole page; the post in it has a name of its own.
            posts = [e for e in named if total[e] >= 0.3 * total[best] and not _is_page(e)]
            best = max(posts, key=lambda element: total[element], default=best)
        inner = [e for e in named if total[e] >= 0.9 * total[best]]
        best = inner[-1]
        if total[best] >= 0.5 * found.weight[heaviest]:
            return _with_its_like(best, named, total)
    alike = {e: w for e, w in found.weight.items() if e.get("class") == heaviest.get("class")}
    return _widen(heaviest, total, _totals(alike))


_PAGE = re.compile(
    r"(?:^|\s)page[-_]?(?:inner[-_])?(?:content|body|main)(?:[-_]inner)?(?:\s|$)", re.IGNORECASE
)


def _is_page(element: HtmlElement) -> bool:
    return _PAGE.search(f"{element.get('class', '')} {element.get('id', '')}") is not None


#: An article is not cut into more.
_PIECES = 50


def _with_its_like(best: HtmlElement, named: list[HtmlElement], total: dict[HtmlElement, int]) -> HtmlElement:
    """Return what holds all the pieces of an article that is cut for advertisements."""
    article = next(best.iterancestors("article"), None)
    if article is None:
        return best
    alike = [e for e in named if e is not best and e.get("class") == best.get("class")][:_PIECES]
    alike = [e for e in alike if article in e.iterancestors() and best not in e.iterancestors()]
    if sum(total[e] for e in alike) < 0.3 * total[best]:
        return best
    around = set(alike[-1].iterancestors())
    return next((node for node in best.iterancestors() if node in around), best)


def _totals(weights: dict[HtmlElement, int]) -> dict[HtmlElement, int]:
    """Add every element's weight to its ancestors, up to where it no longer matters."""
    total: dict[HtmlElement, int] = {}
    for element, weight in weights.items():
        node = element
        for _ in range(12):
            if node is None or node.tag in ("body", "html"):
                break
            total[node] = total.get(node, 0) + weight
            node = node.getparent()
    return total


def _widen(element: HtmlElement, total: dict[HtmlElement, int], alike: dict[HtmlElement, int]) -> HtmlElement:
    """Climb while the element around holds a good deal more of the same (paragraphs spread over sections).

    Args:
        element: What holds the most paragraphs.
        total: The length of the paragraphs inside each element.
        alike: The same, for paragraphs whose holder is called like ``element`` alone: page builders set each
            piece of a text deep into boxes of its own.
    """
    best = element
    node = element.getparent()
    for level in range(8):
        if node is None or node.tag in ("body", "html") or node not in total:
            break
        known = total if level < 4 else alike
        if known.get(node, 0) >= 1.3 * known[best]:
            best = node
        node = node.getparent()
    return best


def read_body(
    body: HtmlElement,
    found: Survey,
    comments: Collection[HtmlElement],
    base: str | None,
    apart: Collection[HtmlElement],
) -> Clean:
    """Return the article's words: without comments, title, byline, buttons and cards of other posts."""
    outline = found.outline
    places, start, end = outline.places, outline.places[body] + 1, outline.after(body)
    skip = {
        element for element in chain(comments, found.beside, apart) if start <= places.get(element, -1) < end
    }
    skip |= {e for _, e in found.names if start <= places[e] < end and in_bio(outline, e)}
    if "footer" in (tags := outline.tags[start:end]):
        skip |= {
            element
            for element in compress(outline.elements[start:end], map("footer".__eq__, tags))
            if not _is_source(element)
        }
    labels = outline.labels[start:end]
    furniture = {names for names in {*labels} if names and _is_furniture(names)}
    for place in compress(range(start, end), map(furniture.__contains__, labels)) if furniture else ():
        tag = outline.tags[place]
        if tag not in _WORDY or (tag == "p" and _DETAILS.search(outline.labels[place] or "")):
            skip.add(outline.elements[place])
    return clean(body, base=base, skip=skip | _cards(body, outline, skip))


@lru_cache(maxsize=8192)
def _is_furniture(labels: str) -> bool:
    return _NOT_WORDS.search(labels) is not None


def _is_source(footer: HtmlElement) -> bool:
    """Whether a footer tells where a quotation comes from."""
    above = footer.getparent()
    return above is not None and above.tag in ("blockquote", "figure", "li")


def _cards(body: HtmlElement, outline: Outline, skip: Collection[HtmlElement]) -> set[HtmlElement]:
    """Return the blocks at the body's end that are links and pictures alone: cards of other posts."""
    found: set[HtmlElement] = set()
    for child in reversed(body):
        if not isinstance(child.tag, str) or child in skip:
            continue
        links = list(child.iter("a")) if child.tag in ("div", "section", "ul") else ()
        if len(links) < 2:
            if not line_of(child, skip, limit=20) and not line_of(child, skip):
                continue
            break
        if _is_written(child, outline, skip, links):
            break
        if whole := line_of(child, skip):
            if len(line_of(child, {*skip, *links})) >= _UNLINKED * len(whole):
                break
            found.add(child)
    return found


#: Less than this part of a card's text is outside its links.
_UNLINKED = 0.3


def _is_written(
    block: HtmlElement, outline: Outline, skip: Collection[HtmlElement], links: Collection[HtmlElement]
) -> bool:
    """Say whether a block is seen to be no card before all its text is read: the article may stand in one.

    What its links hold at most tells how much outside them is enough.
    """
    tags, elements = outline.tags, outline.elements
    linked = sum(_most_in(link, outline) for link in links)
    wanted = linked * _UNLINKED / (1 - _UNLINKED)
    at, end = outline.places[block], outline.after(block)
    while at < end:
        element = elements[at]
        if tags[at] == "a" or tags[at] in DROPPED or element in skip:
            at = outline.after(element) if len(element) else at + 1
        else:
            at += 1
            if (text := element.text) and len(text) > _LONG:
                wanted -= len(plain(text))
        if element is not block and (text := element.tail) and len(text) > _LONG:
            wanted -= len(plain(text))
        if wanted < 0:
            return True
    return False


#: Characters; shorter texts are not worth their while where a long one is looked for.
_LONG = 30


def _most_in(link: HtmlElement, outline: Outline) -> int:
    """Return how long the text of a link can be, with what stands around it, on one line."""
    if not len(link):
        return len(link.text or "") + 2
    inside = outline.after(link) - outline.places[link]
    return len(etree.tostring(link, method="text", encoding="utf-8", with_tail=False)) + inside + 2
