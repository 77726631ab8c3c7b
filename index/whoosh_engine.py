"""The engine in pure Python: whoosh 2.7.4, where tantivy has no wheel, and as the reference for it.

Whoosh's known faults are kept out: no ``AndNot`` or ``Require``, signed numbers only, one searcher a request,
deletions in one query a batch, our own analysis with the same stemmer as tantivy's.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path
from typing import Any

from whoosh import fields, index, query, scoring
from whoosh.analysis import Filter, RegexTokenizer
from whoosh.index import LockError
from whoosh.query import spans
from whoosh.searching import SearchContext, Searcher

from index.analysis import stem
from index.document import TIE_BITS, UNKNOWN_NEWEST, Document
from index.engine import META, Found, Sort
from index.folder import sync_all
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

_SEPARATOR = "\x1f"
_SINGLE = ("thread", "kind", "site", "platform", "author_name")
_MANY = ("has", "cites", "tags")


class _Stems(Filter):  # type: ignore[misc]
    """The stems that tantivy makes."""

    def __call__(self, tokens: Any) -> Any:
        for token in tokens:
            token.text = stem(token.text)
            yield token


class _Near(spans.SpanNear):  # type: ignore[misc]
    """Whoosh's, with the size that its conjunctions ask for and it forgets."""

    def estimate_size(self, reader: Any) -> int:
        return int(min(self.a.estimate_size(reader), self.b.estimate_size(reader)))

    def estimate_min_size(self, reader: Any) -> int:  # noqa: ARG002
        return 0


def _schema() -> fields.Schema:
    plain = RegexTokenizer(r"[^\W_]+")
    stemmed = plain | _Stems()
    keys = RegexTokenizer(f"[^{_SEPARATOR}]+")
    made: dict[str, Any] = {"id": fields.ID(stored=True, unique=True), "parent": fields.ID()}
    made |= {name: fields.TEXT(plain) for name in ("own", "quoted", "title", "author", "parent_author")}
    made |= {name: fields.TEXT(stemmed, phrase=False) for name in ("ranked", "quoted_stem", "title_stem")}
    made |= {name: fields.ID(sortable=True) for name in _SINGLE}
    made |= {name: fields.KEYWORD() for name in _MANY}
    for name in _MANY:
        made[name].analyzer = keys
    made |= {name: fields.NUMERIC(int, bits=64, signed=True) for name in ("date", "depth", "replies", "year")}
    made |= {name: fields.NUMERIC(int, bits=64, signed=True, sortable=True) for name in ("newest", "oldest")}
    made["checkpoint"] = fields.STORED()
    return fields.Schema(**made)


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """Translate what whoosh raises, which on a damaged file can be anything."""
    try:
        yield
    except IndexFailed:
        raise
    except LockError:
        message = "another process is writing to the index; wait until it is done and try again"
        raise IndexFailed(message, subject=str(path)) from None
    except Exception as error:
        message = (
            f"the index cannot be used ({type(error).__name__}: {error}); rebuild it with `pmlarchive index`"
        )
        raise IndexFailed(message, subject=str(path)) from error


class WhooshEngine:
    """One index folder of whoosh's."""

    name = "whoosh"
    limits: tuple[str, ...] = ("Searching takes some hundred times as long as with tantivy.",)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._reader: Any = None
        self._reader_of = -1
        with _guarded(path):
            path.mkdir(parents=True, exist_ok=True)
            found = index.exists_in(str(path))
            self._index = index.open_dir(str(path)) if found else index.create_in(str(path), _schema())

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        with _guarded(self._path), self._index.searcher(weighting=scoring.BM25F(B=0.75, K1=1.2)) as searcher:
            yield searcher

    @contextmanager
    def _words(self) -> Iterator[Any]:
        """Give the one reader that is kept open for looking words up, of the last commit."""
        with _guarded(self._path), self._lock:
            latest = self._index.latest_generation()
            if self._reader is None or self._reader_of != latest:
                if self._reader is not None:
                    self._reader.close()
                self._reader, self._reader_of = self._index.reader(), latest
            yield self._reader

    def refresh(self) -> None:
        """See the last commit; every request here opens a searcher of its own anyway."""

    def state(self) -> object:
        """Return the number of the last commit."""
        with _guarded(self._path):
            return self._index.latest_generation()

    def checkpoint(self) -> int:
        """Return the number kept in the document that every commit replaces."""
        with self._searcher() as searcher:
            return int((searcher.document(id=META) or {}).get("checkpoint", 0))

    def count(self) -> int:
        """Return the number of messages."""
        with self._words() as reader:
            return max(0, int(reader.doc_count()) - 1)  # all but the one with the checkpoint

    @contextmanager
    def writer(self, fresh: bool = False) -> Iterator["WhooshWriter"]:
        """Open the one writer."""
        with _guarded(self._path):
            made = WhooshWriter(self._index, fresh, self._path)
        try:
            yield made
        finally:
            with _guarded(self._path):
                made.cancel()

    def search(self, query: Node, *, limit: int, offset: int = 0, sort: Sort = Sort.RELEVANCE) -> Found:
        """Return a page of what a query finds."""
        with self._searcher() as searcher:
            if sort is Sort.RELEVANCE:
                scored = [(score, -number) for number, score in _scores(searcher, _query(query))]
                best = nlargest(offset + limit, scored)[offset:] if limit > 0 else []
                hits = tuple((searcher.stored_fields(-number)["id"], score) for score, number in best)
                return Found(len(scored), hits)
            numbers = list(_docs(searcher, _query(query)))
            if limit <= 0 or not numbers:
                return Found(len(numbers), ())
            column = searcher.reader().column_reader(sort.value)
            numbers.sort(key=lambda number: column[number], reverse=sort is Sort.NEWEST)
            page = numbers[offset : offset + limit]
            return Found(len(numbers), tuple((searcher.stored_fields(number)["id"], 0.0) for number in page))

    def tally(self, query: Node, field: str, most: int | None = None) -> list[tuple[str, int]]:
        """Count by the values of a field, from its column or its lists of documents."""
        counted: dict[str, int] = {}
        with self._searcher() as searcher:
            reader = searcher.reader()
            found = set(_docs(searcher, _query(query)))
            if not found:  # an empty index has no columns
                return []
            if field in _MANY:
                for value in searcher.lexicon(field):
                    number = sum(1 for at in reader.postings(field, value).all_ids() if at in found)
                    counted[value.decode() if isinstance(value, bytes) else str(value)] = number
            elif field == "year":
                return _add_up((month[:4], number) for month, number in self.months(query))
            else:
                column = reader.column_reader(field)
                for number in found:
                    value = column[number]
                    counted[value] = counted.get(value, 0) + 1
        ordered = sorted(
            ((name, n) for name, n in counted.items() if n and name), key=lambda item: (-item[1], item[0])
        )
        return ordered[:most]

    def months(self, query: Node) -> list[tuple[str, int]]:
        """Count by calendar month; the sort key holds the date."""
        counted: dict[str, int] = {}
        with self._searcher() as searcher:
            found = list(_docs(searcher, _query(query)))
            column = searcher.reader().column_reader("newest") if found else ()
            for number in found:
                key = column[number]
                if key > UNKNOWN_NEWEST >> 1:
                    month = datetime.fromtimestamp(key >> TIE_BITS, UTC).strftime("%Y-%m")
                    counted[month] = counted.get(month, 0) + 1
        return sorted(counted.items())

    def terms(self, field: str, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return words or keys that begin so."""
        found: list[tuple[str, int]] = []
        with self._words() as reader:
            for raw in reader.expand_prefix(field, prefix):
                found.append(
                    (raw.decode() if isinstance(raw, bytes) else str(raw), reader.doc_frequency(field, raw))
                )
                if len(found) >= most:
                    break
        return found

    def frequency(self, field: str, text: str) -> int:
        """Return how many messages have a word or key."""
        with self._words() as reader:
            return int(reader.doc_frequency(field, text))

    def close(self) -> None:
        """Let go of files."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
        self._index.close()


def _add_up(pairs: Iterator[tuple[str, int]]) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for name, number in pairs:
        counted[name] = counted.get(name, 0) + number
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _scores(searcher: Searcher, asked: query.Query) -> Iterator[tuple[int, float]]:
    context = SearchContext(weighting=searcher.weighting)
    for part, offset in searcher.leaf_searchers():
        matcher = asked.matcher(part, context)
        while matcher.is_active():
            yield offset + matcher.id(), matcher.score()
            matcher.next()


def _docs(searcher: Searcher, asked: query.Query) -> Iterator[int]:
    for part, offset in searcher.leaf_searchers():
        for number in asked.docs(part):
            yield offset + number


def _flat(asked: query.Query, score: float = 0.0) -> query.Query:
    return query.ConstantScoreQuery(asked, score)


def _query(node: Node) -> query.Query:  # noqa: C901, PLR0911 - one line for each type of node
    match node:
        case Word(field, text, weight):
            return query.Term(field, text, boost=weight)
        case Phrase(field, words, weight):
            return query.Phrase(field, list(words), slop=1, boost=weight)
        case Near(field, first, second, distance, _):
            near = [query.Term(field, first), query.Term(field, second)]
            return _Near(near[0], near[1], slop=distance, ordered=False)
        case Pattern(field, glob, weight):
            return _flat(query.Wildcard(field, glob), weight)
        case Fuzzy(field, text, distance, weight):
            return _flat(query.FuzzyTerm(field, text, maxdist=distance, prefixlength=0), weight)
        case Key(field, values):
            return _flat(query.Or([query.Term(field, value) for value in values]))
        case Range(field, low, high):
            return _flat(query.NumericRange(field, low, high))
        case AnyOf(parts):
            return query.Or([_query(part) for part in parts])
        case AllOf(parts):
            return query.And([_query(part) for part in parts])
        case Kept(wanted, filters, without):
            wants = [_query(part) for part in (wanted, *filters)]
            return query.And(wants + [query.Not(_query(part)) for part in without])
        case Extra(wanted, extras):
            return query.AndMaybe(_query(wanted), query.Or([_query(part) for part in extras]))
        case Everything():
            return _flat(query.Or([query.Term("kind", kind) for kind in ("post", "comment", "ping")]))
        case Nothing():
            return query.NullQuery


class WhooshWriter:
    """Gathers a batch and replaces it at its commit: whoosh deletes far cheaper by query than by key."""

    def __init__(self, made: index.Index, fresh: bool, path: Path) -> None:
        self._index, self._fresh, self._path = made, fresh, path
        self._pending: dict[str, dict[str, Any] | None] = {}
        self._writer: Any = self._open()

    def _open(self) -> Any:
        return self._index.writer(limitmb=256 if self._fresh else 64)

    def put(self, document: Document) -> None:
        """Add a document, in place of the one with its id."""
        values = _values(document)
        if self._fresh and self._writer is not None:
            with _guarded(self._path):
                self._writer.add_document(**values)
        else:
            self._pending[document.id] = values

    def delete(self, message_id: str) -> None:
        """Take a document out."""
        self._pending[message_id] = None

    def commit(self, checkpoint: int) -> None:
        """Make everything visible, with its checkpoint."""
        with _guarded(self._path):
            writer = self._writer or self._open()
            if not self._fresh:
                writer.delete_by_query(query.Or([query.Term("id", name) for name in (*self._pending, META)]))
            for values in self._pending.values():
                if values is not None:
                    writer.add_document(**values)
            writer.add_document(id=META, checkpoint=checkpoint)
            writer.commit()
            sync_all(self._path)  # whoosh itself never does
        self._pending, self._fresh, self._writer = {}, False, None

    def cancel(self) -> None:
        """Drop what was not committed, and the lock."""
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None


def _values(source: Document) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": source.id, "thread": source.thread, "kind": source.kind, "site": source.site,
        "platform": source.platform, "own": source.own, "ranked": source.ranked, "newest": source.newest,
        "oldest": source.oldest, "depth": source.depth, "replies": source.replies,
    }  # fmt: skip
    optional = {
        "quoted": source.quoted, "quoted_stem": source.quoted_stem, "title": source.title,
        "title_stem": source.title_stem, "parent": source.parent, "author": source.author,
        "author_name": source.author_name, "parent_author": source.parent_author, "date": source.date,
        "year": source.year,
    }  # fmt: skip
    values |= {name: value for name, value in optional.items() if value is not None and value != ""}
    values |= {name: _SEPARATOR.join(many) for name in _MANY if (many := getattr(source, name))}
    return values
