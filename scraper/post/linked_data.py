"""What a page says of itself for machines as JSON-LD (schema.org)."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scraper.clean import plain
from scraper.head import Head, Metas
from scraper.post.trackback import Trackback

_ARTICLES = frozenset({
    "Article", "BlogPosting", "NewsArticle", "TechArticle", "ScholarlyArticle", "MedicalScholarlyArticle",
    "Report", "OpinionNewsArticle", "AnalysisNewsArticle", "ReportageNewsArticle", "LiveBlogPosting",
    "SocialMediaPosting", "DiscussionForumPosting", "Recipe", "MedicalWebPage", "QAPage", "Question",
})  # fmt: skip
_WRAPPING = re.compile(r"(?://)?\s*(?:<!\[CDATA\[|<!--)")
#: What a script holds that says anything of the article, its page or its site: one of their types.
_TELLING = re.compile(r"Article|Posting|Report|Recipe|Page|Question|WebSite|\\u00")
_JSON = json.JSONDecoder(strict=False)
_ANSWERS = frozenset({"CommentAction", "ReplyAction"})
#: More nodes than this in one page's JSON-LD are not read.
_MOST = 5000
_HOLDERS = (dict, list)


@dataclass(slots=True)
class LinkedData:
    """What JSON-LD says of the article; ``None`` and empty where it says nothing."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    url: str | None = None
    comment_count: int | None = None
    keywords: tuple[str, ...] = ()
    site_title: str | None = None
    is_article: bool = False


def read_linked_data(head: Head) -> LinkedData:
    """Read the article's node of the page's JSON-LD; broken JSON says nothing."""
    found = LinkedData()
    if not any(map(_TELLING.search, head.scripts)):
        return found  # a list of breadcrumbs, or the shop's address
    nodes = list(_nodes(head.scripts))
    by_id = {node["@id"]: node for _, node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    article = next(
        (
            node
            for types, node in nodes
            if not types.isdisjoint(_ARTICLES) and ("headline" in node or "datePublished" in node)
        ),
        None,
    )
    page = next((node for types, node in nodes if "WebPage" in types), None)
    for node in (article, page):
        if node is None:
            continue
        found.published = (
            found.published or _text(node.get("datePublished")) or _text(node.get("dateCreated"))
        )
        found.authors = found.authors or tuple(_names(node.get("author"), by_id))
        found.url = found.url or _url(node.get("mainEntityOfPage")) or _url(node.get("url"))
    if article is not None:
        found.is_article = True
        found.title = _text(article.get("headline")) or _text(article.get("name"))
        found.comment_count = _comment_count(article)
        words = article.get("keywords")
        parts = words if isinstance(words, list) else str(words).split(",") if isinstance(words, str) else []
        found.keywords = tuple(dict.fromkeys(text for part in parts if (text := _text(part))))
    sites = [node for types, node in nodes if "WebSite" in types]
    found.site_title = next((name for node in sites if (name := _text(node.get("name")))), None)
    return found


def _comment_count(article: dict[str, Any]) -> int | None:
    """Return the count of comments: a property of its own, or one statistic of many."""
    counts = [article.get("commentCount")]
    statistics = article.get("interactionStatistic")
    for one in statistics if isinstance(statistics, list) else [statistics]:
        if isinstance(one, dict):
            kind = one.get("interactionType")
            kind = kind.get("@type") if isinstance(kind, dict) else kind
            if str(kind).rpartition("/")[2] in _ANSWERS:
                counts.append(one.get("userInteractionCount"))
    known = (str(count) for count in counts if count is not None)
    return next((int(count) for count in known if count.isdecimal() and len(count) < 8), None)


def _nodes(scripts: list[str]) -> Iterator[tuple[frozenset[str], dict[str, Any]]]:
    """Yield every JSON object with its types in page order, outer before inner, without recursion."""
    left = _MOST
    for script in scripts:
        try:
            top = _JSON.decode(_unwrapped(script))
        except (ValueError, RecursionError):
            continue
        stack = [top] if isinstance(top, _HOLDERS) else []
        while stack and left:
            node = stack.pop()
            left -= 1
            if isinstance(node, dict):
                types = _types(node)
                if "Comment" in types:
                    continue
                yield types, node
                inner: Iterable[Any] = reversed(node.values())
            else:
                inner = reversed(node)
            stack += [value for value in inner if isinstance(value, _HOLDERS)]


def _unwrapped(script: str) -> str:
    """Return a script without what older pages put around it, so that it is no markup."""
    script = script.strip()
    if script[:1] in "{[" and script[-1:] in "}]":
        return script
    if (opening := _WRAPPING.match(script)) is not None:
        script = script[opening.end() :]
    rest = script.removesuffix(";").rstrip()
    return rest[:-3].rstrip().removesuffix("//") if rest.endswith(("]]>", "-->")) else script


def _types(node: dict[str, Any]) -> frozenset[str]:
    kind = node.get("@type") or node.get("type")
    if isinstance(kind, str):
        return frozenset((kind.rpartition("/")[2],))
    return frozenset(str(name).rpartition("/")[2] for name in kind) if isinstance(kind, list) else _NO_TYPES


_NO_TYPES: frozenset[str] = frozenset()


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), None)
    return (plain(_unescape(value)) or None) if isinstance(value, str) else None


def _unescape(text: str) -> str:
    return html.unescape(text) if "&" in text else text


def _url(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) and value.startswith("http") else None


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        node = item
        if isinstance(item, dict) and "name" not in item:
            node = by_id.get(str(item.get("@id")), item)
        name = _text(node.get("name")) if isinstance(node, dict) else _text(node)
        if name and not name.startswith("http"):
            yield name


@dataclass(slots=True)
class Hints:
    """What the page says of itself outside its visible text."""

    data: LinkedData
    metas: Metas
    head: str
    lang: str | None
    trackback: Trackback = field(default_factory=Trackback)
