"""Flarum: discussions from the JSON that a page carries for its own application.

The fields are those of its JSON:API (``Api/Resource/PostResource.php``). The words that the page keeps for
those without script have neither dates nor numbers. Flarum writes an answer as a mention of a post at its
beginning, with a link to it and its number.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from pmlarchive.model import Status
from scraper.clean import clean_html
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.formats.json_data import mapping, rows, text, whole
from scraper.platforms.base import Page, Reading
from scraper.platforms.embedded import read_json
from scraper.soup import selector

_MARK = "flarum-json-payload"
_DATA = selector("//script[@id='flarum-json-payload']")
_SHOWN = selector("//noscript[@id='flarum-content'] | //*[contains(@class, 'PostStream')]")
_ANSWERED = re.compile(r"\s*<p>\s*<(?:a|span)\b[^>]*\bclass=\"PostMention\b[^>]*\bdata-id=\"(\d+)\"")


class Flarum:
    """Discussions of Flarum forums."""

    name = "flarum"

    def recognises(self, page: Page) -> bool:
        """Look for the script with the discussion."""
        return _MARK in page.outline.names

    def read(self, page: Page) -> Reading | None:
        """Read the posts that came with the page, twenty as a rule; the first of all is the post."""
        for script in _DATA(page.tree):
            document = mapping(mapping(read_json("".join(script.itertext()))).get("apiDocument"))
            reading = self._reading(document, page)
            if reading is not None:
                return reading
        return None

    def _reading(self, document: dict[str, Any], page: Page) -> Reading | None:
        resources = [mapping(document.get("data")), *rows(document.get("included"))]
        about = mapping(resources[0].get("attributes"))
        users = {text(one.get("id")): mapping(one.get("attributes")) for one in _of_type("users", resources)}
        found: dict[str, tuple[int, DraftComment]] = {}
        for one in _of_type("posts", resources):
            said = mapping(one.get("attributes"))
            key, number = text(one.get("id")), whole(said.get("number"))
            if key is None or number is None or said.get("contentType") != "comment":
                continue
            user = mapping(mapping(mapping(one.get("relationships")).get("user")).get("data"))
            found[key] = number, _message(key, said, users.get(text(user.get("id")), {}), page.url)
        messages = [message for _, message in sorted(found.values(), key=lambda one: one[0])]
        if not messages:
            return None
        opening = next((message for number, message in found.values() if number == 1), None)
        total = whole(about.get("commentCount"))
        for message in messages:
            if opening is not None:
                message.by_post_author = opening.author is not None and message.author == opening.author
                message.parent = None if message.parent == opening.key else message.parent
        return Reading(
            platform=self.name,
            comments=[message for message in messages if message is not opening],
            roots=_SHOWN(page.tree),
            declared=total - 1 if total else None,
            complete=total is not None and len(messages) >= total,
            post=opening,
        )


def _of_type(kind: str, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in resources if one.get("type") == kind]


def _message(key: str, said: dict[str, Any], user: dict[str, Any], base: str | None) -> DraftComment:
    markup = text(said.get("contentHtml")) or ""
    answered = _ANSWERED.match(markup)
    shown = clean_html(markup, base=base)
    slug = text(user.get("slug")) or text(user.get("username"))
    site = "{0.scheme}://{0.netloc}".format(urlsplit(base)) if base else None
    return DraftComment(
        key=key,
        native_id=key,
        parent=answered[1] if answered and answered[1] != key else None,
        author=text(user.get("displayName")) or text(user.get("username")),
        author_url=f"{site}/u/{slug}" if site and slug else None,
        date=parse_date(None, machine=text(said.get("createdAt"))),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        status=Status.REMOVED if said.get("isHidden") is True else Status.VISIBLE,
    )
