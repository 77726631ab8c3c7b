"""Plain-text captures of a blog post: title, body, author's box, bulleted comments nested by indentation.

Such a text is what is left when a page is copied as text: no markup, no authors or dates of comments, and the
page's furniture (cards of other posts, sidebar headings, boilerplate) between what was written.
"""

import itertools
import re
from collections.abc import Sequence
from html import escape

from pmlarchive.errors import NotAThread
from scraper.draft import DraftComment, DraftThread, PageKind
from scraper.formats import bullets
from scraper.formats.bullets import Line
from scraper.formats.furniture import READ_MORE, Heading, declared, heading, is_weak
from scraper.formats.text_bytes import decode, lines

_LONGEST_TITLE = 250
_LONGEST_NAME = 60
_LONGEST_CARD = 5
_URL = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_DOI = re.compile(r"(?<![\w./])10\.\d{4,9}/[^\s<>\"“”]+")
_BYLINE = re.compile(r"(?:posted |written )?(?:by|von|par|por|di|door):?\s+(?P<name>\S.*)", re.IGNORECASE)
_DATE_LINE = re.compile(r"\D{0,20}\d{1,4}\D{1,12}(?:\d{1,4}\D{0,5}){1,3}")
_WIDEST_WRAP = 100
_ENDS = '.!?:;"”'
_PAIRS = {")": "(", "]": "[", "}": "{"}


def read_text(data: bytes, *, url: str | None = None, name: str | None = None) -> DraftThread:
    """Read a text capture of one post.

    Args:
        data: The file, in any charset, with any line ends.
        url: Where the page was, if known; else a first line that is a URL is taken.
        name: The file's name, for error messages.

    Raises:
        NotAThread: The bytes are empty or no text.
    """
    page = lines(decode(data, name))
    thread = DraftThread(platform="plain-text", kind=PageKind.POST)
    start = _next(page, 0)
    if _URL.fullmatch(page[start][1]):
        url = url or page[start][1]
        start = _next(page, start + 1)
    thread.url = url
    page = _without_cards(page[start:], thread)
    if not page:
        raise NotAThread("the file holds only a URL or links to other pages", subject=name)
    end, first, last = _regions(page, thread)
    _read_post(page[:end], thread)
    if first is not None:
        _read_comments(page[first:last], thread)
    found = len(thread.comments)
    thread.complete = thread.declared_comments == found
    return thread


def _next(page: Sequence[Line], at: int) -> int:
    """Return the place of the first line from ``at`` on that is not blank (or the end)."""
    while at < len(page) and not page[at][1]:
        at += 1
    return at


# --- cards of other posts ----------------------------------------------------------------------------------


def _without_cards(page: list[Line], thread: DraftThread) -> list[Line]:
    """Cut out a run of cards (each some short lines, then "Read more") and the boilerplate after it.

    A page copied as text glues what follows a card's link to it: ``Read More5/1/2026`` ends one card and
    begins the next with its date. So each card reaches from the end of one link to the end of the next, and
    the first one is taken to be built like the others: a date before the first card's title is that card's,
    never the post's.
    """
    text = [(at, body) for at, (_, body) in enumerate(page) if body]
    links = _run_of([place for place, (_, body) in enumerate(text) if READ_MORE.match(body)])
    if not links or links[0] == 0:
        return page
    dates = [_is_date(body) for _, body in text]
    shapes = [_glued(text[a][1]) + dates[a + 1 : b] for a, b in itertools.pairwise(links)]
    size = _first_card(dates[max(0, links[0] - _LONGEST_CARD) : links[0]], shapes)
    if not size:
        return page
    start = text[links[0] - size][0]
    stop = text[links[-1]][0] + 1
    while stop < len(page) and not _starts_comments(page, stop):
        stop += 1
    thread.notes.append(f"left out {len(links)} cards of other posts and the site's boilerplate after them")
    return [*page[:start], *page[stop:]]


def _run_of(links: list[int]) -> list[int]:
    """Keep the longest run of links that stand no further apart than a card is long."""
    best: list[int] = []
    run: list[int] = []
    for link in links:
        run = [*run, link] if run and 1 < link - run[-1] <= _LONGEST_CARD + 1 else [link]
        best = run if len(run) > len(best) else best
    return best


def _first_card(before: list[bool], shapes: list[list[bool]]) -> int:
    """Return how many of the lines ``before`` the first link are its card's (``True``: a date line).

    With other cards to compare, the first has their shape, less what is missing at its front. A card alone
    is one only where a date stands right before its title.
    """
    if not shapes:
        return 2 if before[-2:] == [True, False] else 0
    shape = max(shapes, key=shapes.count)
    for size in range(min(len(shape), len(before)), 0, -1):
        if before[-size:] == shape[-size:]:
            return size
    return 0


def _glued(line: str) -> list[bool]:
    """Return the shape of what a link's line goes on with: nothing, or the next card's first line."""
    found = READ_MORE.match(line)
    rest = line[found.end() :].strip() if found else ""
    return [_is_date(rest)] if rest else []


def _is_date(line: str) -> bool:
    return len(line) <= 40 and _DATE_LINE.fullmatch(line) is not None


def _starts_comments(page: Sequence[Line], at: int) -> bool:
    kind = heading(page[at][1])
    return kind in (Heading.ABOUT, Heading.COMMENTS) or (
        page[at][0] > 0 and bullets.mark(page[at][1]) is not None
    )


# --- where the parts are -----------------------------------------------------------------------------------


def _regions(page: Sequence[Line], thread: DraftThread) -> tuple[int, int | None, int]:
    """Return where the post ends, where the comments begin (``None``: nowhere) and where they end."""
    state: Heading | None = None
    end: int | None = None
    at = 0
    while at < len(page):
        body = page[at][1]
        kind = heading(body) if at else None
        if kind is Heading.SIDEBAR and end is None and is_weak(body):
            after = _next(page, at + 1)
            kind = kind if after == len(page) or heading(page[after][1]) else None
        if kind is not None:
            end = at if end is None else end
            state = kind
            if kind is Heading.ABOUT:
                thread.author = thread.author or _name(page[_next(page, at + 1) :][:1])
            elif kind is Heading.COMMENTS:
                thread.declared_comments = thread.declared_comments or declared(body)
        elif body and state in (Heading.ABOUT, Heading.COMMENTS) and bullets.mark(body):
            return end if end is not None else at, at, _end_of_comments(page, at)
        at += 1
    end = len(page) if end is None else end
    loose = _comments_without_heading(page[:end])
    if loose is not None:
        thread.confidence = 0.6
        thread.notes.append(
            "no heading over the comments; the bulleted passages at the end were read as such"
        )
        return loose, loose, _end_of_comments(page[:end], loose)
    return end, None, end


def _name(line: Sequence[Line]) -> str | None:
    text = line[0][1] if line else ""
    return text if text and len(text) <= _LONGEST_NAME and not text.endswith((".", "!", "?")) else None


def _end_of_comments(page: Sequence[Line], first: int) -> int:
    """Return where the comments end: at a heading, else after the last bullet's indented paragraphs.

    A paragraph that lost its indentation between two bullets belongs to the comment before it; after the last
    bullet nothing tells it from the page's foot, and it is left out.
    """
    margin = page[first][0]
    stop = last = first
    while stop < len(page):
        indent, body = page[stop]
        if body and indent <= margin:
            if stop > first and heading(body) is not None:
                break
            if bullets.mark(body):
                last = stop
        stop += 1
    at = last + 1
    while at < stop and (not page[at][1] or page[at][0] > margin or page[at - 1][1]):
        at += 1
    return at


def _comments_without_heading(page: Sequence[Line]) -> int | None:
    """Return where bulleted passages begin that can only be comments: the text's end, apart, and long.

    A list in a post has short items in one paragraph each; comments have several, or answer one another.
    """
    starts = [at for at, (_, body) in enumerate(page) if body and bullets.mark(body)]
    if len(starts) < 2:
        return None
    first = starts[-1]
    for at in reversed(starts):
        if page[at][0] == 0 and page[first][0] > 0:
            break
        first = at
    if first == 0 or page[first - 1][1] or _next(page, _end_of_comments(page, first)) < len(page):
        return None
    found = bullets.items(page[first:])
    nested = any(item.parent is not None for item in found)
    spread = any("" in item.lines[:-1] and any(item.lines[item.lines.index("") :]) for item in found)
    length = sum(len(line) for item in found for line in item.lines) / max(1, len(found))
    return first if len(found) > 1 and (nested or spread) and length > 80 else None


# --- their content -----------------------------------------------------------------------------------------


def _read_post(page: Sequence[Line], thread: DraftThread) -> None:
    body = [text for _, text in page]
    start = _next(page, 0)
    if start < len(body) and len(body[start]) <= _LONGEST_TITLE:
        thread.title = body[start]
        body = body[start + 1 :]
        start = next((at for at, text in enumerate(body) if text), len(body))
        byline = _BYLINE.fullmatch(body[start]) if start < len(body) else None
        if byline and _name([(0, byline["name"])]) and not any(char.isdigit() for char in byline["name"]):
            thread.author = thread.author or byline["name"]
            body = body[start + 1 :]
    paragraphs = _paragraphs(body)
    thread.text, thread.html, thread.links = _shape(paragraphs)


def _read_comments(page: Sequence[Line], thread: DraftThread) -> None:
    for number, item in enumerate(bullets.items(page), 1):
        text, html, links = _shape(_paragraphs(item.lines))
        parent = None if item.parent is None else f"#{item.parent + 1}"
        thread.comments.append(
            DraftComment(key=f"#{number}", parent=parent, text=text, html=html, links=links)
        )


def _paragraphs(body: Sequence[str]) -> list[str]:
    """Join lines to paragraphs: where a text is wrapped, blank lines end them; else each line is one."""
    wrapped = _is_wrapped(body)
    found: list[list[str]] = [[]]
    for text in body:
        if not text or not wrapped:
            found.append([])
        if text:
            found[-1].append(" ".join(text.split()))
    return [" ".join(parts) for parts in found if parts]


def _is_wrapped(body: Sequence[str]) -> bool:
    """Say whether lines end for want of room: none is long, and most that go on end inside a sentence."""
    going_on = [text for text, after in itertools.pairwise(body) if text and after]
    cut = sum(len(text) > 40 and text[-1] not in _ENDS for text in going_on)
    return max(map(len, body), default=0) <= _WIDEST_WRAP and cut * 2 > len(going_on)


def _shape(paragraphs: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    """Return text, safe HTML and cited links of some paragraphs."""
    text = "\n\n".join(paragraphs)
    html = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return text, html, cited_links(text)


def cited_links(text: str) -> tuple[str, ...]:
    """Return the URLs in a text, each once; a bare DOI as its ``https://doi.org/`` link."""
    found = [(match.start(), _trim(match[0])) for match in _URL.finditer(text)]
    found += [(match.start(), "https://doi.org/" + _trim(match[0])) for match in _DOI.finditer(text)]
    return tuple(dict.fromkeys(link for _, link in sorted(found)))


def _trim(link: str) -> str:
    """Cut off the sentence's own punctuation; a closing bracket stays where the link opened it."""
    while link and (
        link[-1] in ".,;:!?'’»"
        or (link[-1] in _PAIRS and link.count(_PAIRS[link[-1]]) < link.count(link[-1]))
    ):
        link = link[:-1]
    return link
