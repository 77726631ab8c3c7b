"""What an archive holds, in figures and lists: sites, years, threads, problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select, tuple_

from pmlarchive.model import Date, Kind, Precision, Problem, Status, how_many_missing
from pmlarchive.store import schema
from pmlarchive.store.database import Database

T = TypeVar("T")
Order = Literal["newest", "oldest", "discussed", "active"]

_SHOWN = (Status.VISIBLE.value, Status.WITHHELD.value)
_post = schema.message.alias("post")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, and how long the whole list is."""

    items: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An archive in figures. ``declared`` sums what pages declared, ``found`` how much of that is here."""

    sites: int
    threads: int
    comments: int
    pings: int
    declared: int
    found: int
    first_year: int | None
    last_year: int | None
    last_captured: str | None


@dataclass(frozen=True, slots=True)
class YearCount:
    """Posts and comments dated in a year."""

    year: int
    threads: int
    comments: int


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """A site in figures."""

    key: str
    title: str | None
    url: str | None
    platform: str | None
    threads: int
    comments: int
    declared: int
    found: int
    first_year: int | None
    last_year: int | None
    last_captured: str | None


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """A thread as lists show it. ``comments`` counts visible ones; ``last_comment`` is the latest's date."""

    id: str
    url: str
    title: str | None
    author: str | None
    date: Date
    site: str
    platform: str
    comments: int
    pings: int
    removed: int
    declared: int | None
    last_comment: Date
    captured: str | None
    source: str | None

    @property
    def missing(self) -> int:
        """See ``how_many_missing``."""
        return how_many_missing(self.declared, self.comments, self.pings + self.removed)


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Posts and comments dated in a month (1 to 12) of some year."""

    month: int
    threads: int
    comments: int


_declared = _post.c.declared_comments
_counted = schema.thread.c.comments + schema.thread.c.pings + schema.thread.c.removed
#: How much of what a page declared is here; null where it declared nothing.
_here = case((_declared > _counted, _counted), else_=_declared)
#: ``how_many_missing`` in SQL.
_missing = case(
    (_declared > _counted, _declared - _counted),
    (_declared < schema.thread.c.comments, _declared - schema.thread.c.comments),
    else_=0,
)


def _year(column: Any) -> Any:
    return func.substr(column, 1, 4)


def _threads() -> Select[Any]:
    return select(
        schema.thread.c.id,
        schema.thread.c.url,
        schema.thread.c.site,
        schema.thread.c.comments,
        schema.thread.c.pings,
        schema.thread.c.removed,
        schema.thread.c.last_date,
        _post.c.title,
        _post.c.author,
        _post.c.date,
        _post.c.date_precision,
        _post.c.date_text,
        _post.c.platform,
        _post.c.declared_comments,
        _post.c.captured,
        _post.c.source,
    ).join_from(schema.thread, _post, _post.c.id == schema.thread.c.id)


# Statements that every page asks: made once.
_VERSION = select(func.max(schema.change.c.seq))
_PLACE = (
    select(schema.thread.c.site, _post.c.date_sort)
    .join_from(schema.thread, _post, _post.c.id == schema.thread.c.id)
    .where(schema.thread.c.id == bindparam("id"))
)
_SAME_SITE = (
    _threads()
    .where(
        schema.thread.c.site == bindparam("site"),
        _post.c.status == Status.VISIBLE.value,
        _post.c.date_sort.is_not(None),
    )
    .limit(1)
)
# Status and the plain bound are what the index of dates can use.
_POST_PLACE, _HERE = tuple_(_post.c.date_sort, _post.c.id), tuple_(bindparam("date"), bindparam("id"))
_OLDER = _SAME_SITE.where(_post.c.date_sort <= bindparam("date"), _POST_PLACE < _HERE).order_by(
    _post.c.date_sort.desc(), _post.c.id.desc()
)
_NEWER = _SAME_SITE.where(_post.c.date_sort >= bindparam("date"), _POST_PLACE > _HERE).order_by(
    _post.c.date_sort, _post.c.id
)


class Catalogue:
    """Figures and lists over the whole archive."""

    database: Database

    def overview(self) -> Overview:
        """Return the archive in figures."""
        threads = select(
            func.count(),
            func.coalesce(func.sum(schema.thread.c.comments), 0),
            func.coalesce(func.sum(schema.thread.c.pings), 0),
        )
        declared = (
            select(
                func.coalesce(func.sum(_declared), 0),
                func.coalesce(func.sum(_here), 0),
            )
            .join_from(schema.thread, _post, _post.c.id == schema.thread.c.id)
            .where(_declared.is_not(None))
        )
        dates = select(func.min(_year(schema.message.c.date)), func.max(_year(schema.message.c.date))).where(
            schema.message.c.kind.in_([kind.value for kind in Kind]), schema.message.c.status.in_(_SHOWN)
        )
        with self.database.reading() as connection:
            sites = connection.execute(select(func.count()).select_from(schema.site)).scalar_one()
            count, comments, pings = connection.execute(threads).one()
            said, found = connection.execute(declared).one()
            first, last = connection.execute(dates).one()
            captured = connection.execute(select(func.max(schema.message.c.captured))).scalar()
        return Overview(sites, count, comments, pings, said, found, _int(first), _int(last), captured)

    def version(self) -> int:
        """Return a number that grows with every change of the archive."""
        with self.database.reading() as connection:
            return connection.execute(_VERSION).scalar() or 0

    def years(self, site: str | None = None) -> list[YearCount]:
        """Return how many posts and comments each year has, oldest first; undated ones are left out."""
        rows = self._dated(_year(schema.message.c.date), schema.message.c.date.is_not(None), site)
        return [YearCount(int(part), threads, comments) for part, threads, comments in rows]

    def months(self, year: int, site: str | None = None) -> list[MonthCount]:
        """Return how many posts and comments each month of a year has; those without a month are left out."""
        month = func.substr(schema.message.c.date, 6, 2)
        rows = self._dated(month, schema.message.c.date.like(f"{year:04d}-__%"), site)
        return [MonthCount(int(part), threads, comments) for part, threads, comments in rows]

    def _dated(
        self, part: Any, wanted: ColumnElement[bool], site: str | None
    ) -> Sequence[tuple[str, int, int]]:
        named = part.label("part")
        query = (
            select(
                named,
                func.sum(case((schema.message.c.kind == Kind.POST.value, 1), else_=0)),
                func.sum(case((schema.message.c.kind == Kind.COMMENT.value, 1), else_=0)),
            )
            .where(wanted, schema.message.c.status.in_(_SHOWN))
            .group_by(named)
            .order_by(named)
        )
        if site is not None:
            query = query.join(schema.thread).where(schema.thread.c.site == site)
        with self.database.reading() as connection:
            return [(str(p), int(t or 0), int(c or 0)) for p, t, c in connection.execute(query)]

    def threads(
        self,
        *,
        order: Order = "newest",
        site: str | None = None,
        year: int | None = None,
        month: int | None = None,
        author: str | None = None,
        tag: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[ThreadSummary]:
        """Return threads; ``year`` and ``month`` are the post's, ``author`` is anybody who wrote in it."""
        wanted: list[ColumnElement[bool]] = []
        if site is not None:
            wanted.append(schema.thread.c.site == site)
        if year is not None:
            prefix = f"{year:04d}" if month is None else f"{year:04d}-{month:02d}"
            wanted.append(_post.c.date.like(prefix + "%"))
        if author is not None:
            wrote = select(schema.message.c.thread_id).where(schema.message.c.author == author)
            wanted.append(schema.thread.c.id.in_(wrote))
        if tag is not None:
            tagged = select(schema.tag.c.message_id).where(schema.tag.c.tag == tag)
            wanted.append(schema.thread.c.id.in_(tagged))
        query = _threads().where(and_(True, *wanted))
        count = select(func.count()).select_from(query.order_by(None).subquery())
        with self.database.reading() as connection:
            total = connection.execute(count).scalar_one()
            rows = connection.execute(query.order_by(*_ORDER[order]).limit(limit).offset(offset)).mappings()
            return Page([_summary(row) for row in rows], total)

    def summaries(self, thread_ids: Sequence[str]) -> dict[str, ThreadSummary]:
        """Return the summaries of up to a few hundred threads by their ids."""
        with self.database.reading() as connection:
            rows = connection.execute(_threads().where(schema.thread.c.id.in_(thread_ids))).mappings()
            return {row["id"]: _summary(row) for row in rows}

    def neighbours(self, thread_id: str) -> tuple[ThreadSummary | None, ThreadSummary | None]:
        """Return the post before and the post after this one on its site, by date; ``None`` at the ends."""
        with self.database.reading() as connection:
            row = connection.execute(_PLACE, {"id": thread_id}).first()
            if row is None or row.date_sort is None:
                return None, None
            here = {"id": thread_id, "site": row.site, "date": row.date_sort}
            found = [connection.execute(query, here).mappings().first() for query in (_OLDER, _NEWER)]
        before, after = (_summary(one) if one else None for one in found)
        return before, after

    def incomplete(self, *, limit: int = 50, offset: int = 0) -> Page[ThreadSummary]:
        """Return threads whose page declared another number of comments than was found, worst first."""
        query = _threads().where(_declared.is_not(None), _missing != 0)
        count = select(func.count()).select_from(query.subquery())
        ordered = query.order_by(func.abs(_missing).desc(), schema.thread.c.id)
        with self.database.reading() as connection:
            total = connection.execute(count).scalar_one()
            rows = connection.execute(ordered.limit(limit).offset(offset)).mappings()
            return Page([_summary(row) for row in rows], total)

    def sites(self) -> list[SiteSummary]:
        """Return every site, the largest first."""
        query = (
            select(
                schema.site,
                func.count(schema.thread.c.id).label("threads"),
                func.coalesce(func.sum(schema.thread.c.comments), 0).label("comments"),
                func.coalesce(func.sum(_declared), 0).label("declared"),
                func.coalesce(func.sum(_here), 0).label("found"),
                func.min(_year(_post.c.date)).label("first"),
                func.max(_year(_post.c.date)).label("last"),
                func.max(_post.c.captured).label("captured"),
            )
            .join_from(schema.site, schema.thread, schema.thread.c.site == schema.site.c.key)
            .join(_post, _post.c.id == schema.thread.c.id)
            .group_by(*schema.site.c)
            .order_by(func.count(schema.thread.c.id).desc(), schema.site.c.key)
        )
        with self.database.reading() as connection:
            return [
                SiteSummary(
                    row["key"],
                    row["title"],
                    row["url"],
                    row["platform"],
                    row["threads"],
                    row["comments"],
                    row["declared"],
                    row["found"],
                    _int(row["first"]),
                    _int(row["last"]),
                    row["captured"],
                )
                for row in connection.execute(query).mappings()
            ]

    def problems(self) -> list[Problem]:
        """Return what could not be brought in, by source."""
        query = select(schema.problem).order_by(schema.problem.c.source, schema.problem.c.what)
        with self.database.reading() as connection:
            return [Problem(**row) for row in connection.execute(query).mappings()]


_ORDER = {
    "newest": (_post.c.date_sort.desc().nulls_last(), schema.thread.c.id),
    "oldest": (_post.c.date_sort.nulls_last(), schema.thread.c.id),
    "discussed": (schema.thread.c.comments.desc(), schema.thread.c.id),
    "active": (schema.thread.c.last_sort.desc().nulls_last(), schema.thread.c.id),
}


def _int(value: str | None) -> int | None:
    return int(value) if value else None


def _summary(row: Any) -> ThreadSummary:
    precision = row["date_precision"]
    return ThreadSummary(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        author=row["author"],
        date=Date(row["date"], Precision(precision) if precision else None, row["date_text"]),
        site=row["site"],
        platform=row["platform"],
        comments=row["comments"],
        pings=row["pings"],
        removed=row["removed"],
        declared=row["declared_comments"],
        last_comment=Date(row["last_date"]),
        captured=row["captured"],
        source=row["source"],
    )
