"""Discourse: topics from the JSON that the page preloads for its own application.

The markup that Discourse writes for crawlers is flat; who answers whom is only in the JSON. Its fields are
those of the documented API (``GET /t/{id}.json``). Pages without the JSON are left to the generic finder.
"""

from typing import Any
from urllib.parse import urlsplit

from pmlarchive.model import Status
from scraper.clean import absolute, clean_html
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.formats.json_data import mapping, rows, text
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading
from scraper.platforms.embedded import read_json

_MARK = b"data-preloaded"
# https://github.com/discourse/discourse, Post.types: 1 regular, 2 moderator's, 3 small action, 4 whisper.
_WORDS = (None, 1, 2)


class Discourse:
    """Topics of Discourse forums."""

    name = "discourse"

    def recognises(self, page: Page) -> bool:
        """Look for the preloaded JSON and its topic in the bytes."""
        return page.holds(_MARK) and page.holds(b"topic_") and page.holds(b"post_stream")

    def read(self, page: Page) -> Reading | None:
        """Read the posts that came with the page; the topic's first post is the post of the thread."""
        topic = _topic(page.outline)
        stream = mapping(topic.get("post_stream"))
        posts = [post for post in rows(stream.get("posts")) if post.get("post_type") in _WORDS]
        messages = [message for post in posts if (message := _message(post, topic, page.url)) is not None]
        opening = next((message for message in messages if message.key == "1"), None)
        comments = [message for message in messages if message is not opening]
        if not comments:
            return None
        total = topic.get("posts_count")
        declared = max(total - 1, 0) if isinstance(total, int) else None
        return Reading(
            platform=self.name,
            comments=comments,
            # The posts as the page shows them: without script, or after it ran.
            roots=page.outline.labelled("crawler-post", "topic-post"),
            declared=declared,
            complete=declared is not None and len(comments) >= declared,
            post=opening,
        )


def _topic(outline: Outline) -> dict[str, Any]:
    for state in outline.having("data-preloaded").values():
        for key, value in mapping(read_json(state)).items():
            if key.startswith("topic_"):
                found = read_json(value) if isinstance(value, str) else value
                if mapping(found).get("post_stream"):
                    return mapping(found)
    return {}


def _message(post: dict[str, Any], topic: dict[str, Any], base: str | None) -> DraftComment | None:
    number = text(post.get("post_number"))
    if number is None:
        return None
    answered = text(post.get("reply_to_post_number"))
    body = clean_html(text(post.get("cooked")) or "", base=base)
    name = text(post.get("username"))
    gone = bool(post.get("deleted_at") or post.get("user_deleted"))
    site = "{0.scheme}://{0.netloc}".format(urlsplit(base)) if base else None
    return DraftComment(
        key=number,
        native_id=number,
        parent=answered if answered not in (None, "1", number) else None,
        author=name,
        author_url=f"{site}/u/{name}" if site and name else None,
        by_post_author=post.get("user_id") is not None and post.get("user_id") == topic.get("user_id"),
        date=parse_date(None, machine=text(post.get("created_at"))),
        text=body.text,
        html=body.html,
        links=body.links,
        url=absolute(text(post.get("post_url")), base),
        status=Status.REMOVED if gone else Status.VISIBLE,
    )
