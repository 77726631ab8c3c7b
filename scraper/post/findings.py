"""What the survey of a page notes: where headings, names, dates and paragraphs stand."""

from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from scraper.outline import Outline
from scraper.post.senses import BODY, COUNT, DATE, ENTRY, HEADLINE, NAME, TITLE

_PASSED = frozenset({
    "script", "style", "noscript", "template", "nav", "form", "iframe", "svg", "select", "button",
    "textarea", "head", "object", "video", "audio", "canvas", "dialog",
})  # fmt: skip
#: Of these, what may end later than it should: libxml2 leaves them open where a ``div`` inside is not closed.
LEFT_OPEN = frozenset({"nav", "form", "dialog"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
# What the walk does with an element by its tag alone; most it can leave without a second look.
PASS, MAY_PASS, NOTE, LINK, BOX, PARAGRAPH = 1, 2, 4, 8, 16, 32
KINDS = {
    **dict.fromkeys(_PASSED - LEFT_OPEN, PASS),
    **dict.fromkeys(LEFT_OPEN | {"aside"}, MAY_PASS),
    **dict.fromkeys(_HEADINGS | {"address", "time"}, NOTE),  # means something without a class name
    "a": LINK,
    **dict.fromkeys(("div", "td", "section", "article"), BOX),  # may hold words beside paragraphs
    **dict.fromkeys(("p", "pre", "li", "br"), PARAGRAPH),
}


@dataclass(slots=True)
class Survey:
    """Elements with the places they stand at (a count of elements in page order, what is passed by as one).

    Attributes:
        outline: The whole page.
        comments: The elements of the comments.
        around: What they stand in.
        headings: Headings, and what a class calls a title.
        names: What may hold the author's name.
        dates: What may hold the date of publication.
        bodies: What a class or schema.org calls the body.
        weight: Length of the paragraphs directly in an element.
        tags: Links marked as tags.
        counts: Links to the comments.
        entries: ``article`` and ``hentry`` elements.
        beside: What was passed by inside the article's reach: related posts, buttons. Not what is no text.
    """

    outline: Outline
    comments: Collection[HtmlElement] = ()
    around: set[HtmlElement] = field(default_factory=set)
    headings: list[tuple[int, HtmlElement]] = field(default_factory=list)
    names: list[tuple[int, HtmlElement]] = field(default_factory=list)
    dates: list[tuple[int, HtmlElement]] = field(default_factory=list)
    bodies: list[tuple[int, HtmlElement]] = field(default_factory=list)
    weight: dict[HtmlElement, int] = field(default_factory=dict)
    place: dict[HtmlElement, int] = field(default_factory=dict)
    tags: list[HtmlElement] = field(default_factory=list)
    counts: list[tuple[int, HtmlElement]] = field(default_factory=list)
    entries: list[HtmlElement] = field(default_factory=list)
    beside: set[HtmlElement] = field(default_factory=set)


def length_of(element: HtmlElement) -> int:
    """Return how long the text inside an element is."""
    if not len(element):
        return len(element.text or "")
    return len(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def note(found: Survey, place: int, element: HtmlElement, tag: str, says: int) -> None:
    """Note an element that a name, or its tag, says something of."""
    if tag in _HEADINGS or says & HEADLINE or (says & TITLE and tag in ("div", "span", "p", "a")):
        found.headings.append((place, element))
    # WordPress names an entry after its tags, whatever they are: "tag-quality-time".
    if (says & NAME and not says & ENTRY) or tag == "address":
        found.names.append((place, element))
    if (says & DATE and not says & ENTRY) or tag == "time":
        found.dates.append((place, element))
    if says & BODY:
        found.bodies.append((place, element))
    if tag == "article" or (says & ENTRY and tag != "a"):
        found.entries.append(element)
    elif says & COUNT and tag in ("span", "div", "p", "li", "small"):
        found.counts.append((place, element))


def note_link(found: Survey, place: int, element: HtmlElement, says: int) -> int:
    """Note a link to a tag or to the comments; return what its relation says of it."""
    if says & COUNT or (element.get(b"href") or "").rpartition("#")[2] in COMMENT_ANCHORS:
        found.counts.append((place, element))
    rel = element.get(b"rel")
    if not rel:
        return 0
    if "tag" in rel.split():
        found.tags.append(element)
    return NAME if "author" in rel else 0


COMMENT_ANCHORS = frozenset(
    {"comments", "respond", "disqus_thread", "comment", "commentlist", "comments-list", "kommentare"}
)


def weigh_paragraph(found: Survey, place: int, element: HtmlElement, tag: str) -> None:
    """Add the length of a paragraph, or of words after a line break, to that of what holds them."""
    if tag == "br":
        length = len(element.tail or "")
        holder = element.getparent() if length > 30 else None
    elif tag != "li" or len(element.text or "") > 40:
        length = length_of(element)
        holder = _holder(element) if length > 20 else None
        if tag == "li" and holder is not None:
            holder = holder.getparent()
    else:
        return
    if holder is not None:
        weigh(found, place, holder, length)


def weigh(found: Survey, place: int, holder: HtmlElement, length: int) -> None:
    """Add a length to the weight of what holds it."""
    if holder.tag not in ("p", "blockquote"):
        found.weight[holder] = found.weight.get(holder, 0) + length
        found.place.setdefault(holder, place)


def _holder(element: HtmlElement) -> HtmlElement | None:
    """Return what an element stands in, beyond quotations."""
    holder = element.getparent()
    for _ in range(3):
        if holder is None or holder.tag != "blockquote":
            break
        holder = holder.getparent()
    return holder
