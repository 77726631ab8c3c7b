"""Reddit: the redesign's state (``window.___r``) or markup, and today's elements (``shreddit-comment``).

Built on the fields that public scrapers and browser extensions read from both.
"""

from typing import Any

from lxml.html import HtmlElement

from pmlarchive.model import Date
from scraper.clean import Clean, clean
from scraper.dates import parse_date
from scraper.draft import DraftComment
from scraper.formats.json_data import mapping, rows, text
from scraper.outline import Outline
from scraper.platforms.base import Page, Reading
from scraper.platforms.embedded import assigned, mappings
from scraper.platforms.nesting import Block, blocks
from scraper.platforms.reddit_comment import SITE, reddit_comment
from scraper.platforms.reddit_markup import read_markup
from scraper.soup import parse_fragment

_COMMENT = "shreddit-comment"


class Reddit:
    """Comments of Reddit's threads."""

    name = "reddit"

    def recognises(self, page: Page) -> bool:
        """Look for the elements, and for the state or the redesign's ids in the bytes."""
        if _COMMENT in page.outline.tags:
            return True
        return page.holds(b"t1_") and (page.holds(b"window.___r") or page.holds(b'"comment_timestamp"'))

    def read(self, page: Page) -> Reading | None:
        """Read the elements, else the state: it has every comment, of which the markup shows some."""
        found = blocks(page.tree, _role) if _COMMENT in page.outline.tags else []
        comments = [_element(block, found) for block in found]
        declared = None
        if not comments:
            state = assigned(page.data, "window.___r")
            comments, declared = _from_state(state)
        if not comments:
            return read_markup(page)
        return Reading(
            platform=self.name,
            comments=comments,
            roots=[_around([block.element for block in found], page.tree)] if found else _lists(page.outline),
            declared=declared,
            complete=declared is not None and len(comments) >= declared,
        )


# ---- today's elements


def _role(element: HtmlElement) -> str | None:
    if element.tag == _COMMENT:
        return "comment"
    if element.get("slot") == "comment":
        return "body"
    return "date" if element.tag in ("faceplate-timeago", "time") else None


def _element(block: Block, found: list[Block]) -> DraftComment:
    element = block.element
    key = (element.get("thingid") or f"#{found.index(block) + 1}").removeprefix("t1_")
    parent = (element.get("parentid") or "").removeprefix("t1_")
    if not element.get("parentid") and block.parent is not None:
        parent = (found[block.parent].element.get("thingid") or "").removeprefix("t1_")
    stamp, content = block.first("date"), block.first("body")
    machine = None if stamp is None else stamp.get("ts") or stamp.get("datetime")
    body = clean(content, base=SITE, skip=set(block.inner)) if content is not None else Clean()
    return reddit_comment(
        key, parent, element.get("author"), parse_date(None, machine=machine), body, element.get("permalink")
    )


def _around(elements: list[HtmlElement], tree: HtmlElement) -> HtmlElement:
    return next((box for box in elements[0].iterancestors() if box.tag == "shreddit-comment-tree"), tree)


def _lists(outline: Outline) -> list[HtmlElement]:
    return [outline.elements[place] for place, name in outline.ids.items() if name.startswith("t1_")]


# ---- the redesign's state


def _from_state(state: object) -> tuple[list[DraftComment], int | None]:
    models: dict[str, dict[str, Any]] = {}
    declared = None
    for found in mappings(state):
        if isinstance(found.get("numComments"), int):
            declared = found["numComments"] if declared is None else max(declared, found["numComments"])
        for key, value in found.items():
            if key.startswith("t1_") and isinstance(value, dict) and "author" in value and key not in models:
                models[key] = value
    comments = [_model(key, model) for key, model in models.items()]
    return _in_order(comments), declared


def _model(key: str, model: dict[str, Any]) -> DraftComment:
    media = mapping(model.get("media"))
    document = rows(mapping(media.get("richtextContent")).get("document"))
    markup = _markup(document) if document else ""
    created = model.get("created")
    date = Date()
    if isinstance(created, int | float) and not isinstance(created, bool):
        date = parse_date(None, machine=str(int(created)))
    parent = text(model.get("parentId")) or ""
    body = clean(parse_fragment(markup), base=SITE)
    return reddit_comment(
        key.removeprefix("t1_"), parent.removeprefix("t1_"), text(model.get("author")), date, body,
        text(model.get("permalink")), by_poster=model.get("isOp") is True or model.get("isOP") is True,
    )  # fmt: skip


_TAGS = {
    "par": "p",
    "list": "ul",
    "li": "li",
    "blockquote": "blockquote",
    "h": "h4",
    "code": "pre",
    "table": "div",
}


def _markup(document: list[dict[str, Any]]) -> str:
    """Return rich text (elements ``e`` with content ``c`` or text ``t``) as markup, without recursion."""
    parts: list[str] = []
    stack: list[dict[str, Any] | str] = list(reversed(document))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        kind = node.get("e")
        written = node.get("t")
        words = _escape(written) if isinstance(written, str) else ""
        if kind == "link":
            parts.append(f'<a href="{_escape(text(node.get("u")) or "")}">{words}</a>')
        elif kind == "br":
            parts.append("<br>")
        else:
            tag = _TAGS.get(str(kind))
            parts.append((f"<{tag}>" if tag else "") + words)
            stack.append(f"</{tag}>" if tag else "")
            content = node.get("c")
            if isinstance(content, str):
                parts.append(_escape(content))
            stack += reversed(rows(content))
    return "".join(parts)


def _escape(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _in_order(comments: list[DraftComment]) -> list[DraftComment]:
    """Return comments with answers after what they answer; what answers in a circle comes last."""
    answers: dict[str | None, list[DraftComment]] = {}
    known = {comment.key for comment in comments}
    for comment in comments:
        answers.setdefault(comment.parent if comment.parent in known else None, []).append(comment)
    found: list[DraftComment] = []
    stack = list(reversed(answers.pop(None, [])))
    while stack:
        comment = stack.pop()
        found.append(comment)
        stack += reversed(answers.pop(comment.key, []))
    placed = {comment.key for comment in found}
    return found + [comment for comment in comments if comment.key not in placed]
