"""The small map shows every comment of a short thread, and of a long one still every match."""

from test_layout import thread

from pmlarchive.web.layout import nested
from pmlarchive.web.minimap import LEAST, MOST, minimap


def test_strokes_stand_in_order_further_right_the_deeper() -> None:
    drawn = minimap(nested(thread([0, 1, 2, 0, 0, 5, 6, 7, 8])).rows, {"4"})
    assert drawn is not None
    assert [stroke.x for stroke in drawn.strokes] == [0, 4, 8, 0, 0, 4, 8, 12, 16]
    ys = [stroke.y for stroke in drawn.strokes]
    assert ys == sorted(set(ys))
    assert ys[-1] < drawn.height
    assert [stroke.kind for stroke in drawn.strokes].index("match") == 3


def test_a_long_thread_is_drawn_with_few_strokes_and_every_match() -> None:
    rows = nested(thread([0] * 5_000)).rows
    matches = {str(n) for n in range(7, 5_000, 1_001)}
    drawn = minimap(rows, matches)
    assert drawn is not None
    assert len(drawn.strokes) <= MOST + len(matches)
    assert sum(stroke.kind == "match" for stroke in drawn.strokes) == len(matches)
    assert all(stroke.x + stroke.width <= 100 for stroke in drawn.strokes)


def test_a_short_thread_needs_none() -> None:
    assert minimap(nested(thread([0] * (LEAST - 1))).rows, set()) is None
