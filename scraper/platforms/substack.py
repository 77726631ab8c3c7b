"""Substack: comments from the state that a page preloads; the markup shows relative dates and no answers.

Built on saved pages; the fields are those that ``/api/v1/post/{id}/comments`` returns.
"""

from typing import Any

from lxml.html import HtmlElement

from pmlarchive.model import Status
from scraper.clean import clean
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.formats.json_data import mapping, rows, text
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading
from scraper.platforms.embedded import assigned
from scraper.soup import parse_fragment


class Substack:
    """Comments under posts of Substack's newsletters, on its own domain and on others."""

    name = "substack"

    def recognises(self, page: Page) -> bool:
        """Look for the preloaded state in the bytes."""
        return page.holds(b"window._preloads") and page.holds(b"substack")

    def read(self, page: Page) -> Reading | None:
        """Read the comments that came with the page: often the first few of many."""
        state = mapping(assigned(page.data, "window._preloads"))
        post = mapping(state.get("post"))
        comments = _comments(rows(state.get("comments")), page.url)
        if not comments:
            return None
        total = post.get("comment_count")
        declared = total if isinstance(total, int) and not isinstance(total, bool) else None
        return Reading(
            platform=self.name,
            comments=comments,
            roots=_roots(page.outline),
            declared=declared,
            complete=declared is not None and len(comments) >= declared,
        )


def _roots(outline: Outline) -> list[HtmlElement]:
    places = [place for place, name in outline.ids.items() if name == "discussion"]
    roots = [*(outline.elements[place] for place in places), *outline.labelled("comments-page")]
    return sorted(dict.fromkeys(roots), key=outline.places.__getitem__)


def _comments(top: list[dict[str, Any]], base: str | None) -> list[DraftComment]:
    found: list[DraftComment] = []
    seen: set[str] = set()
    stack: list[tuple[dict[str, Any], str | None]] = [(comment, None) for comment in reversed(top)]
    while stack:
        comment, parent = stack.pop()
        key = text(comment.get("id"))
        if key is None or key in seen:
            continue
        seen.add(key)
        found.append(_comment(comment, key, parent, base))
        stack += [(child, key) for child in reversed(rows(comment.get("children")))]
    return found


def _comment(comment: dict[str, Any], key: str, parent: str | None, base: str | None) -> DraftComment:
    body = clean(parse_fragment(_paragraphs(text(comment.get("body")) or "")), base=base)
    handle = text(comment.get("handle"))
    return DraftComment(
        key=key,
        native_id=key,
        parent=parent,
        author=text(comment.get("name")),
        author_url=f"https://substack.com/@{handle}" if handle else None,
        by_post_author=mapping(comment.get("metadata")).get("is_author") is True,
        date=parse_date(None, machine=text(comment.get("date"))),
        text=body.text,
        html=body.html,
        links=body.links,
        url=f"{base.partition('#')[0].rstrip('/')}/comment/{key}" if base else None,
        status=Status.REMOVED if comment.get("deleted") or comment.get("suppressed") else Status.VISIBLE,
    )


def _paragraphs(words: str) -> str:
    """Return plain text as markup: bodies come as text with newlines."""
    safe = words.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"<p>{part}</p>" for part in safe.replace("\r", "").split("\n\n")).replace("\n", "<br>")
