"""Dates that never claim more than they know, addresses that name one page, ids that stay."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlarchive.arrange import Node, arrange
from pmlarchive.model import Date, Precision, comment_id, derived_id, normal_url, site_key, thread_id


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2014", datetime(2014, 1, 1, tzinfo=UTC)),
        ("2014-03", datetime(2014, 3, 1, tzinfo=UTC)),
        ("2014-03-05", datetime(2014, 3, 5, tzinfo=UTC)),
        ("2014-03-05T14:22", datetime(2014, 3, 5, 14, 22, tzinfo=UTC)),
        ("2014-03-05T14:22:07+02:00", datetime(2014, 3, 5, 14, 22, 7, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_sort_key_is_the_earliest_moment(value: str, moment: datetime) -> None:
    assert Date(value).sort_key == int(moment.timestamp())


def test_what_is_no_date_sorts_nowhere() -> None:
    assert Date().sort_key is None
    assert Date("2014-99").sort_key is None


@pytest.mark.parametrize("precision", list(Precision))
def test_a_date_is_cut_at_its_precision(precision: Precision) -> None:
    value = Date.of(datetime(2014, 3, 5, 14, 22, 7), precision).value  # noqa: DTZ001
    assert "2014-03-05T14:22:07".startswith(value or "?")
    assert len(value or "") == {"year": 4, "month": 7, "day": 10, "minute": 16, "second": 19}[precision]


@pytest.mark.parametrize(
    "url",
    [
        "https://Blog.Example/2014/05/post/",
        "http://blog.example/2014/05/post",
        "https://www.blog.example:443/2014/05/post/#comment-7",
        "https://blog.example/2014/05/post/?utm_source=feed&replytocom=12",
        " https://blog.example/2014/05/post/?share=twitter",
    ],
)
def test_one_page_has_one_id(url: str) -> None:
    assert thread_id(url) == thread_id("https://blog.example/2014/05/post/")
    assert site_key(url) == "blog.example"


def test_different_pages_have_different_ids() -> None:
    urls = [
        "https://b.example/?p=1",
        "https://b.example/?p=2",
        "https://b.example/",
        "https://c.example/?p=1",
    ]
    assert len({thread_id(url) for url in urls}) == len(urls)


def test_normal_url_keeps_what_matters() -> None:
    assert normal_url("HTTP://B.example:80/A?p=1&x=a%20b#top") == "http://b.example/A?p=1&x=a+b"
    assert normal_url("http://b.example") == "http://b.example/"


def test_ids_tell_comments_apart() -> None:
    same = {comment_id("p1", "7"), comment_id("p2", "7"), comment_id("p1", "8")}
    assert len(same) == 3
    assert derived_id("p", "p", "Ann", "a  b") == derived_id("p", "p", "Ann", "a b")
    assert derived_id("p", "p", "Ann", "a") != derived_id("p", "p", "Ann", "a", 1)


_ids = st.sampled_from([str(n) for n in range(8)])


@given(st.lists(st.tuples(_ids, st.none() | _ids), max_size=12, unique_by=lambda pair: pair[0]))
def test_arranging_places_everyone_once_and_after_their_parent(pairs: list[tuple[str, str | None]]) -> None:
    nodes = [Node(one, parent, one, Date(), n) for n, (one, parent) in enumerate(pairs)]
    places, cut = arrange(nodes)
    assert sorted(place.id for place in places) == sorted(node.id for node in nodes)
    depth: dict[str | None, int] = {None: 0}
    for place in places:
        assert place.depth == depth[place.parent] + 1  # its parent came before it
        depth[place.id] = place.depth
    wanted = dict(pairs)
    for place in places:
        named = wanted[place.id]
        assert place.parent == (named if named in wanted and place.id not in cut else None)


def test_siblings_stand_by_time_then_number_then_page() -> None:
    def order(*dates: Date, numbers: tuple[str | None, ...]) -> list[str]:
        nodes = [
            Node(str(n), None, number, date, n)
            for n, (date, number) in enumerate(zip(dates, numbers, strict=True))
        ]
        return [place.id for place in arrange(nodes)[0]]

    late, early = Date("2014-03-05T15:00", Precision.MINUTE), Date("2014-03-05T14:00", Precision.MINUTE)
    day = Date("2014-03-05", Precision.DAY)
    assert order(late, early, numbers=("1", "2")) == ["1", "0"]
    assert order(day, early, numbers=("2", "1")) == ["1", "0"]
    assert order(day, early, numbers=("2", None)) == ["0", "1"]
