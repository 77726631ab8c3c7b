"""What a captured page or list tells about where a site's posts are. Pure functions.

The lists that sites offer are read best first: a platform's API, sitemaps, feeds, then links on pages.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from pmlarchive.errors import ImportFailed
from scraper.captures import Capture
from scraper.draft import DraftThread
from scraper.soup import read_page
from scraper.urls import clean_url, is_comment_page, is_trap, thread_of, url_key


@dataclass(slots=True)
class Found:
    """What one list brought.

    Attributes:
        pages: Posts and pages of the site.
        lists: Further lists: name of their reader, and URL.
        threads: What the list itself says of threads: their URL, and the draft.
        ok: Whether the list could be read; ``False``: the site does not offer it.
    """

    pages: list[str] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[str, DraftThread]] = field(default_factory=list)
    ok: bool = True


Reader = Callable[[Capture], Found]


@dataclass(frozen=True, slots=True)
class Head:
    """What a page's head and links say about the site.

    Attributes:
        rest: Root of a WordPress REST API.
        generator: As the page names it, in lower case.
        feeds: Atom and RSS feeds that the page names.
        links: Every link to follow, absolute, in page order.
        comment_pages: Links to further pages of this page's comments.
    """

    rest: str | None = None
    generator: str = ""
    feeds: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    comment_pages: tuple[str, ...] = ()


def read_head(capture: Capture) -> Head:
    """Read a page's links; a page that cannot be read has none."""
    try:
        tree = read_page(capture.body, url=capture.url, charset=capture.charset).tree
    except ImportFailed:
        return Head()
    base = _base(tree, capture.url)
    links, permalinks = _links(tree, base)
    here = url_key(thread_of(capture.url))
    named = list(_header_links(capture.headers.get("link", ""), base))
    named += [
        (e.get("rel", ""), clean_url(e.get("href", ""), base), e.get("type", "")) for e in tree.iter("link")
    ]
    rest = next((url for rel, url, _ in named if rel == "https://api.w.org/" and url), None)
    feeds = [u for rel, u, kind in named if u and "alternate" in rel.split() and kind in _FEED_TYPES]
    generator = next(
        (e.get("content", "") for e in tree.iter("meta") if (e.get("name") or "").lower() == "generator"), ""
    )
    # A comment's permalink names the page that it is on, which is this one.
    pager = [url for url in links if url not in permalinks and is_comment_page(url)]
    own = [url for url in pager if url_key(thread_of(url)) == here]
    return Head(rest, generator.lower(), tuple(dict.fromkeys(feeds)), tuple(links), tuple(dict.fromkeys(own)))


_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_LINK_HEADER = re.compile(r"<([^>]*)>((?:\s*;\s*[^,;]+)*)")


def _header_links(value: str, base: str) -> Iterable[tuple[str, str | None, str]]:
    for found in _LINK_HEADER.finditer(value[:8000]):
        rel = re.search(r"rel=\"?([^\";]+)", found[2])
        kind = re.search(r"type=\"?([^\";]+)", found[2])
        yield (rel[1] if rel else ""), clean_url(found[1], base), (kind[1] if kind else "")


def _base(tree: HtmlElement, url: str) -> str:
    for element in tree.iter("base"):
        return clean_url(element.get("href", ""), url) or url
    return url


def _links(tree: HtmlElement, base: str) -> tuple[list[str], set[str]]:
    """Return every link to follow, and those that are only met as a comment's permalink."""
    found: dict[str, bool] = {}
    known: dict[str, str | None] = {}  # a thread links to itself with every comment
    for element in tree.iter("a", "area"):
        target = element.get("href", "")
        if not target or target.startswith(("#", "javascript:", "mailto:", "data:")):
            continue
        page = target.partition("#")[0]
        if page not in known:
            url = None if "replytocom=" in page else clean_url(page, base)
            known[page] = None if url is None or is_trap(url) else url
        url = known[page]
        if url is not None:
            permalink = bool(_PERMALINK.search(target))
            found[url] = permalink and found.get(url, True)
    return list(found), {url for url, permalink in found.items() if permalink}


_PERMALINK = re.compile(r"#(?:comment-?|c)\d+$", re.IGNORECASE)


def read_sitemap(capture: Capture) -> Found:
    """Read a sitemap or an index of sitemaps (sitemaps.org protocol), or a plain list of URLs."""
    if capture.status != 200 or not capture.body.strip():
        return Found(ok=False)
    if not capture.body.lstrip().startswith(b"<"):
        lines = capture.body.decode("utf-8", "replace").split()
        urls = [url for url in map(clean_url, lines) if url and not is_trap(url)]
        return Found(pages=urls, ok=bool(urls) and capture.content_type == "text/plain")
    root = read_xml(capture.body)
    if root is None or local(root.tag) not in ("urlset", "sitemapindex"):
        return Found(ok=False)
    found = Found()
    for entry in root:
        where = next((e.text for e in entry if local(e.tag) == "loc" and e.text), None)
        url = clean_url(where, capture.url) if where else None
        if url is None:
            continue
        if local(root.tag) == "urlset":
            if not is_trap(url):
                found.pages.append(url)
        elif not _IDLE_SITEMAP.search(url):
            found.lists.append(("sitemap", url))
    return found


_IDLE_SITEMAP = re.compile(
    r"sitemap[-=](?:taxonomies|users|tax-|image|video|news)|(?:category|post_tag|tag|author|image|video)-sitemap",
    re.IGNORECASE,
)


def read_feed(capture: Capture) -> Found:
    """Read the posts that an Atom or RSS feed links to, and the next page of the feed."""
    root = read_xml(capture.body) if capture.status == 200 else None
    if root is None or local(root.tag) not in ("rss", "feed", "RDF"):
        return Found(ok=False)
    found = Found()
    for element in root.iter():
        name = local(element.tag)
        if name in ("item", "entry"):
            url = _entry_link(element, capture.url)
            if url and not is_trap(url):
                found.pages.append(url)
        elif name == "link" and element.get("rel") == "next" and element.get("href"):
            following = clean_url(element.get("href", ""), capture.url)
            if following:
                found.lists.append(("feed", following))
    if found.pages and not found.lists and _WORDPRESS_FEED.search(capture.url):
        paged = re.search(r"[?&]paged=(\d+)", capture.url)
        page = int(paged[1]) if paged else 1
        plain = re.sub(r"[?&]paged=\d+", "", capture.url)
        found.lists.append(("feed", f"{plain}{'&' if '?' in plain else '?'}paged={page + 1}"))
    return found


_WORDPRESS_FEED = re.compile(r"/feed/?(?:\?|$)|[?&]feed=")


def _entry_link(entry: etree._Element, base: str) -> str | None:
    first = None
    for child in entry:
        if local(child.tag) == "link":
            target = child.get("href") or child.text or ""
            if child.get("rel", "alternate") == "alternate" and target.strip():
                return clean_url(target, base)
            first = first or None
    return first


def read_xml(data: bytes) -> etree._Element | None:
    """Parse XML without entities, network or unbounded depth; ``None``: it is not XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local(tag: object) -> str:
    """Return an XML tag without its namespace; empty for what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
