"""What stands beside results: how they spread over the years, and what to narrow them by."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from index.searching import Matches
from pmlarchive.web import dates
from pmlarchive.web.context import archive, names, site_name

_LISTED = 8
#: Up to so many years a chart shows months.
_MONTHS_UP_TO = 2
_CONDITION = re.compile(r"(?<!\S)(?:(?:year|date|site|in|cites):[^\s()]+|author:\"[^\"]*\")(?!\S)")
#: What results are counted by; the years come from the timeline.
_COUNTED = ("site", "kind", "author_name", "cites")
_KINDS = {"post": "posts", "comment": "comments"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow a query: ``query`` is the narrowed one, or the wider one where this is chosen."""

    label: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one kind."""

    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Bar:
    """A year or month of results; ``height`` from 0 to 100.

    Attributes:
        short: What stands under the bar.
        marked: Whether it is named where there is no room to name all.
    """

    short: str
    count: int
    height: int
    query: str
    chosen: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Around:
    """Facets and the chart of one query's results, and the conditions it has already."""

    chosen: Sequence[Choice]
    facets: Sequence[Facet]
    bars: Sequence[Bar]


def around(query: str, matches: Matches) -> Around:
    """Count what a query found by site, kind, name and cited paper, and over time.

    Raises:
        IndexFailed: The index must be rebuilt.
    """
    found = {field: tuple(matches.tally(field, _LISTED)) for field in _COUNTED}
    return Around(
        chosen(query),
        [facet for facet in _facets(query, found) if len(facet.choices) > 1],
        _bars(query, archive().index.timeline(matches)),
    )


def chosen(query: str) -> list[Choice]:
    """Return the conditions that a query has, each with the query that is without it."""
    parts = [found.group() for found in _CONDITION.finditer(query)]
    return [Choice(part, 0, narrowed(query, part)[0], chosen=True) for part in dict.fromkeys(parts)]


def _facets(query: str, found: Mapping[str, Sequence[tuple[str, int]]]) -> list[Facet]:
    sites = [(site_name(key), f"site:{key}", count) for key, count in found.get("site", ())]
    words = {"post": gettext("posts"), "comment": gettext("comments")}
    kinds = [(words[kind], f"in:{_KINDS[kind]}", n) for kind, n in found.get("kind", ()) if kind in _KINDS]
    people = [(name, f'author:"{name}"', n) for name, n in found.get("author_name", ()) if '"' not in name]
    papers = [
        (key.partition(":")[2], f"cites:{key}", count)
        for key, count in found.get("cites", ())
        if key.startswith(("doi:", "pmid:")) and not re.search(r"\s", key)
    ]
    every = [(gettext("Site"), sites), (gettext("Where"), kinds), (gettext("Cites"), papers)]
    if not names().hidden:
        every.insert(2, (gettext("Name"), people))
    return [
        Facet(label, [Choice(text, count, *narrowed(query, part)) for text, part, count in rows])
        for label, rows in every
    ]


def _bars(query: str, months: Sequence[tuple[str, int]]) -> list[Bar]:
    if not months:
        return []
    years = sorted({month[:4] for month, _ in months})
    if int(years[-1]) - int(years[0]) < _MONTHS_UP_TO:
        counted = dict(months)
        labels = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
        labels = [one for one in labels if months[0][0] <= one <= months[-1][0]]
    else:
        counted = Counter[str]()
        for month, count in months:
            counted[month[:4]] += count
        first, last = int(years[0]), int(years[-1])
        labels = [f"{year:04d}" for year in range(max(first, last - 100), last + 1)]
    most = max(counted.values())
    return [_bar(query, label, counted.get(label, 0), most) for label in labels]


def _bar(query: str, label: str, count: int, most: int) -> Bar:
    month = len(label) > 4
    text = dates.month_short(int(label[:4]), int(label[5:])) if month else label
    marked = label[5:] in {"01", "07"} if month else int(label) % 5 == 0
    height = max(2, round(100 * count / most)) if count else 0
    return Bar(text, count, height, *narrowed(query, f"{'date' if month else 'year'}:{label}"), marked)


def narrowed(query: str, part: str) -> tuple[str, bool]:
    """Return a query with one more condition, and false; or, where it has that one, without it, and true."""
    without = re.sub(rf"(^|\s){re.escape(part)}(?=\s|$)", " ", query).strip()
    if without != query.strip():
        bare = re.fullmatch(r"\((.*)\)", without)
        balanced = bare and "(" not in bare[1] and ")" not in bare[1]
        return (bare[1] if bare and balanced else without), True
    whole = f"({query})" if re.search(r"\b(OR|NOT)\b", query) else query
    return f"{whole} {part}".strip(), False
