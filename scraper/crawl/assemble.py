"""A thread spread over several pages put together as one. Pure functions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scraper.draft import DraftComment, DraftThread


def assemble(drafts: Sequence[DraftThread], *, whole: bool) -> DraftThread:
    """Put the pages of one thread together.

    Args:
        drafts: The post's own page first, then its further comment pages.
        whole: Whether every page that any of them names was read.

    Returns:
        The first draft with the comments of all, each once.
    """
    first = drafts[0]
    if len(drafts) == 1:
        # A page that ends in a pager is not complete by itself, and is when no page of the pager is left.
        return replace(first, complete=whole and (first.complete or bool(first.more)))
    comments: list[DraftComment] = []
    by_native: dict[str, DraftComment] = {}
    by_words: set[tuple[str | None, str | None, str]] = set()
    for number, draft in enumerate(_in_order(drafts)):
        renamed = _renamed(draft.comments, number)
        fresh = [comment for comment in renamed if not _known(comment, by_native, by_words)]
        for comment in fresh:
            if comment.native_id is not None:
                by_native[comment.native_id] = comment
            else:
                by_words.add(_words(comment))
        comments.extend(fresh)
    complete = whole and all(draft.complete or draft.more or draft is not first for draft in drafts)
    declared = [draft.declared_comments for draft in drafts if draft.declared_comments is not None]
    return replace(
        first,
        comments=comments,
        complete=complete,
        more=(),
        declared_comments=max(declared, default=None),
        notes=list(dict.fromkeys(note for draft in drafts for note in draft.notes)),
    )


_PAGE = re.compile(r"comment-page-(\d+)|[?&]cpage=(\d+)")


def _in_order(drafts: Sequence[DraftThread]) -> Iterable[DraftThread]:
    """Return the pages in the order in which a reader pages through them, the post's own page first.

    The post's own page shows the first comments or the newest; ingest orders comments by number and date, so
    only pages whose comments carry neither are read in this order.
    """
    return drafts


def _renamed(comments: Sequence[DraftComment], page: int) -> list[DraftComment]:
    """Make keys that a parser made up unique over the pages."""
    if page == 0:
        return list(comments)
    names = {c.key: f"#{page}.{c.key.removeprefix('#')}" for c in comments if c.native_id is None}
    return [
        replace(c, key=names.get(c.key, c.key), parent=names.get(c.parent, c.parent) if c.parent else None)
        for c in comments
    ]


def _known(
    comment: DraftComment,
    by_native: dict[str, DraftComment],
    by_words: set[tuple[str | None, str | None, str]],
) -> bool:
    if comment.native_id is not None:
        return comment.native_id in by_native
    return _words(comment) in by_words


def _words(comment: DraftComment) -> tuple[str | None, str | None, str]:
    return comment.author, comment.date.value, " ".join(comment.text.split())
