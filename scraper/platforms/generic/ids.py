"""What a page calls each of its comments: the varying part of ids, data attributes or anchors."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scraper.platforms.generic.pieces import Unit
from scraper.platforms.generic.survey import Survey

_HEAD = 30
_NUMBER = re.compile(r"[0-9a-f]*$")


def native_ids(survey: Survey, units: Sequence[Unit]) -> list[str | None]:
    """Return each unit's own name, ``None`` where it has none."""
    for names in _sources(survey, units):
        present = [name for name in names if name]
        if len(set(present)) >= max(1, 0.7 * len(units)) and len(set(present)) >= len(present) * 0.7:
            head = common_prefix(present)
            return [name.removeprefix(head) or None if name else None for name in names]
    return [None] * len(units)


def _sources(survey: Survey, units: Sequence[Unit]) -> Iterator[list[str]]:
    own = [unit.nodes[0] for unit in units]
    yield [_numbered(survey.ids.get(place)) for place in own]
    data = [dict(survey.data.get(place, ())) for place in own]
    for key in sorted({key for one in data for key in one if key.endswith(("id", "comment"))}):
        yield [_numbered(one.get(key)) for one in data]
    yield [_anchor(survey, unit) for unit in units]


def _numbered(name: str | None) -> str:
    return name if name and len(name) <= 80 and any(map(str.isdigit, name)) and " " not in name else ""


def _anchor(survey: Survey, unit: Unit) -> str:
    """Return the first numbered anchor or id inside a unit, or right before it."""
    before = survey.node(unit.first).getprevious()
    if before is not None and before.tag == "a":
        name = _numbered(before.get("id") or before.get("name"))
        if name:
            return name
    for place in range(unit.first, min(unit.last, unit.first + _HEAD)):
        is_link = survey.tags[place] == "a"
        name = _numbered(survey.ids.get(place) or (survey.names.get(place) if is_link else None))
        if name:
            return name
        target = survey.hrefs.get(place, "")
        if "#" in target and _numbered(target.rpartition("#")[2]):
            return target.rpartition("#")[2]
    return ""


def common_prefix(names: Sequence[str]) -> str:
    """Return what most names begin with, up to their own part (``comment-`` of ``comment-12``)."""
    heads = Counter(_NUMBER.sub("", name) for name in names)
    head, count = heads.most_common(1)[0]
    return head if count * 2 > len(names) else ""
