"""What an engine is given to index: one message with the context that queries may ask for."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from operator import attrgetter
from urllib.parse import urlsplit

from index import languages
from index.analysis import BREAK, fold, spare
from index.languages import added_stems
from pmlarchive.model import Message, Status, normal_url
from pmlarchive.works import cited_works

_KEY = re.compile(r"(?:doi:(10\.\S+)|pmid:(\d{1,9})|(?:pmcid:)?(PMC\d+)|url:(\S+))", re.IGNORECASE)
_EARLIEST, _LATEST = -(2**34), 2**34
"""Seconds since 1970 kept as dates (the years 1425 to 2514); the sort keys below need the bits above."""
UNKNOWN_NEWEST, UNKNOWN_OLDEST = -(2**62), 2**62 - 1
TIE_BITS = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A message as engines see it. Texts are folded already; keys are compared as they are.

    Attributes:
        own: Title, break, own words: what phrases and exact words are looked for in.
        ranked: Title twice, own words: the combined field of BM25F, where a title's word weighs double; to be
            stemmed, with acronyms spared.
        quoted: The words of others that the message quotes. ``quoted_stem``: to be stemmed.
        title: A post's title. ``title_stem``: to be stemmed.
        date: Seconds since 1970, the earliest moment the date can mean; ``None`` where unknown.
        newest: Sort key, unique a message: by date, unknown dates last. ``oldest`` likewise.
        has: What ``has:`` can ask for: ``replies``, ``links``, ``quote``; and ``post-author``, the language.
        cites: Papers and pages linked or named: ``doi:…``, ``pmid:…``, ``url:…``.
    """

    id: str
    thread: str
    kind: str
    site: str
    platform: str
    own: str
    ranked: str
    quoted: str = ""
    quoted_stem: str = ""
    title: str = ""
    title_stem: str = ""
    parent: str | None = None
    author: str = ""
    author_name: str | None = None
    parent_author: str = ""
    date: int | None = None
    newest: int = UNKNOWN_NEWEST
    oldest: int = UNKNOWN_OLDEST
    year: int | None = None
    depth: int = 0
    replies: int = 0
    has: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        message: Message,
        *,
        thread_title: str | None = None,  # noqa: ARG003 - part of what callers know; kept for engines to come
        parent: Message | None = None,
        replies: int = 0,
    ) -> "Document":
        """Make the document of a message.

        Args:
            message: What to index.
            thread_title: Title of the thread it stands in.
            parent: The message it replies to, where known.
            replies: How many direct replies it has. A message whose number of replies changed from or to
                none must be handed over again for ``has:replies`` to be right.
        """
        own, quoted = split_quotes(message.text, message.html)
        title, title_stem = _views(message.title or "")
        body, body_stem = _views(own)
        quoted_view, quoted_stem = _views(quoted)
        language, stems = added_stems(body)
        key = message.date.sort_key
        if key is not None and not _EARLIEST < key < _LATEST:
            key = None
        tie = _tie(message.id)
        has = {
            "replies": replies > 0,
            "links": bool(message.links),
            "quote": bool(quoted),
            "post-author": message.by_post_author,
            languages.key(language): bool(stems),
        }
        return cls(
            id=message.id,
            thread=message.thread_id,
            kind=str(message.kind),
            site=_key(message.site),
            platform=_key(message.platform),
            own=f"{title} {BREAK} {body}" if title else body,
            ranked=(f"{title_stem} {title_stem} {body_stem}" if title else body_stem) + stems,
            quoted=quoted_view,
            quoted_stem=quoted_stem,
            title=title,
            title_stem=title_stem,
            parent=message.parent,
            author=fold(message.author or ""),
            author_name=_key(message.author) if message.author else None,
            parent_author=fold(parent.author or "") if parent else "",
            date=key,
            newest=UNKNOWN_NEWEST + tie if key is None else (key << TIE_BITS) + tie,
            oldest=UNKNOWN_OLDEST - tie if key is None else (key << TIE_BITS) + tie,
            year=message.date.year if key is not None else None,
            depth=max(0, min(message.depth, 2**31)),
            replies=max(0, replies),
            has=tuple(name for name, true in has.items() if true),
            cites=cited(message),
            tags=tuple(dict.fromkeys(_key(tag) for tag in message.tags if tag.strip())),
        )


def _views(text: str) -> tuple[str, str]:
    """Return the exact view of a text, and the one to be stemmed."""
    exact, spared = fold(text), spare(text)
    return exact, exact if spared == text else fold(spared)


_numbers = attrgetter("newest", "oldest", "depth", "replies")
_texts = attrgetter(
    "id", "thread", "kind", "site", "platform", "own", "ranked", "quoted", "quoted_stem", "title",
    "title_stem", "author", "parent_author",
)  # fmt: skip


def holdable(document: Document) -> bool:
    """Whether any engine can hold the document: checked before it can spoil the batch that it is part of."""
    numbers = [*_numbers(document), *(n for n in (document.date, document.year) if n is not None)]
    texts = [*_texts(document), *document.has, *document.cites, *document.tags]
    texts += [text for text in (document.parent, document.author_name) if text is not None]
    if set(map(type, numbers)) != {int} or set(map(type, texts)) != {str}:
        return False
    return min(numbers) >= -(2**63) and max(numbers) < 2**63 and _encodable("".join(texts))


def _encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def searchable(message: Message) -> bool:
    """Whether a message belongs in the index: what its site shows, and has content."""
    return message.status is Status.VISIBLE


def _tie(message_id: str) -> int:
    """Return a number below 2**27 that orders messages of the same second the same way for ever."""
    return int.from_bytes(hashlib.blake2b(message_id.encode("utf-8", "replace"), digest_size=4).digest()) >> 5


@lru_cache(maxsize=4_096)  # names of sites and people come again and again
def _key(text: str) -> str:
    """Return text that any engine can keep as one key: no lone surrogates, control characters, or length."""
    return " ".join(text.encode("utf-8", "ignore").decode().replace("\x1f", " ").replace("\0", "").split())[
        :500
    ]


def cited(message: Message) -> tuple[str, ...]:
    """Return the keys of the papers and pages that a message links to or names."""
    found: dict[str, None] = {}
    for link in message.links:
        found.update(dict.fromkeys(cite_keys(link)))
    for text in (message.title or "", message.text):
        if "10." in text or "ubmed" in text or "pmid" in text.lower():
            found.update(dict.fromkeys(map(_key, cited_works(text))))
    return tuple(found)


@lru_cache(maxsize=4096)
def cite_keys(value: str) -> tuple[str, ...]:
    """Return the keys that a DOI, a PMID, a URL or a key stands for (``doi:…``, ``pmid:…``, ``url:…``)."""
    value = value.strip()
    key = _KEY.fullmatch(value)
    if key is not None and (key[3] or key[4]):
        return (_key(f"pmcid:{key[3].upper()}" if key[3] else f"url:{key[4]}"),)
    if (key is not None and key[2]) or (value.isdecimal() and value.isascii() and len(value) <= 9):
        return (f"pmid:{int(value.rpartition(':')[2])}",)
    keys = [_key(work) for work in (cited_works("", (value,)) if "://" in value else cited_works(value))]
    try:
        parts = urlsplit(normal_url(value)) if "://" in value else urlsplit("//" + value)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # an IPv6 bracket that never closes, and the like
        return tuple(keys)
    if host and ("://" in value or "." in host) and key is None:
        keys.append(_key(f"url:{host}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}"))
    return tuple(dict.fromkeys(keys))


class _Quotes(HTMLParser):
    """Separates what stands inside ``blockquote`` from the rest; depth is a number, nothing recurses."""

    _BLOCKS = frozenset(
        {"p", "div", "br", "li", "ul", "ol", "blockquote", "pre", "tr", "td", "h1", "h2", "h3", "h4"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth, self.own, self.quoted = 0, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "blockquote":
            if self.depth == 0:
                self.own.append(f" {BREAK} ")
            self.depth += 1
        if tag in self._BLOCKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self.depth:
            self.depth -= 1
        if tag in self._BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        (self.quoted if self.depth else self.own).append(data)


def split_quotes(text: str, html: str) -> tuple[str, str]:
    """Return ``(own words, quoted words)`` of a message."""
    if "<blockquote" in html:
        parser = _Quotes()
        parser.feed(html)
        parser.close()
        own = "".join(parser.own)
        if own.replace(BREAK, "").strip():  # a message that is one quotation only counts as its own words
            return own, "".join(parser.quoted)
        return text, ""
    if text.startswith(">") or "\n>" in text:
        mine, others = list[str](), list[str]()
        for line in text.splitlines():
            (others if line.startswith(">") else mine).append(line.lstrip("> "))
        if any(line.strip() for line in mine):
            return "\n".join(mine), "\n".join(others)
    return text, ""
