"""The default engine: tantivy, a search library in Rust, in this process.

Texts come folded, so that tantivy's own tokenizer (runs of letters and digits) and stemmer do the rest.
"""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tantivy

from index.beside import Beside, writable
from index.document import Document
from index.engine import META, Found, Sort
from index.primitives import (
    AllOf,
    AnyOf,
    Everything,
    Extra,
    Fuzzy,
    Kept,
    Key,
    Near,
    Node,
    Nothing,
    Pattern,
    Phrase,
    Range,
    Word,
)  # fmt: skip
from pmlarchive.errors import IndexFailed

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_MOST_LISTED = 2_000
_MOST_COUNTED = 60_000
_HEAP = 96_000_000
_KEYS = ("thread", "parent", "kind", "site", "platform", "author_name", "has", "cites", "tags")
_FACETS = frozenset({"thread", "kind", "site", "platform", "author_name", "has", "cites", "tags"})


def schema() -> tantivy.Schema:
    """Return the fields, in tantivy's terms."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("own", "quoted", "title", "author", "parent_author"):
        builder.add_text_field(field, tokenizer_name="plain", index_option="position")
    for field in ("ranked", "quoted_stem", "title_stem"):
        builder.add_text_field(field, tokenizer_name="stemmed", index_option="freq")
    for field in _KEYS:
        builder.add_text_field(field, fast=field in _FACETS, tokenizer_name="raw", index_option="basic")
    for field in ("date", "depth", "replies", "year"):
        builder.add_integer_field(field, indexed=True, fast=True)
    for field in ("newest", "oldest"):
        builder.add_integer_field(field, fast=True)
    builder.add_integer_field("checkpoint", stored=True)
    return builder.build()


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """Translate whatever tantivy raises, its panics (which are no ``Exception``) included."""
    try:
        yield
    except (IndexFailed, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        what = " ".join(str(error).split())
        if "LockBusy" in what or "Lockfile" in what:
            message = "another process is writing to the index; wait until it is done and try again"
        else:
            message = f"the index cannot be used ({what[:300]}); rebuild it with `pmlarchive index`"
        raise IndexFailed(message, subject=str(path)) from None


class TantivyEngine:
    """One index folder of tantivy's."""

    name = "tantivy"
    limits: tuple[str, ...] = (f"Threads of a search are counted up to {_MOST_COUNTED:,}.",)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._meta = str(path / "meta.json")
        self._lock = threading.Lock()
        with _guarded(path):
            path.mkdir(parents=True, exist_ok=True)
            self._links = None if writable(path) else Beside(path)
            self._schema = schema()
            self._index = tantivy.Index(
                self._schema, str(self._links.path if self._links else path), reuse=True
            )
            plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            stemmed = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            self._index.register_tokenizer("plain", plain.build())
            self._index.register_tokenizer(
                "stemmed", stemmed.filter(tantivy.Filter.stemmer("english")).build()
            )
            self._index.config_reader("manual")
            self._seen: tuple[int, int] | None = None
            self._searcher = self._fresh()

    def _fresh(self) -> Any:
        """Return a searcher of the last commit, whichever process made it."""
        try:
            stat = os.stat(self._meta)  # noqa: PTH116 - several times a search
        except FileNotFoundError:
            raise IndexFailed(
                "the index is gone; rebuild it with `pmlarchive index`", subject=str(self._path)
            ) from None
        mark = (stat.st_ino, stat.st_mtime_ns)
        if mark != self._seen:
            with self._lock:
                if self._links is not None:
                    self._links.update()
                self._index.reload()
                self._searcher = self._index.searcher()
                self._seen = mark
        return self._searcher

    def refresh(self) -> None:
        """See the last commit."""
        with _guarded(self._path):
            self._fresh()

    def state(self) -> object:
        """Return the mark of the file that every commit replaces."""
        self.refresh()
        return self._seen

    def checkpoint(self) -> int:
        """Return the number kept in the document that every commit replaces."""
        with _guarded(self._path):
            searcher = self._fresh()
            found = searcher.search(tantivy.Query.term_query(self._schema, "id", META), limit=1).hits
            return int(searcher.doc(found[0][1]).get_first("checkpoint") or 0) if found else 0

    def count(self) -> int:
        """Return the number of messages."""
        with _guarded(self._path):
            return max(0, int(self._fresh().num_docs) - 1)  # all but the one with the checkpoint

    @contextmanager
    def writer(self, fresh: bool = False) -> Iterator["TantivyWriter"]:
        """Open the one writer; it waits for merges when closed, so that segments stay few."""
        if self._links is not None:
            raise IndexFailed(
                "nothing may be written here; copy the archive to another place", subject=str(self._path)
            )
        with _guarded(self._path):
            made = self._index.writer(heap_size=_HEAP if fresh else 32_000_000, num_threads=1)
        try:
            yield TantivyWriter(made, fresh, self._path)
        except BaseException:
            with _guarded(self._path):
                made.rollback()
            raise
        finally:
            with _guarded(self._path):
                made.wait_merging_threads()

    def search(self, query: Node, *, limit: int, offset: int = 0, sort: Sort = Sort.RELEVANCE) -> Found:
        """Return a page of what a query finds."""
        with _guarded(self._path):
            searcher, asked = self._fresh(), self._query(query)
            limit = min(limit, int(searcher.num_docs) - offset)
            if limit <= 0:  # nothing to show; and room for `offset` hits would be taken before any is found
                return Found(int(searcher.search(asked, limit=1).count), ())
            if sort is Sort.RELEVANCE:
                result = searcher.search(asked, limit=limit, offset=offset)
            else:
                order = tantivy.Order.Desc if sort is Sort.NEWEST else tantivy.Order.Asc
                result = searcher.search(
                    asked, limit=limit, offset=offset, order_by_field=sort.value, order=order
                )
            scored = sort is Sort.RELEVANCE
            hits = tuple(
                (str(searcher.doc(address).get_first("id")), float(score) if scored else 0.0)
                for score, address in result.hits
            )
            return Found(int(result.count), hits)

    def tally(self, query: Node, field: str, most: int | None = None) -> list[tuple[str, int]]:
        """Count by the values of a fast field."""
        with _guarded(self._path):
            asked = {"by": {"terms": {"field": field, "size": most or _MOST_COUNTED}}}
            buckets = self._fresh().aggregate(self._query(query), asked)["by"]["buckets"]
            return [(_name(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]

    def months(self, query: Node) -> list[tuple[str, int]]:
        """Count by calendar month, from a histogram of days."""
        with _guarded(self._path):
            asked = {"by": {"histogram": {"field": "date", "interval": 86_400, "min_doc_count": 1}}}
            buckets = self._fresh().aggregate(self._query(query), asked)["by"]["buckets"]
        counted: dict[str, int] = {}
        for bucket in buckets:
            month = datetime.fromtimestamp(int(bucket["key"]), UTC).strftime("%Y-%m")
            counted[month] = counted.get(month, 0) + int(bucket["doc_count"])
        return sorted(counted.items())

    def terms(self, field: str, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return words or keys that begin so."""
        with _guarded(self._path):
            return list(self._fresh().terms_with_prefix(field, prefix, limit=most))

    def frequency(self, field: str, text: str) -> int:
        """Return how many messages have a word or key."""
        try:  # dozens of times a search: no context manager
            return int(self._searcher.doc_freq(field, text))
        except ValueError as error:
            raise IndexFailed(
                f"the index cannot be used ({error}); rebuild it with `pmlarchive index`"
            ) from error

    def close(self) -> None:
        """Let go of the files; tantivy does so when its objects are dropped."""
        if self._links is not None:
            self._links.close()

    def _pattern(self, field: str, glob: str) -> tantivy.Query:
        """Return the words that fit: looked up if the pattern begins with letters, which is far cheaper."""
        letters = re.split(r"[*?]", glob, maxsplit=1)[0]
        if len(letters) >= 2:
            known = self._searcher.terms_with_prefix(field, letters, limit=_MOST_LISTED + 1)
            if len(known) <= _MOST_LISTED:
                fits = re.compile(_regex(glob)).fullmatch
                fitting = [word for word, _ in known if fits(word)]
                if not fitting:
                    return tantivy.Query.empty_query()
                found = tantivy.Query.term_set_query(self._schema, field, fitting)
                return tantivy.Query.const_score_query(found, 1.0)
        return tantivy.Query.regex_query(self._schema, field, _regex(glob))

    def _query(self, node: Node) -> tantivy.Query:  # noqa: C901, PLR0911 - one line for each type of node
        query, schema = tantivy.Query, self._schema
        match node:
            case Word(field, text, weight):
                return _boost(query.term_query(schema, field, text, "freq"), weight)
            case Phrase(field, words, weight):
                return _boost(query.phrase_query(schema, field, _phrase(words)), weight)
            case Near(field, first, second, distance, weight):
                ways = ((first, second), (second, first))
                return _boost(
                    _any(
                        [query.phrase_query(schema, field, _phrase(way), slop=distance - 1) for way in ways]
                    ),
                    weight,
                )
            case Pattern(field, glob, weight):
                return _boost(self._pattern(field, glob), weight)
            case Fuzzy(field, text, distance, weight):
                found = query.fuzzy_term_query(schema, field, text, distance, transposition_cost_one=False)
                return _boost(query.const_score_query(found, 1.0), weight)
            case Key(field, (value,)):
                return query.const_score_query(query.term_query(schema, field, value, "basic"), 0.0)
            case Key(field, values):
                return query.const_score_query(query.term_set_query(schema, field, list(values)), 0.0)
            case Range(field, low, high):
                kind = tantivy.FieldType.Integer
                return query.const_score_query(query.range_query(schema, field, kind, low, high), 0.0)
            case AnyOf(parts):
                return _any([self._query(part) for part in parts])
            case AllOf(parts):
                return query.boolean_query([(_MUST, self._query(part)) for part in parts])
            case Kept(wanted, filters, without):
                clauses = [(_MUST, self._query(part)) for part in (wanted, *filters)]
                return query.boolean_query(clauses + [(_NOT, self._query(part)) for part in without])
            case Extra(wanted, extras):
                clauses = [(_MUST, self._query(wanted))]
                return query.boolean_query(clauses + [(_SHOULD, self._query(part)) for part in extras])
            case Everything():
                kinds = query.term_set_query(schema, "kind", ["post", "comment", "ping"])
                return query.const_score_query(kinds, 0.0)
            case Nothing():
                return query.empty_query()


def _any(parts: list[tantivy.Query]) -> tantivy.Query:
    return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(_SHOULD, part) for part in parts])


def _phrase(words: tuple[str, ...]) -> list[str | tuple[int, str]]:
    return list(words)


def _boost(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def _regex(glob: str) -> str:
    parts = re.split(r"([*?])", glob)
    return "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in parts)


def _name(key: Any) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)


class TantivyWriter:
    """Adds to a tantivy index; tokenizing happens in tantivy's own thread meanwhile."""

    def __init__(self, writer: tantivy.IndexWriter, fresh: bool, path: Path) -> None:
        self._writer, self._fresh, self._path = writer, fresh, path

    def put(self, document: Document) -> None:
        """Add a document, in place of the one with its id."""
        made = _document(
            document
        )  # before anything is deleted: a document that cannot be made changes nothing
        with _guarded(self._path):
            if not self._fresh:
                self._writer.delete_documents_by_term("id", document.id)
            self._writer.add_document(made)

    def delete(self, message_id: str) -> None:
        """Take a document out."""
        with _guarded(self._path):
            self._writer.delete_documents_by_term("id", message_id)

    def commit(self, checkpoint: int) -> None:
        """Make everything visible, with its checkpoint."""
        meta = tantivy.Document()
        meta.add_text("id", META)
        meta.add_integer("checkpoint", checkpoint)
        with _guarded(self._path):
            self._writer.delete_documents_by_term("id", META)
            self._writer.add_document(meta)
            self._writer.commit()


def _document(source: Document) -> tantivy.Document:
    made = tantivy.Document()
    text, number = made.add_text, made.add_integer
    text("id", source.id)
    text("thread", source.thread)
    text("kind", source.kind)
    text("site", source.site)
    text("platform", source.platform)
    text("own", source.own)
    text("ranked", source.ranked)
    if source.quoted:
        text("quoted", source.quoted)
        text("quoted_stem", source.quoted_stem)
    if source.title:
        text("title", source.title)
        text("title_stem", source.title_stem)
    if source.parent:
        text("parent", source.parent)
    if source.author_name:
        text("author_name", source.author_name)
        text("author", source.author)
    if source.parent_author:
        text("parent_author", source.parent_author)
    if source.date is not None and source.year is not None:
        number("date", source.date)
        number("year", source.year)
    number("newest", source.newest)
    number("oldest", source.oldest)
    number("depth", source.depth)
    number("replies", source.replies)
    for field in ("has", "cites", "tags"):
        for value in getattr(source, field):
            text(field, value)
    return made
