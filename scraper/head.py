"""What stands in a page's head, or should: read in one pass, for all who ask."""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from scraper.outline import Outline
from scraper.spelling import plain

#: How pages call the date of publication in their ``meta`` elements, the surest first; and the author.
PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published",
    "og:published_time", "dcterms.created", "dcterms.date", "dc.date.issued", "dc.date",
    "dc.date.created", "date", "pubdate", "publish-date", "publish_date", "publication_date",
    "sailthru.date", "parsely-pub-date", "citation_date", "citation_publication_date",
    "article.published", "last-published",
)  # fmt: skip
AUTHORS = (
    "author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "citation_author",
    "byl",
    "article:author",
    "cxenseparse:author",
)
#: Of all that ``meta`` elements say, what anybody asks for.
_ASKED = frozenset({
    *PUBLISHED, *AUTHORS, "og:title", "twitter:title", "og:site_name", "og:type", "og:url", "article:tag",
    "generator",
})  # fmt: skip
_ABSOLUTE = re.compile(r"https?://[^/\s]+", re.IGNORECASE)
#: What ``generator`` is taken at its word. Plugins name themselves there too.
_MAKERS = frozenset({"blogger", "discourse", "drupal", "wordpress"})
_WORDPRESS_RELATIONS = frozenset({"stylesheet", "https://api.w.org/"})
_WORDPRESS_FOLDERS = ("/wp-content/", "/wp-includes/", "/wp-json/")


@dataclass(slots=True)
class Metas:
    """``<meta>`` elements by property or name, in lower case; each with every value, in order."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str | None:
        """Return the first value of this name."""
        values = self.values.get(name)
        return values[0] if values else None


@dataclass(slots=True)
class Head:
    """What stands in a page's head, or should: themes put some of it into the body. In page order.

    Attributes:
        metas: What the ``meta`` elements say.
        own: How the page names its own URL: whether as canonical (else for Open Graph), and which URL.
        within: How many of these stand in the head itself.
        canonical: Where links to the canonical page lead; empty where one leads nowhere.
        short: Where links to the page by its number lead.
        feeds: What the page calls its feeds.
        scripts: The texts of JSON-LD scripts.
        title: The page's ``<title>``; empty where it has none.
        maker: The platform that is named as what made the page; ``None`` where none of note is.
    """

    metas: Metas = field(default_factory=Metas)
    own: list[tuple[bool, str]] = field(default_factory=list)
    within: int = 0
    canonical: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    maker: str | None = None

    @property
    def url(self) -> str | None:
        """The absolute URL that the page gives as its own, ``None`` where it gives none."""
        return _first_whole(self.own)

    @property
    def surest_url(self) -> str | None:
        """The same by the head alone; where that is silent, by what slipped out of it."""
        return _first_whole(self.own[: self.within]) or self.url


def _first_whole(own: list[tuple[bool, str]]) -> str | None:
    named = [url for is_canonical, url in reversed(own) if is_canonical]
    named += [url for is_canonical, url in own if not is_canonical]
    return next((url.strip() for url in named if _ABSOLUTE.match(url.strip())), None)


def read_head(outline: Outline) -> Head:
    """Read what stands in the page's head, in one pass over the page."""
    head = Head()
    title: HtmlElement | None = None
    for place in outline.heads:
        element, tag = outline.elements[place], outline.tags[place]
        if tag == "meta":
            _read_meta(head, element)
        elif tag == "link":
            _read_link(head, element)
        elif tag == "script":
            if "ld+json" in (element.get(b"type") or ""):
                head.scripts.append(element.text or "")
        elif title is None and next(element.iterancestors("svg"), None) is None:
            title = element
    if title is not None:
        head.title = plain(title.text or "")
    return head


def _read_meta(head: Head, element: HtmlElement) -> None:
    for key in (b"property", b"name"):
        name = element.get(key)
        if not name or (folded := name.lower()) not in _ASKED:
            continue
        content = element.get(b"content") or ""
        if folded == "generator":
            maker = content.partition(" ")[0].lower()
            if head.maker is None and key == b"name" and maker in _MAKERS:
                head.maker = maker
        elif value := plain(content):
            head.metas.values.setdefault(folded, []).append(value)
            if name == "og:url":
                _note_own(head, element, content, is_canonical=False)


def _read_link(head: Head, element: HtmlElement) -> None:
    rel = element.get(b"rel")
    if rel in _WORDPRESS_RELATIONS:
        if head.maker is None:
            href = element.get(b"href") or ""
            if any(folder in href for folder in _WORDPRESS_FOLDERS):
                head.maker = "wordpress"
    elif rel == "canonical":
        href = element.get(b"href") or ""
        head.canonical.append(href)
        _note_own(head, element, href, is_canonical=True)
    elif rel == "shortlink":
        head.short.append(element.get(b"href") or "")
    elif rel == "alternate":
        kind = element.get(b"type") or ""
        if ("rss" in kind or "atom" in kind) and (title := element.get(b"title")):
            head.feeds.append(title)


def _note_own(head: Head, element: HtmlElement, url: str, *, is_canonical: bool) -> None:
    head.own.append((is_canonical, url))
    if next(element.iterancestors("head"), None) is not None:
        head.within = len(head.own)
