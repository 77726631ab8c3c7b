"""Which elements of a page share a name: by class, by number, by data, by where they stand."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import compress
from operator import itemgetter

from scraper.platforms.generic.marks import Mark, marks
from scraper.platforms.generic.surroundings import Surroundings
from scraper.platforms.generic.survey import Survey

_DIGITS = re.compile(r"\d+")
_DATA = re.compile(r"data-(?:.*-)?(?:comment|reply|cid|message|post)(?:-?id)?$")
#: schema.org's types of comments end with one of these.
_SAID = ("omment", "UserComments")
_MOST_GROUPS = 400
#: What begins comments whose parts are siblings.
STARTS = frozenset({"a", "dt", "h2", "h3", "h4", "h5", "h6", "hr"})
#: What may be a part of such a comment.
PART = Mark.COMMENT | Mark.WEAK | Mark.AUTHOR
_BOX = Mark.LIST | Mark.COMMENT | Mark.NESTED | Mark.WEAK

Places = tuple[int, ...]


class Names:
    """Finds the names on a page that may be its comments'.

    A name's first letter says what it is: ``.`` a class, ``#`` an id or name less its number, ``%``
    schema.org's word, ``@`` an attribute for data, ``>`` the elements around.
    """

    def __init__(self, survey: Survey, around: Surroundings) -> None:
        self.survey = survey
        self.in_list = around.in_list
        #: Of a group's elements, one in so many must hold a name or a date (of what is left without strays).
        self._rarest = 24 if around.has_strays else 12

    def likely(self) -> dict[Places, list[str]]:
        """Return places that share names, and the names; at most a few hundred, those of most places."""
        found = [*self._classes(), *self._attributes(), *self._positions()]
        if len(found) > _MOST_GROUPS:
            found = sorted(found, key=lambda item: len(item[1]), reverse=True)[:_MOST_GROUPS]
        groups: dict[Places, list[str]] = {}
        for name, places in found:
            groups.setdefault(places, []).append(name)
        return groups

    def _classes(self) -> Iterable[tuple[str, Places]]:
        by_kind, tags = self.survey.by_kind, self.survey.tags
        # Names are weighed by the counts of each class attribute; only likely ones get a list of places.
        speaking, rarest = self.survey.speaking, self._rarest
        wanted, listed = self._wanted()
        kept: list[tuple[list[_ClassName], list[int]]] = []
        said: dict[str, tuple[bool, bool]] = {}
        weights: dict[str, int] = {}
        spoken: dict[str, int] = {}
        for kind, places in by_kind.items() if wanted else ():
            names = [one for one in _class_names(kind) if one[0] in wanted]
            if not names:
                continue
            kept.append((names, places))
            size = len(places)
            weight, told = 2 * listed.get(kind, 0) - size, rarest * _count(speaking, places) - size
            for name, is_comment, is_part in names:
                if name in weights:
                    weights[name] += weight
                    spoken[name] += told
                else:
                    weights[name], spoken[name] = weight, told
                    said[name] = is_comment, is_part or tags[places[0]] in STARTS
        likely: dict[str, list[int]] = {
            name: []
            for name, (is_comment, may_begin) in said.items()
            if (is_comment or weights[name] >= 0) and (may_begin or spoken[name] > 0)
        }
        for names, places in kept:
            for name, _, _ in names:
                if name in likely:
                    likely[name] += places
        return (
            (name, tuple(sorted(places)))
            for name, places in likely.items()
            # What stands alone begins nothing that is repeated.
            if len(places) > 1 or speaking[places[0]]
        )

    def _wanted(self) -> tuple[set[str], dict[str, int]]:
        """Return the class names that say comment, and those of what stands in a box of comments.

        Then by class attribute, how many that have it stand in one.
        """
        wanted: set[str] = set()
        listed: dict[str, int] = {}
        any_listed = 1 in self.in_list
        for kind, places in self.survey.by_kind.items():
            if any_listed and (count := _count(self.in_list, places)):
                listed[kind] = count
                wanted.update([name for name, _, _ in _class_names(kind)])
            else:
                wanted.update(_comment_names(kind))
        return wanted, listed

    def _attributes(self) -> Iterable[tuple[str, Places]]:
        survey = self.survey
        found: dict[str, dict[int, None]] = defaultdict(dict)
        for place, value in (*survey.ids.items(), *survey.names.items()):
            if value[-1:].isdigit():
                found["#" + _DIGITS.sub("0", value)][place] = None
        for place, value in survey.props.items():
            if value == "comment":
                found["%comment"][place] = None
        # The answers of a list of frequent questions are the page's own.
        types = [value.rpartition("/")[2] for value in survey.types.values()]
        has_own = "FAQPage" in types or types.count("Question") > 1
        said = _SAID if has_own else (*_SAID, "/Answer")
        for place, value in survey.types.items():
            if value.endswith(said):
                found["%comment"][place] = None
        for place, pairs in survey.data.items():
            for key, _ in pairs:
                if _tells_comment(key):
                    found["@" + key][place] = None
        for name, places in found.items():
            if (name[0] in "%@" or self._is_listed(places) or _names_comment(name)) and self._may_be(
                name, places
            ):
                yield name, tuple(sorted(places))

    def _positions(self) -> Iterable[tuple[str, Places]]:
        """Name elements by what is around them: without a class of their own, or in a box of comments."""
        if 1 not in self.in_list:
            return
        found = self._in_boxes()
        for (above_tag, tag), places in self._bare():
            found[f">{above_tag}>{tag}"] = [place for place in places if place] if not places[0] else places
        for name, places in found.items():
            if places and self._is_listed(places) and self._may_be(name, places):
                yield name, tuple(places)

    def _bare(self) -> list[tuple[tuple[str, str], list[int]]]:
        """Return what is shown and has no class, by its tag and that around it, in page order."""
        survey = self.survey
        tags, parent, kinds, alive = survey.tags, survey.parent, survey.kinds, survey.alive
        # Of those that are nowhere among comments, no group would be listed.
        listed = [
            place
            for place in compress(range(len(tags)), self.in_list)
            if kinds[place] is None and alive[place]
        ]
        found: dict[tuple[str, str], list[int]] = {(tags[parent[place]], tags[place]): [] for place in listed}
        for tag in {tag for _, tag in found}:
            for place in survey.by_tag[tag]:
                if kinds[place] is None and alive[place] and (pair := (tags[parent[place]], tag)) in found:
                    found[pair].append(place)
        return sorted(found.items(), key=lambda item: item[1][0])

    def _in_boxes(self) -> dict[str, list[int]]:
        """Return what stands right in boxes of comments, by the boxes' and the elements' names."""
        survey = self.survey
        tags, alive, ends, speaking = survey.tags, survey.alive, survey.end, survey.speaking
        boxes: dict[tuple[str, str], list[int]] = defaultdict(list)
        for above in compress(range(len(tags)), survey.marks):
            if survey.marks[above] & _BOX:
                boxes[tags[above], survey.kinds[above] or survey.ids.get(above) or ""].append(above)
        found: dict[str, list[int]] = defaultdict(list)
        for (tag, name), aboves in boxes.items():
            # Where no box holds a name or a date, nothing in them does, nor what stands beside that.
            if not _count(speaking, aboves):
                continue
            inside: dict[str, list[int]] = defaultdict(list)
            for above in aboves:
                place, last = above + 1, ends[above]
                while place < last:
                    if alive[place]:
                        inside[tags[place]].append(place)
                    place = ends[place]
            for inner, places in inside.items():
                found[f">{tag}.{name}>{inner}"] += places
        return found

    def _may_be(self, name: str, places: Collection[int]) -> bool:
        """Say whether enough elements of a name hold a name or a date, or may stand beside what does."""
        told = _count(self.survey.speaking, [*places])
        return self._rarest * told > len(places) or self._may_begin(name, min(places))

    def _may_begin(self, name: str, first: int) -> bool:
        """Say whether elements of a name may begin or end comments whose other parts stand beside them."""
        return name[0] == "#" or self.survey.tags[first] in STARTS or bool(key_marks(name) & PART)

    def _is_listed(self, places: Collection[int]) -> bool:
        return 2 * _count(self.in_list, [*places]) >= len(places)


def _count(flags: bytearray, places: Sequence[int]) -> int:
    """Return how many of some places are flagged."""
    return sum(itemgetter(*places)(flags)) if len(places) > 1 else flags[places[0]]


@lru_cache(maxsize=8192)
def key_marks(key: str) -> int:
    """Say what a group's name tells; nothing where it says only what is around."""
    return marks(key[1:].rpartition(">")[0] or key[1:]) if key[0] != ">" else 0


def _names_comment(name: str) -> bool:
    return marks(name[1:]) & (Mark.COMMENT | Mark.WEAK) != 0


_ClassName = tuple[str, bool, bool]
"""A class's name, whether it says comment, and whether it says what may be a part of one."""


@lru_cache(maxsize=8192)
def _class_names(value: str) -> tuple[_ClassName, ...]:
    names = dict.fromkeys(["." + name for name in _DIGITS.sub("#", value).split()])
    return tuple((name, _names_comment(name), key_marks(name) & PART != 0) for name in names)


@lru_cache(maxsize=8192)
def _comment_names(value: str) -> tuple[str, ...]:
    return tuple(name for name, is_comment, _ in _class_names(value) if is_comment)


@lru_cache(maxsize=1024)
def _tells_comment(key: str) -> bool:
    return _DATA.match(key) is not None
