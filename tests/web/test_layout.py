"""Threads of any shape are laid out without recursion, and every list that opens closes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pmlarchive.model import Date, Kind, Message, Precision, Thread
from pmlarchive.web.layout import MAX_NEST, Layout, by_time, nested


def message(name: str, parent: str | None, depth: int, date: str | None = None) -> Message:
    kind = Kind.POST if parent is None else Kind.COMMENT
    when = Date(date, Precision.DAY) if date else Date()
    return Message(
        id=name,
        kind=kind,
        site="s",
        platform="p",
        thread="u",
        thread_id="post",
        parent=parent,
        depth=depth,
        date=when,
    )


def thread(parents: list[int]) -> Thread:
    """Comment n replies to comment ``parents[n]`` (0: the post)."""
    depths = [0]
    for parent in parents:
        depths.append(depths[parent] + 1)
    names = ["post"] + [str(n) for n in range(1, len(parents) + 1)]
    comments = [message(names[n + 1], names[parent], depths[n + 1]) for n, parent in enumerate(parents)]
    return Thread(message("post", None, 0), tuple(comments))


def balance(layout: Layout) -> int:
    """Follow the lists as the template writes them; return how many stay open."""
    depth = 0
    for row in layout.rows:
        assert not (row.opens and row.closes)
        depth += row.opens
        depth -= row.closes
        assert depth == row.nest
    return depth - layout.closes


@given(st.lists(st.integers(0, 30), max_size=30))
def test_every_list_that_opens_closes(raw: list[int]) -> None:
    parents = [min(value, n) for n, value in enumerate(raw)]
    layout = nested(thread(parents))
    assert len(layout.rows) == len(parents)
    assert balance(layout) == (1 if parents else 0)


def test_replies_are_counted_by_branch() -> None:
    rows = nested(thread([0, 1, 2, 1, 0])).rows
    assert [(row.replies, row.branch) for row in rows] == [(2, 3), (1, 1), (0, 0), (0, 0), (0, 0)]


def test_a_chain_of_ten_thousand_nests_to_a_bound() -> None:
    layout = nested(thread(list(range(10_000))))
    assert max(row.nest for row in layout.rows) == MAX_NEST
    assert layout.rows[0].branch == 9_999
    assert balance(layout) == 1


def test_time_order_puts_undated_last() -> None:
    post, *_ = thread([])
    comments = [
        message("1", "post", 1),
        message("2", "post", 1, "2015-01-02"),
        message("3", "2", 2, "2014-05-05"),
    ]
    layout = by_time(Thread(post, tuple(comments)))
    assert [row.message.id for row in layout.rows] == ["3", "2", "1"]
    assert layout.rows[0].parent == replace(comments[1])
    assert balance(layout) == 1
