"""Stored HTML once more made safe: what a page shows is cleaned here, whatever the store holds."""

import html
import re
from collections.abc import Callable, Sequence

import nh3
from markupsafe import Markup

from index.results import Snippet

#: Finds what to mark in a run of plain text: (start, end) pairs, apart and in order.
Spans = Callable[[str], Sequence[tuple[int, int]]]

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul", "var",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "img": {"alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow ugc",
)
_TAG = re.compile(r"(<[^>]*>)")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_PICTURE = re.compile(r'<img(?: alt="([^"]*)")?>')
_BLANK_LINES = re.compile(r"\n\s*\n")


def clean(source: str) -> str:
    """Return HTML that can neither run, load nor restyle anything; pictures become their description."""
    return _PICTURE.sub(_describe, _CLEANER.clean(source))


def body(source: str, text: str, *, headings_from: int | None = None, spans: Spans | None = None) -> Markup:
    """Return a message's body, safe to stand in a page.

    Args:
        source: Stored HTML; where empty, ``text`` is set in paragraphs.
        text: Stored plain text.
        headings_from: Level that the body's highest heading gets, so that the page's outline stays whole;
            ``None``: headings become bold paragraphs.
        spans: What to mark.
    """
    cleaned = clean(source) if source else paragraphs(text)
    cleaned = _fit_headings(cleaned, headings_from)
    return Markup(_mark(cleaned, spans) if spans else cleaned)  # noqa: S704  # cleaned above


def paragraphs(text: str) -> str:
    """Return plain text as escaped HTML paragraphs."""
    parts = (part.strip() for part in _BLANK_LINES.split(text))
    return "".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part)


def _describe(picture: re.Match[str]) -> str:
    label = picture.group(1)
    return (
        f'<span class="picture">[picture: {label}]</span>'
        if label
        else '<span class="picture">[picture]</span>'
    )


def _fit_headings(cleaned: str, start: int | None) -> str:
    """Put the body's headings below the page's own, going down one level at a time."""
    levels = [int(level) for slash, level in _HEADING.findall(cleaned) if not slash]
    if not levels:
        return cleaned
    if start is None:
        return _HEADING.sub(lambda m: "</strong></p>" if m.group(1) else "<p><strong>", cleaned)
    highest, previous, fitted = min(levels), start - 1, 0

    def fit(tag: re.Match[str]) -> str:
        nonlocal previous, fitted
        if not tag.group(1):
            fitted = min(start + int(tag.group(2)) - highest, previous + 1, 6)
            previous = fitted
        return f"<{tag.group(1)}h{fitted}>"

    return _HEADING.sub(fit, cleaned)


def _mark(cleaned: str, spans: Spans) -> str:
    return "".join(
        part if part.startswith("<") else mark_text(html.unescape(part), spans)
        for part in _TAG.split(cleaned)
    )


def mark_text(text: str, spans: Spans) -> str:
    """Return plain text escaped, with what ``spans`` finds in ``<mark>``."""
    pieces, done = [], 0
    for start, end in spans(text):
        pieces += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        done = end
    return "".join(pieces) + html.escape(text[done:])


def snippet(found: Snippet) -> Markup:
    """Return a passage with its matches in ``<mark>``."""
    runs = "".join(
        f"<mark>{html.escape(run.text)}</mark>" if run.marked else html.escape(run.text)
        for run in found.fragments
    )
    before, after = "… " if found.cut_before else "", " …" if found.cut_after else ""
    return Markup(f"{before}{runs}{after}")  # noqa: S704  # escaped above
