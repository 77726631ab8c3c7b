"""A thread as a small picture: one stroke a comment, further right the deeper, longer the more it says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log10

from pmlarchive.web.layout import Row

#: Strokes at most; of longer threads every second, third, … comment is drawn, and every match.
MOST = 300
#: Shorter threads need none.
LEAST = 8
_STEP = 4


@dataclass(frozen=True, slots=True)
class Stroke:
    """A comment in the picture; ``kind`` is a class of its colour."""

    x: int
    y: int
    width: int
    kind: str


@dataclass(frozen=True, slots=True)
class Minimap:
    """The picture: 100 wide, ``height`` high, ``rows`` comments from top to bottom."""

    strokes: Sequence[Stroke]
    height: int
    rows: int

    @property
    def paths(self) -> Mapping[str, str]:
        """Return the shape of all strokes of a kind: three elements instead of hundreds."""
        drawn: dict[str, list[str]] = {}
        for stroke in self.strokes:
            drawn.setdefault(stroke.kind, []).append(
                f"M{stroke.x} {stroke.y}h{stroke.width}v2h-{stroke.width}z"
            )
        return {kind: "".join(shapes) for kind, shapes in drawn.items()}


def minimap(rows: Sequence[Row], matches: Collection[str]) -> Minimap | None:
    """Draw a thread; ``None`` where it is too short for it."""
    if len(rows) < LEAST:
        return None
    skip = -(-len(rows) // MOST)
    scale = min(1.0, MOST / len(rows))
    strokes = [
        _stroke(row, int(place * scale * _STEP), row.message.id in matches)
        for place, row in enumerate(rows)
        if place % skip == 0 or row.message.id in matches
    ]
    return Minimap(strokes, int(len(rows) * scale * _STEP) + _STEP, len(rows))


def _stroke(row: Row, y: int, match: bool) -> Stroke:
    x = min(row.nest - 1, 12) * 4
    width = min(100 - x, 8 + int(16 * log10(1 + len(row.message.text))))
    kind = "match" if match else "author" if row.message.by_post_author else "other"
    return Stroke(x, y, width, kind)
