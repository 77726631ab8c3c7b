"""What stands in a page's head, or should: read in one pass, for all who ask."""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from scraper.compiled import chosen
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
ASKED = frozenset({
    *PUBLISHED, *AUTHORS, "og:title", "twitter:title", "og:site_name", "og:type", "og:url", "article:tag",
    "generator",
})  # fmt: skip
_ABSOLUTE = re.compile(r"https?://[^/\s]+", re.IGNORECASE)
#: What ``generator`` is taken at its word. Plugins name themselves there too.
_MAKERS = frozenset({"blogger", "discourse", "drupal", "wordpress"})
#: What WordPress's folders are linked as, and those folders.
OF_WORDPRESS = frozenset({"stylesheet", "https://api.w.org/"})
FOLDERS = ("/wp-content/", "/wp-includes/", "/wp-json/")
#: Relations of links of which it is asked where they lead.
LEADING = frozenset({"canonical", "shortlink"})


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


def _told(outline: Outline) -> list[tuple[int, str, str, str]]:
    """Return what anybody asks for: an element's place, what tells it, its name and what it says; in order.

    What tells it is an attribute of a ``meta`` element, what a link relates to, or a tag. Of most elements
    nobody asks anything.
    """
    found: list[tuple[int, str, str, str]] = []
    is_wordpress = False
    for place in outline.heads:
        element, tag = outline.elements[place], outline.tags[place]
        if tag == "meta":
            for key in ("property", "name"):
                name = element.get(key) or ""
                if name.lower() in ASKED:
                    found.append((place, key, name, element.get("content") or ""))
        elif tag == "link":
            rel = element.get("rel")
            if rel in OF_WORDPRESS:
                href = "" if is_wordpress else element.get("href") or ""
                if any(folder in href for folder in FOLDERS):
                    is_wordpress = True
                    found.append((place, "wordpress", "", href))
            elif rel in LEADING:
                found.append((place, rel, "", element.get("href") or ""))
            elif rel == "alternate":
                found.append((place, rel, element.get("type") or "", element.get("title") or ""))
        elif tag == "title" or "ld+json" in (element.get("type") or ""):
            found.append((place, tag, "", ""))
    return found


_told = chosen("head", "told", _told)


def read_head(outline: Outline) -> Head:
    """Read what stands in the page's head, in one pass over the page."""
    head = Head()
    title: HtmlElement | None = None
    for place, kind, name, said in _told(outline):
        if kind in ("property", "name"):
            _note_meta(head, outline.elements[place], kind, name, said)
        elif kind == "wordpress":
            head.maker = head.maker or kind
        elif kind == "canonical":
            head.canonical.append(said)
            _note_own(head, outline.elements[place], said, is_canonical=True)
        elif kind == "shortlink":
            head.short.append(said)
        elif kind == "alternate":
            if said and ("rss" in name or "atom" in name):
                head.feeds.append(said)
        elif kind == "script":
            head.scripts.append(outline.elements[place].text or "")
        elif title is None and next(outline.elements[place].iterancestors("svg"), None) is None:
            title = outline.elements[place]
    if title is not None:
        head.title = plain(title.text or "")
    return head


def _note_meta(head: Head, element: HtmlElement, key: str, name: str, content: str) -> None:
    folded = name.lower()
    if folded == "generator":
        maker = content.partition(" ")[0].lower()
        if head.maker is None and key == "name" and maker in _MAKERS:
            head.maker = maker
    elif value := plain(content):
        head.metas.values.setdefault(folded, []).append(value)
        if name == "og:url":
            _note_own(head, element, content, is_canonical=False)


def _note_own(head: Head, element: HtmlElement, url: str, *, is_canonical: bool) -> None:
    head.own.append((is_canonical, url))
    if next(element.iterancestors("head"), None) is not None:
        head.within = len(head.own)
