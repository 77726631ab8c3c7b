"""What a ``Writer`` writes of elements that say more by their attributes than by what they hold."""

import re

from lxml.html import HtmlElement

from scraper.lines import absolute, link_of
from scraper.spelling import escape, escape_value, plain

_BARE_URL = re.compile(r"""https?://[^\s<>"'“”«»\]}]*[^\s<>"'“”«»\]}.,;:!?…*_]""", re.IGNORECASE)
# An address that nobody who reads URLs refuses: its host cannot be meant as a number or in Punycode.
_SURE_URL = re.compile(
    r"https?://[a-zA-Z0-9]+(?:[.-][a-zA-Z0-9]+)*\.[a-zA-Z]{2,}(?::\d{1,4})?"
    r"(?:[/?#][^\x00-\x20\"<>\x7f-\xa0\ud800-\udfff]*)?|mailto:[\w.+-]+@[\w.-]+",
    re.ASCII,
)


def anchor(url: str) -> tuple[str, bool]:
    """Return a link's beginning, and whether any reader of it would give the address back as it is."""
    opening = f'<a href="{escape_value(url)}" rel="nofollow ugc noopener">'
    return opening, _SURE_URL.fullmatch(url) is not None


def linkified(text: str) -> tuple[str, list[str], bool]:
    """Return text as HTML in which bare addresses are links, the addresses, and whether all are sure."""
    html: list[str] = []
    urls: list[str] = []
    sure = True
    at = 0
    for match in _BARE_URL.finditer(text):
        shown = _unenclosed(match.group())
        url = link_of(shown, None)
        if url is None:
            continue
        opening, is_sure = anchor(url)
        sure = sure and is_sure
        html.append(f"{escape(text[at : match.start()])}{opening}{escape(shown)}</a>")
        urls.append(url)
        at = match.start() + len(shown)
    html.append(escape(text[at:]))
    return "".join(html), urls, sure


def _unenclosed(url: str) -> str:
    """Return an address without the brackets at its end that were opened before it."""
    more = url.count(")") - url.count("(") if url.endswith(")") else 0
    while more > 0 and url.endswith(")"):
        url = url[:-1].rstrip(".,;:!?")
        more -= 1
    return url


def is_cited(url: str, base: str | None) -> bool:
    """Say whether a link leads to the web, and elsewhere than to a part of the page that it stands on."""
    if url[:4].lower() != "http":
        return False
    return base is None or "#" not in url or url.partition("#")[0] != base.partition("#")[0]


def abbreviation(title: str | None) -> str:
    """Return an abbreviation's beginning."""
    return f'<abbr title="{escape_value(title)}">' if title else "<abbr>"


def depicted(node: HtmlElement, base: str | None) -> str | tuple[str, str | None, str] | None:
    """Return what a picture shows: a word, or its description, URL and label; ``None`` for nothing."""
    get = node.get
    alt, source = get("alt"), get("src")
    alt = plain(alt) if alt else ""
    if (alt and len(alt) <= 2) or _is_smiley(f"{get('class')} {source}".lower()):
        return alt or None
    url = absolute(get("data-src") or get("data-lazy-src") or get("data-original") or source, base)
    if alt or (url and not _is_tracker(url.lower())):
        return f"[{alt}]" if alt else "", url, alt or "picture"
    return None


def _is_smiley(names: str) -> bool:
    """Say whether a picture's class names and URL, in lower case, are those of a smiley."""
    return "smil" in names or "emoji" in names or "emotic" in names


def _is_tracker(url: str) -> bool:
    """Say whether a picture's URL, in lower case, is that of one that shows nothing."""
    if "/pixel" in url or "spacer" in url or "1x1" in url or "blank.gif" in url:
        return True
    return "b.gif" in url and ("/b.gif" in url or "?b.gif" in url or "&b.gif" in url)


def played(node: HtmlElement, base: str | None) -> tuple[str | None, str]:
    """Return where to find what a player plays, if that can be told, and its label."""
    source = node.get("src") or node.get("data-src") or node.get("data")
    if not source and node.tag in ("video", "audio"):
        inner = node.find(".//source")
        source = None if inner is None else inner.get("src")
    url = absolute(source, base)
    return url, plain(node.get("title") or "") or url or ""


def first_number(start: str) -> int | None:
    """Return the number that a list says that it begins with."""
    return int(start) if start.isdecimal() and len(start) < 6 else None


def spans(node: HtmlElement) -> str:
    """Return the attributes that say how many columns and rows of a table a cell takes."""
    found = [(key, node.get(key, "")) for key in ("colspan", "rowspan")] if node.attrib else ()
    return "".join([f' {key}="{value}"' for key, value in found if value.isdecimal()])
