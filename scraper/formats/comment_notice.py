"""WordPress's mail to an author about a new comment on their post.

Source: ``wp_notify_postauthor()`` in ``wp-includes/pluggable.php``. Notices of comments that wait for
approval (``wp_notify_moderator()``) are no comments yet, and are left to the caller as ordinary mails.
"""

import re
from dataclasses import dataclass

from scraper.clean import absolute

_TITLE = re.compile(r'New comment on your post "(.{1,400})"', re.DOTALL)
_NAME = re.compile(r"^Author:[ \t]*(.*?)[ \t]*(?:\(IP(?: address)?:.*)?$", re.MULTILINE)
_ADDRESS = re.compile(r"^(?:URL|Website):[ \t]*(\S*)", re.MULTILINE)
_ANSWERS = re.compile(r"^In reply to:\s*\S*?(?:[?&]c=|#comment-)(\d+)", re.MULTILINE)
_WORDS = re.compile(
    r"^Comment:[ \t]*\n?(.*?)^You can see all comments on this post", re.DOTALL | re.MULTILINE
)
_LINK = re.compile(r"^Permalink:\s*(https?://\S+?)#comment-(\d+)\s*$", re.MULTILINE)
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Notice:
    """A comment as a notice tells it."""

    url: str
    title: str
    number: str
    parent: str | None
    author: str | None
    author_url: str | None
    text: str


def read_notice(text: str) -> Notice | None:
    """Return the comment that a mail's words tell of; ``None`` where they tell of none."""
    text = text[:_LONGEST]
    title = _TITLE.search(text)
    if title is None:
        return None
    link, words = _LINK.search(text), _WORDS.search(text)
    if link is None or words is None:
        return None
    url = absolute(link.group(1), None)
    if url is None:
        return None
    name, address, answers = _NAME.search(text), _ADDRESS.search(text), _ANSWERS.search(text)
    return Notice(
        url=url,
        title=" ".join(title.group(1).split()),
        number=link.group(2),
        parent=answers.group(1) if answers and answers.group(1) != link.group(2) else None,
        author=name.group(1) or None if name else None,
        author_url=absolute(address.group(1), None) if address else None,
        text=words.group(1).strip(),
    )
