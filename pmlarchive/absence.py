"""Whether a page that declares more comments than it shows still proves that some are gone."""

from collections.abc import Collection, Mapping

from pmlarchive.model import Kind, Message, Status
from scraper.draft import DraftThread


def kinds_shown(draft: DraftThread) -> set[Kind]:
    """Return the kinds of messages whose absence from a view of a thread says something."""
    return {Kind.COMMENT} | {comment.kind for comment in draft.comments}


def is_accounted_for(
    thread: str, stored: Mapping[str, Message], found: Collection[str], draft: DraftThread
) -> bool:
    """Say whether the declared count has fallen by as much as explains what is shown no more.

    Where a platform hides a comment, the replies under it go on being counted, so that the page shows less
    than it declares and looks incomplete. But then the count fell by one for each hidden or deleted comment
    that hangs under something still shown; what hung under these went with them.

    Args:
        thread: The post's id.
        stored: What is known of the thread, by id.
        found: Ids of the comments that the draft shows.
        draft: A view of the thread as a whole: all of its pages were read.
    """
    post = stored.get(thread)
    if post is None or post.declared_comments is None or draft.declared_comments is None:
        return False
    if not draft.whole or draft.confidence < 1.0:
        return False
    kinds = kinds_shown(draft)
    there = {m.id: m for m in stored.values() if m.kind in kinds and m.status is Status.VISIBLE}
    vanished = there.keys() - found
    first = sum(there[one].parent not in vanished for one in vanished)
    new = sum(one not in there for one in found)
    return 0 < first <= post.declared_comments + new - draft.declared_comments
