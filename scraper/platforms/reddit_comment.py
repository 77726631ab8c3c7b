"""What Reddit's designs have in common: a comment's id, its writer's page, and the words for what is gone."""

from pmlarchive.model import Date, Precision, Status
from scraper.clean import Clean, absolute
from scraper.draft import DraftComment

SITE = "https://www.reddit.com"
_GONE = frozenset({"[deleted]", "[removed]", "[unavailable]"})


def reddit_comment(
    key: str,
    parent: str,
    author: str | None,
    date: Date,
    body: Clean,
    link: str | None,
    *,
    by_poster: bool = False,
) -> DraftComment:
    """Return a comment.

    Args:
        key: Its id without the kind (``o8nd42m``); ``#3`` for the third where it has none.
        parent: The id of what it answers; empty, or a submission's (``t3_…``), where it answers the post.
        link: Its permalink, which may be relative.
        by_poster: Whether who submitted the post wrote it.
    """
    known = author if author not in _GONE else None
    is_gone = body.text.strip() in _GONE or not (known or body.text)
    return DraftComment(
        key=key,
        native_id=None if key.startswith("#") else key,
        parent=parent if parent and not parent.startswith("t3_") else None,
        author=known,
        author_url=f"{SITE}/user/{known}" if known else None,
        by_post_author=by_poster,
        date=date if date.precision is not Precision.YEAR else Date(),
        text=body.text,
        html=body.html,
        links=body.links,
        url=absolute(link, SITE),
        status=Status.REMOVED if is_gone else Status.VISIBLE,
    )
