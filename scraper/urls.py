"""URLs as a crawler sees them: what is the same page, what is in scope, what is a trap."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

_SESSION = frozenset(
    {"phpsessid", "sid", "jsessionid", "sessionid", "session_id", "aspsessionid", "cftoken", "cfid"}
)
_TRACKING = frozenset(
    {"fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "ref_src", "nb", "_ga", "yclid", "igshid"}
)
# Parameters whose presence makes another view of a page that is fetched anyway, or an action.
_TRAP_PARAMETERS = frozenset({
    "replytocom", "share", "showcomment", "like_comment", "unapproved", "moderation-hash", "action",
    "add-to-cart", "print", "printable",
    "format", "preview", "s", "search", "q", "query", "login", "logout", "redirect_to",
    "sort", "order", "orderby", "month", "calendar", "ical", "replyto", "reply", "quote",
    "comment_reply", "commentsort", "like", "vote", "relatedposts_hit", "amp", "noamp", "wpmp_switcher",
})  # fmt: skip
_TRAP_PATH = re.compile(
    r"/(?:wp-admin|wp-login\.php|wp-signup\.php|xmlrpc\.php|wp-cron\.php|wp-trackback\.php|wp-json|wp-content|"
    r"wp-includes|cgi-bin|calendar|cart|checkout|login|logout|signin|signup|register|search|cdn-cgi|"
    r"comment-reply|admin)(?:/|$|\?)|/(?:embed|trackback|amp|print)/?$|/(?:feed|rss|atom)(?:/|$)|"
    r"\.(?:rss|atom|rdf)$|/feeds/|;jsessionid=|/\(S\([a-z0-9]+\)\)/",
    re.IGNORECASE,
)
_NOT_A_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|mjs|json|xml|txt|pdf|docx?|xlsx?|pptx?|odt|ods|epub|mobi|"
    r"zip|gz|bz2|xz|7z|rar|tar|tgz|mp3|m4a|ogg|wav|flac|mp4|m4v|mov|avi|mkv|webm|woff2?|ttf|eot|exe|dmg|apk|bib|ris|"
    r"ics|csv|tsv)$",
    re.IGNORECASE,
)
_COMMENT_PAGE = re.compile(r"/comment-page-\d+/?$", re.IGNORECASE)
_LISTING = re.compile(
    r"^/?$|/(?:page|category|categories|tag|tags|author|authors|archive|archives|topic|topics|label|labels)(?:/|$)|"
    r"^/\d{4}(?:/\d{1,2}){0,2}/?$|/search/label/|^/(?:blog|posts|index\.(?:html?|php))/?$|_archive\.html$",
    re.IGNORECASE,
)
_MAX_LENGTH = 2000
#: An address in which nothing is to be mended before its parts are told.
_USUAL = re.compile(r"(https?://[a-zA-Z0-9.-]+(?::[0-9]+)?)(?![^/?#])([!-\"$->@-~]*)(?![^?#])")


def clean_url(url: str, base: str = "") -> str | None:
    """Return an absolute http(s) URL to fetch, without fragment, user, session, tracking; ``None``: none."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in ("http", "https") or not host or any(c.isspace() for c in host):
        return None
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        host = f"{host}:{port}"
    path = re.sub(r";jsessionid=[^/?]*", "", parts.path or "/", flags=re.IGNORECASE)
    path = _percent(path)
    pairs = [pair for pair in parts.query.split("&") if pair and not _is_noise(pair.partition("=")[0])]
    found = urlunsplit((scheme, host, path, _percent("&".join(pairs)), ""))
    return found if len(found) <= _MAX_LENGTH else None


def site_and_path(url: str) -> tuple[str, str]:
    """Return what a URL names before its path (nothing where it names no host), and the path.

    Raises:
        ValueError: The host is none.
    """
    if usual := _USUAL.match(url):
        return usual[1], usual[2]
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "", parts.path


def _percent(text: str) -> str:
    text = re.sub(r"[\x00-\x20\"<>\\^`{|}]", lambda found: f"%{ord(found[0]):02X}", text)
    return "".join(
        c if c.isascii() else "".join(f"%{b:02x}" for b in c.encode("utf-8", "replace")) for c in text
    )


def _is_noise(name: str) -> bool:
    name = name.lower()
    return name in _SESSION or name in _TRACKING or name.startswith("utm_")


def url_key(url: str) -> str:
    """Return what two URLs of the same page share: scheme, ``www.``, last slash and order do not count."""
    parts = urlsplit(clean_url(url) or url)
    host = parts.netloc.removeprefix("www.")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda found: found[0].lower(), parts.path).rstrip("/") or "/"
    return f"{host}{path}" + (f"?{query}" if query else "")


def is_trap(url: str) -> bool:
    """Say whether a link leads to an action, another view of a page, or nowhere and for ever."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    older = parts.path.startswith("/search") and ("label" in parts.path or "updated-max" in parts.query)
    if (_TRAP_PATH.search(parts.path) and not older) or _NOT_A_PAGE.search(parts.path):
        return True
    if any(name.lower() in _TRAP_PARAMETERS for name, _ in pairs):
        return True
    segments = [segment for segment in parts.path.split("/") if segment]
    repeated = any(segments.count(segment) > 3 for segment in segments)
    return repeated or len(segments) > 16 or len(pairs) > 6


def is_comment_page(url: str) -> bool:
    """Say whether a URL is a further page of a thread's comments."""
    parts = urlsplit(url)
    names = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return bool(_COMMENT_PAGE.search(parts.path)) or "cpage" in names or "commentpage" in names


def thread_of(url: str) -> str:
    """Return a URL without what makes it a comment page."""
    parts = urlsplit(url)
    path = _COMMENT_PAGE.sub("/", parts.path)
    pairs = [
        p for p in parts.query.split("&") if p and p.partition("=")[0].lower() not in ("cpage", "commentpage")
    ]
    return urlunsplit((parts.scheme, parts.netloc, path, "&".join(pairs), ""))


def beside(url: str) -> list[str]:
    """Return the comment pages before and after a page of a WordPress thread; its first two, for a post."""
    found = _PAGE_NUMBER.search(url)
    if found is not None:
        number = int(found[2][:6])
        near = [n for n in (number - 1, number + 1) if n > 0]
        return [f"{url[: found.start(2)]}{n}{url[found.end(2) :]}" for n in near]
    if urlsplit(url).query:
        return [f"{url}&cpage={n}" for n in (1, 2)]
    return [f"{url.rstrip('/')}/comment-page-{n}/" for n in (1, 2)]


_PAGE_NUMBER = re.compile(r"(/comment-page-|[?&]cpage=)(\d+)")


def looks_like_listing(url: str) -> bool:
    """Say whether a URL has the shape of an archive, tag or category page, or of its further pages."""
    parts = urlsplit(url)
    names = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    listing = {
        "paged",
        "cat",
        "tag",
        "m",
        "author",
        "updated-max",
        "updated-min",
        "start",
        "max-results",
        "page",
    }
    return (bool(_LISTING.search(parts.path)) and not names & {"p", "page_id"}) or bool(names & listing)


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the web that one crawl stays in: a host and a folder on it."""

    host: str
    folder: str = "/"

    @classmethod
    def of(cls, start: str) -> "Scope":
        """Return the scope of a crawl from ``start``: its host, and the folder that ``start`` is in."""
        parts = urlsplit(start)
        return cls(parts.netloc.lower().removeprefix("www."), parts.path.rpartition("/")[0] + "/")

    def holds(self, url: str) -> bool:
        """Say whether ``url`` is inside."""
        parts = urlsplit(url)
        return parts.netloc.lower().removeprefix("www.") == self.host and parts.path.startswith(self.folder)
