"""A thread spread over several pages put together as one. Pure functions."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from scraper.crawl.events import dump_draft
from scraper.draft import API, DraftComment, DraftThread
from scraper.urls import is_comment_page, thread_of


def assemble(drafts: Sequence[DraftThread], *, whole: bool) -> DraftThread:
    """Put the pages of one thread together.

    Args:
        drafts: The post's own page first, then its further comment pages.
        whole: Whether every page that any of them names was read.

    Returns:
        The first draft with the comments of all, each once.
    """
    first = drafts[0]
    if first.authority == API:
        return _from_lists(drafts, whole=whole)
    if first.url is not None and is_comment_page(first.url):
        # Where the post's own page cannot be had, a comment page stands for it, and names itself.
        first = replace(first, url=thread_of(first.url))
    if len(drafts) == 1:
        # A page that ends in a pager is not complete by itself, and is when no page of the pager is left.
        paged = bool(first.more)
        return replace(
            first, complete=whole and (first.complete or paged), whole=whole and (first.whole or paged)
        )
    comments: list[DraftComment] = []
    by_native: dict[str, DraftComment] = {}
    by_words: set[tuple[str | None, str | None, str]] = set()
    for number, draft in enumerate(drafts):
        renamed = _renamed(draft.comments, number)
        fresh = [comment for comment in renamed if not _known(comment, by_native, by_words)]
        for comment in fresh:
            if comment.native_id is not None:
                by_native[comment.native_id] = comment
            else:
                by_words.add(_words(comment))
        comments.extend(fresh)
    complete = whole and (first.complete or bool(first.more))
    declared = [draft.declared_comments for draft in drafts if draft.declared_comments is not None]
    return replace(
        first,
        comments=comments,
        complete=complete,
        whole=whole and (first.whole or bool(first.more)),
        more=(),
        declared_comments=max(declared, default=None),
        notes=list(dict.fromkeys(note for draft in drafts for note in draft.notes)),
    )


def _from_lists(drafts: Sequence[DraftThread], *, whole: bool) -> DraftThread:
    """Put together what a site's API says of one thread; each list has a share of its comments."""
    first = drafts[0]
    known: dict[str, DraftComment] = {}
    for draft in drafts:
        for comment in draft.comments:
            # A registered user's comment is the post author's where the name is.
            own = comment.by_post_author and comment.author is not None and comment.author == first.author
            known[comment.key] = replace(comment, by_post_author=own)
    return replace(first, comments=list(known.values()), complete=whole)


def gap_of(draft: DraftThread) -> int | None:
    """Return how many comments a thread declares and does not show; ``None``: it declares no number."""
    return None if draft.declared_comments is None else draft.declared_comments - len(draft.comments)


def settle(draft: DraftThread, *, whole: bool, before: int | None) -> None:
    """Take a thread for complete that declares more than it shows, if it did so before, by as many or more.

    Replies under a removed comment are counted and hidden. What such a thread showed and does not show now is
    gone, as long as the number it declares fell with it.

    Args:
        whole: Whether all of its pages were read.
        before: Its ``gap_of`` when it was last put together.
    """
    gap = gap_of(draft)
    if whole and gap is not None and before is not None and gap <= before:
        draft.complete = True


def digest(draft: DraftThread) -> str:
    """Return what tells one version of a thread from another."""
    said = dump_draft(replace(draft, complete=False, whole=False, notes=[]))
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


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
