"""Markdown → the HTML that blog platforms store; a thread laid out for a template that does not recurse."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmlarchive.demo.content import SITES, SampleComment

Resolve = Callable[[str], str]
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def blocks(text: str, resolve: Resolve) -> str:
    """Render Markdown as paragraphs, lists and quotations, the way WordPress stores a comment."""
    tokens = _MARKDOWN.parse(text)
    _relink(tokens, resolve)
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})).strip()


def lines(text: str, resolve: Resolve) -> str:
    """Render Markdown as running text with line breaks, the way Blogger stores a comment."""
    shown = []
    for paragraph in text.split("\n\n"):
        tokens = _MARKDOWN.parseInline(" ".join(paragraph.split()))
        _relink(tokens, resolve)
        shown.append(str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})))
    return "<br /><br />".join(shown)


def english_day(date: datetime) -> str:
    """Return ``November 8, 2010``, whatever the language of this computer."""
    return f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"


def english_clock(date: datetime) -> str:
    """Return ``8:31 AM``."""
    return f"{date.hour % 12 or 12}:{date.minute:02} {'AM' if date.hour < 12 else 'PM'}"


def excerpt(text: str, words: int) -> str:
    """Return the first words of a text without its Markdown, escaped, for a feed or a list."""
    plain = "".join(
        child.content for token in _MARKDOWN.parse(text) for child in token.children or () if child.content
    )
    found = plain.split()
    return escape(" ".join(found[:words]) + (" […]" if len(found) > words else ""), quote=False)


def _relink(tokens: Iterable[Token], resolve: Resolve) -> None:
    """Point links such as ``notebook:some-slug`` at the address that the sample is served on."""
    for token in tokens:
        for child in token.children or ():
            href = child.attrGet("href")
            if isinstance(href, str) and href.partition(":")[0] in SITES:
                child.attrSet("href", resolve(href))


@dataclass(frozen=True, slots=True)
class Step:
    """A comment on its way through a flat template.

    Attributes:
        depth: 1 for a direct comment of the post.
        closes: How many enclosing lists of children end right after this comment.
        thread_number: Place of its top-level comment among those shown, from 0.
    """

    comment: SampleComment
    depth: int
    has_children: bool
    closes: int
    thread_number: int


def lay_out(comments: Sequence[SampleComment]) -> list[list[Step]]:
    """Put comments in reading order, oldest first at every level; one list for each top-level comment."""
    children: dict[int | None, list[SampleComment]] = {}
    for comment in sorted(comments, key=lambda one: (one.date, one.native_id)):
        children.setdefault(comment.parent, []).append(comment)
    threads: list[list[tuple[SampleComment, int]]] = []
    waiting = [(top, 1) for top in reversed(children.get(None, []))]
    while waiting:
        comment, depth = waiting.pop()
        if depth == 1:
            threads.append([])
        threads[-1].append((comment, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(comment.native_id, []))]
    return [_steps(thread, number, children) for number, thread in enumerate(threads)]


def _steps(
    thread: list[tuple[SampleComment, int]],
    thread_number: int,
    children: dict[int | None, list[SampleComment]],
) -> list[Step]:
    following = [depth for _, depth in thread[1:]] + [1]
    return [
        Step(
            comment,
            depth,
            has_children=comment.native_id in children,
            closes=max(0, depth - after),
            thread_number=thread_number,
        )
        for (comment, depth), after in zip(thread, following, strict=True)
    ]
