"""Gives the comments of a draft their ids and parents."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from pmlarchive.model import comment_id, derived_id
from scraper.draft import DraftComment, DraftThread


@dataclass(slots=True)
class Identified:
    """A draft's comments by their ids, in page order.

    Attributes:
        parents: Id of the comment that each one answers; ``None``: the post.
        ghosts: Id and native id of parents that the page names and nobody has seen.
    """

    comments: dict[str, DraftComment] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    ghosts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def document_urn(draft: DraftThread) -> str:
    """Return the identity of a document without a URL, made from what it says.

    The post alone makes it where it has words, so that a later copy with more comments is the same document.
    """
    words = [draft.title or "", draft.text]
    if not draft.text.strip():
        words += [comment.text for comment in draft.comments]
    joined = "\x1f".join(" ".join(word.split()) for word in words)
    return "urn:blake2b:" + hashlib.blake2b(joined.encode("utf-8", "replace"), digest_size=16).hexdigest()


def identify(draft: DraftThread, thread: str, stored: Collection[str]) -> Identified:
    """Give every comment of ``draft`` its stable id in the thread with id ``thread``.

    Args:
        stored: Ids of comments that the thread already has: a parent among them is no ghost.
    """
    found = Identified()
    kept, ids = _numbered(draft, thread, found)
    _derive(kept, ids, thread)
    for key, comment in kept.items():
        one = ids[key]
        found.comments[one] = comment
        found.parents[one] = _parent(comment, ids, thread, stored, found)
    return found


def _numbered(
    draft: DraftThread, thread: str, found: Identified
) -> tuple[dict[str, DraftComment], dict[str, str]]:
    """Drop comments printed twice; give ids to those that carry their platform's number."""
    kept: dict[str, DraftComment] = {}
    ids: dict[str, str] = {}
    first: dict[str, DraftComment] = {}
    twice = 0
    for comment in draft.comments:
        native = comment.native_id
        if native is not None:
            earlier = first.setdefault(native, comment)
            if earlier is not comment:
                if " ".join(earlier.text.split()) == " ".join(comment.text.split()):
                    twice += 1
                    continue
                native = None
                found.notes.append(f"the number {comment.native_id} stands at two different comments")
        key = comment.key
        while key in kept:
            key += "~"
        kept[key] = comment
        if native is not None:
            ids[key] = comment_id(thread, native)
    if twice:
        found.notes.append(f"{twice} comments are printed twice; each is kept once")
    return kept, ids


def _derive(kept: dict[str, DraftComment], ids: dict[str, str], thread: str) -> None:
    """Give ids to comments without a number: from parent, author and text, parents first."""
    copies: Counter[str] = Counter()
    for start in kept:
        chain: dict[str, DraftComment] = {}
        here: str | None = start
        while here is not None and here in kept and here not in ids and here not in chain:
            chain[here] = kept[here]
            here = kept[here].parent
        for key, one in reversed(chain.items()):
            parent = ids.get(one.parent, one.parent) if one.parent is not None else thread
            first = derived_id(thread, parent, one.author, one.text)
            ids[key] = derived_id(thread, parent, one.author, one.text, copies[first])
            copies[first] += 1


def _parent(
    comment: DraftComment, ids: dict[str, str], thread: str, stored: Collection[str], found: Identified
) -> str | None:
    if comment.parent is None:
        return None
    if comment.parent in ids:
        return ids[comment.parent]
    named = comment_id(thread, comment.parent)
    if named in stored or named in found.ghosts:
        return named
    if comment.parent.startswith("#"):  # a key made up by the parser can mean nothing outside the page
        found.notes.append("a reply's parent could not be told; it stands under the post")
        return None
    found.ghosts[named] = comment.parent
    return named
