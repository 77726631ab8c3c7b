"""The sample blogs' content: TOML files that a person can read and edit, one a post, and their two states.

A post's file holds ``slug``, ``title``, ``author``, ``date`` (local time of the site), ``tags``,
``native_id``, ``text`` (Markdown) and any number of ``[[comment]]`` tables: ``id``, ``by``, ``at``, ``text``,
and where they apply ``to`` (the id replied to), ``kind = "ping"`` with ``url``, ``status = "removed"``. What
time does to the blog between two visits is said where it happens: ``later_text`` (edited), ``deleted_later``
(gone), ``removed_later`` (a placeholder stays), ``new_later`` (not yet there at the first visit).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

SITES = ("notebook", "slow-lane")
REMOVED = "This comment has been removed by the author."


@dataclass(frozen=True, slots=True)
class SampleComment:
    """A comment or ping of the sample, as its author typed it (Markdown).

    Attributes:
        parent: ``native_id`` of the comment replied to; ``None``: replies to the post.
        url: The author's page: a URL, ``site`` or ``site:slug`` of the sample, or ``None``.
    """

    native_id: int
    parent: int | None
    author: str
    date: datetime
    text: str
    url: str | None = None
    is_ping: bool = False
    is_removed: bool = False
    by_post_author: bool = False


@dataclass(frozen=True, slots=True)
class SamplePost:
    """A post of the sample with its comments in the order of the file."""

    native_id: int
    slug: str
    title: str
    author: str
    date: datetime
    tags: tuple[str, ...]
    text: str
    comments: tuple[SampleComment, ...]


@dataclass(frozen=True, slots=True)
class SampleSite:
    """One of the sample blogs in one of its two states.

    Attributes:
        key: Name of its folder, and the scheme by which the other blog's text links to it.
        posts: Newest first, as blogs show them.
        extra: The platform's own settings (comments a page, the blog's number).
    """

    key: str
    title: str
    tagline: str
    platform: str
    posts_per_page: int
    authors: dict[str, str]
    posts: tuple[SamplePost, ...]
    extra: dict[str, Any]

    def post(self, slug: str) -> SamplePost | None:
        """Return the post with that slug."""
        return next((post for post in self.posts if post.slug == slug), None)

    def recent_comments(self, count: int) -> list[tuple[SamplePost, SampleComment]]:
        """Return the newest comments of the whole site with their posts, newest first."""
        pairs = [(post, comment) for post in self.posts for comment in post.comments if not comment.is_ping]
        return sorted(pairs, key=lambda pair: pair[1].date, reverse=True)[:count]


@cache
def sample_sites(*, later: bool = False) -> tuple[SampleSite, ...]:
    """Read the sample blogs; ``later``: as they stand at the second visit."""
    return tuple(_site(key, later) for key in SITES)


def _site(key: str, later: bool) -> SampleSite:
    folder = files("pmlarchive.demo") / "content" / key
    facts = _toml(folder / "site.toml")
    zone = _zone(facts.pop("utc_offset"))
    links = facts.pop("links", {})
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    raw = (_toml(folder / name) for name in names if name != "site.toml")
    posts = [_post(table, zone, links, later) for table in raw]
    return SampleSite(
        key=key,
        title=facts.pop("title"),
        tagline=facts.pop("tagline"),
        platform=facts.pop("platform"),
        posts_per_page=facts.pop("posts_per_page"),
        authors=facts.pop("authors"),
        posts=tuple(sorted(posts, key=lambda post: post.date, reverse=True)),
        extra=facts,
    )


def _toml(path: Traversable) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _zone(offset: str) -> timezone:
    hours, minutes = offset[1:].split(":")
    span = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-span if offset.startswith("-") else span)


def _post(table: dict[str, Any], zone: timezone, links: dict[str, str], later: bool) -> SamplePost:
    return SamplePost(
        native_id=table["native_id"],
        slug=table["slug"],
        title=table["title"],
        author=table["author"],
        date=table["date"].replace(tzinfo=zone),
        tags=tuple(table["tags"]),
        text=_text(table, later),
        comments=tuple(_comments(table, zone, links, later)),
    )


def _comments(
    table: dict[str, Any], zone: timezone, links: dict[str, str], later: bool
) -> Iterator[SampleComment]:
    for row in table.get("comment", ()):
        if row.get("deleted_later" if later else "new_later"):
            continue
        removed_now = later and row.get("removed_later", False)
        yield SampleComment(
            native_id=row["id"],
            parent=row.get("to"),
            author=row["by"],
            date=row["at"].replace(tzinfo=zone),
            text=REMOVED if removed_now else _text(row, later),
            url=row.get("url", links.get(row["by"])),
            is_ping=row.get("kind") == "ping",
            is_removed=removed_now or row.get("status") == "removed",
            by_post_author=row["by"] == table["author"],
        )


def _text(table: dict[str, Any], later: bool) -> str:
    text: str = table.get("later_text", table["text"]) if later else table["text"]
    return text.strip()
