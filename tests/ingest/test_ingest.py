"""Drafts into the store: what is new, what changed, what is gone, and that nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlarchive.errors import NotAThread
from pmlarchive.ingest import ingest
from pmlarchive.model import Date, Kind, Precision, Status
from pmlarchive.store.store import Store
from scraper.draft import API, FEED, DraftComment, DraftThread, PageKind

URL = "https://blog.example/2014/05/rebound/"
FIRST, SECOND, THIRD = "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "archive.db")
    yield store
    store.close()


def comment(number: int, text: str, parent: int | None = None, **more: object) -> DraftComment:
    return DraftComment(
        key=str(number), native_id=str(number), parent=str(parent) if parent else None, text=text, **more
    )


def thread(*comments: DraftComment, **more: object) -> DraftThread:
    values = {
        "url": URL,
        "title": "Rebound",
        "text": "Why does it come back?",
        "platform": "wordpress",
        "complete": True,
    }
    return DraftThread(comments=list(comments), **(values | more))


def dump(store: Store) -> list[object]:
    return [*store.all_messages(), *(store.revisions(m.id) for m in store.all_messages()), store.version()]


def test_same_input_twice_changes_nothing(store: Store) -> None:
    draft = thread(
        comment(1, "one"), comment(2, "two", 1), comment(3, "three"), DraftComment(key="#1", text="nameless")
    )
    ingest(store, draft, source="a.html", captured=FIRST)
    before = dump(store)
    again = ingest(store, draft, source="a.html", captured=FIRST)
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert dump(store) == before
    later = ingest(store, draft, source="b.html", captured=SECOND)
    assert (later.new, later.changed, later.gone) == (0, 0, 0)
    assert dump(store) == before


def test_replies_stand_under_their_parents(store: Store) -> None:
    ingest(
        store,
        thread(comment(1, "a"), comment(4, "d"), comment(2, "b", 1), comment(3, "c", 2)),
        source="a.html",
        captured=FIRST,
    )
    found = store.thread(URL)
    assert [(m.text, m.depth, m.position) for m in found.comments] == [
        ("a", 1, 1),
        ("b", 2, 2),
        ("c", 3, 3),
        ("d", 1, 4),
    ]
    assert found.comments[1].parent == found.comments[0].id
    assert found.comments[0].parent == found.post.id
    assert found.post.position == found.post.depth == 0


def test_a_changed_comment_keeps_its_earlier_words(store: Store) -> None:
    ingest(store, thread(comment(1, "It is a virus.")), source="a", captured=FIRST)
    result = ingest(store, thread(comment(1, "It may be a virus.")), source="b", captured=SECOND)
    assert (result.new, result.changed) == (0, 1)
    message = store.thread(URL).comments[0]
    assert (message.text, message.captured, message.source) == ("It may be a virus.", SECOND, "b")
    [old] = store.revisions(message.id)
    assert (old.text, old.captured, old.replaced, old.number) == ("It is a virus.", FIRST, SECOND, 1)


def test_an_older_capture_becomes_a_revision_and_changes_nothing_shown(store: Store) -> None:
    ingest(store, thread(comment(1, "new words")), source="b", captured=SECOND)
    for _ in range(2):
        ingest(
            store, thread(comment(1, "old words"), comment(2, "deleted since")), source="a", captured=FIRST
        )
    first, second = store.thread(URL).comments
    assert first.text == "new words"
    assert [r.text for r in store.revisions(first.id)] == ["old words"]
    assert second.status is Status.GONE


HIDING = [comment(1, "one"), comment(2, "two", 1), comment(3, "three", 2), comment(4, "four")]


@pytest.mark.parametrize(
    ("shown", "declared", "gone"),
    [
        ([1, 4], 5, {"2", "3"}),  # the second was hidden: one less is declared, and its reply went with it
        ([1, 2, 3, 4, 5], 7, set()),
        ([1, 4, 5], 6, {"2", "3"}),  # the same, with a new one
        ([1, 4], 6, set()),  # as many as before: they may be behind a button
        ([4], 5, {"1", "2", "3"}),
        ([1, 3], 5, set()),  # two vanished on their own, one less is declared
        ([1, 3], 4, {"2", "4"}),
    ],
)
def test_a_count_that_fell_accounts_for_what_is_gone(
    store: Store, shown: list[int], declared: int, gone: set[str]
) -> None:
    """Six are declared and four shown: two hang under a comment that the site removed before."""
    more = {"complete": False, "whole": True}
    ingest(store, thread(*HIDING, declared_comments=6, **more), source="a", captured=FIRST)
    now = [one for one in [*HIDING, comment(5, "five")] if int(one.key) in shown]
    ingest(store, thread(*now, declared_comments=declared, **more), source="b", captured=SECOND)
    assert {m.native_id for m in store.thread(URL).comments if m.status is Status.GONE} == gone
    unsure = thread(declared_comments=0, complete=False)
    ingest(store, unsure, source="c", captured=THIRD)
    assert {m.native_id for m in store.thread(URL).comments if m.status is Status.GONE} == gone


def test_gone_only_when_the_whole_thread_was_seen(store: Store) -> None:
    ingest(store, thread(comment(1, "a"), comment(2, "b", 1)), source="a", captured=FIRST)
    ingest(store, thread(comment(1, "a"), complete=False), source="b", captured=SECOND)
    assert [m.status for m in store.thread(URL).comments] == [Status.VISIBLE] * 2
    result = ingest(store, thread(comment(2, "b")), source="c", captured=THIRD)
    assert result.gone == 1
    gone, orphan = store.thread(URL).comments
    assert (gone.status, gone.text) == (Status.GONE, "a")
    assert orphan.parent == store.thread(URL).post.id  # the page shows it there now


def test_a_comment_that_comes_back_is_visible_again(store: Store) -> None:
    whole = thread(comment(1, "a"), comment(2, "b"))
    ingest(store, whole, source="a", captured=FIRST)
    ingest(store, thread(comment(2, "b")), source="b", captured=SECOND)
    ingest(store, whole, source="c", captured=THIRD)
    assert [m.status for m in store.thread(URL).comments] == [Status.VISIBLE] * 2


def test_a_parent_never_seen_is_a_ghost_until_it_is(store: Store) -> None:
    ingest(store, thread(comment(5, "answer", 4)), source="a", captured=FIRST)
    ghost, answer = store.thread(URL).comments
    assert (ghost.status, ghost.native_id, ghost.text, ghost.depth) == (Status.GHOST, "4", "", 1)
    assert (answer.parent, answer.depth) == (ghost.id, 2)
    ingest(store, thread(comment(4, "question"), complete=False), source="b", captured=SECOND)
    seen, answer = store.thread(URL).comments
    assert (seen.id, seen.status, seen.text) == (ghost.id, Status.VISIBLE, "question")
    assert store.revisions(seen.id) == []


def test_a_page_keeps_the_place_of_what_it_holds_back(store: Store) -> None:
    held = comment(2, "", 1)
    held.author, held.status = None, Status.GHOST
    shown = thread(comment(1, "a"), held, comment(3, "c", 2), complete=False)
    ingest(store, shown, source="a", captured=FIRST)
    _, ghost, answer = store.thread(URL).comments
    assert (ghost.status, ghost.depth, ghost.captured, ghost.url) == (Status.GHOST, 2, None, None)
    assert (answer.parent, answer.depth) == (ghost.id, 3)
    ingest(
        store, thread(comment(1, "a"), comment(2, "b", 1), comment(3, "c", 2)), source="b", captured=SECOND
    )
    ingest(store, shown, source="c", captured=THIRD)  # nothing is known the less for it
    assert [(m.text, m.status) for m in store.thread(URL).comments] == [
        ("a", Status.VISIBLE), ("b", Status.VISIBLE), ("c", Status.VISIBLE),
    ]  # fmt: skip


def test_circles_are_cut_and_said(store: Store) -> None:
    result = ingest(
        store,
        thread(comment(1, "a", 3), comment(2, "b", 1), comment(3, "c", 2), comment(4, "self", 4)),
        source="a",
        captured=FIRST,
    )
    assert any("circle" in note for note in result.notes)
    assert [(m.text, m.depth) for m in store.thread(URL).comments] == [
        ("a", 1),
        ("b", 2),
        ("c", 3),
        ("self", 1),
    ]


def test_ten_thousand_deep(store: Store) -> None:
    chain = [comment(n, f"level {n}", n - 1) for n in range(1, 10_001)]
    ingest(store, thread(*chain), source="a", captured=FIRST)
    assert store.thread(URL).comments[-1].depth == 10_000
    nameless = [DraftComment(key=f"#{n}", parent=f"#{n - 1}" if n else None, text="x") for n in range(10_000)]
    ingest(store, thread(*nameless, url=URL + "2"), source="b", captured=FIRST)
    assert store.thread(URL + "2").comments[-1].depth == 10_000


def test_a_feed_adds_and_never_overwrites_and_an_api_wins(store: Store) -> None:
    day = Date("2014-05-02", Precision.DAY, "2 May 2014")
    instant = Date("2014-05-02T10:00:00+00:00", Precision.SECOND)
    ingest(store, thread(comment(1, "from the page", date=day)), source="page", captured=FIRST)
    ingest(
        store,
        thread(
            comment(1, "from the feed", author="Ann"),
            comment(2, "only there"),
            authority=FEED,
            complete=False,
        ),
        source="feed",
        captured=SECOND,
    )
    first, second = store.thread(URL).comments
    assert (first.text, first.author, second.text) == ("from the page", "Ann", "only there")
    ingest(
        store, thread(comment(1, "from the API", date=instant), authority=API), source="api", captured=SECOND
    )
    ingest(store, thread(comment(1, "from the page", date=day)), source="page", captured=THIRD)
    first = store.thread(URL).comments[0]
    assert (first.text, first.date, first.author) == ("from the API", instant, "Ann")
    assert store.revisions(first.id) == []


def test_a_page_without_an_address_is_known_by_its_words(store: Store) -> None:
    draft = thread(comment(1, "a"), url=None)
    one = ingest(store, draft, source="a.html", captured=FIRST)
    draft.comments.append(comment(2, "b"))
    two = ingest(store, draft, source="copy.html", captured=SECOND)
    assert one.url.startswith("urn:")
    assert (two.thread_id, two.new) == (one.thread_id, 1)
    named = ingest(store, draft, source="c.html", captured=SECOND, url="https://given.example/post")
    assert named.url == "https://given.example/post"


def test_a_post_that_moved_keeps_its_identity(store: Store) -> None:
    one = ingest(store, thread(comment(1, "a"), native_id="77"), source="a", captured=FIRST)
    moved = "https://blog.example/2014/05/rebound-renamed/"
    two = ingest(store, thread(comment(1, "a"), native_id="77", url=moved), source="b", captured=SECOND)
    assert (two.thread_id, two.new) == (one.thread_id, 0)
    assert store.thread(moved).id == store.thread(URL).id == one.thread_id
    assert store.thread(moved).post.thread == moved


def test_what_is_printed_twice_is_kept_once(store: Store) -> None:
    result = ingest(
        store, thread(comment(1, "a"), comment(1, "a"), comment(1, "another")), source="a", captured=FIRST
    )
    assert sorted(m.text for m in store.thread(URL).comments) == ["a", "another"]
    assert any("twice" in note for note in result.notes)


def test_pings_are_not_comments(store: Store) -> None:
    result = ingest(
        store, thread(comment(1, "a"), comment(2, "…", kind=Kind.PING)), source="a", captured=FIRST
    )
    assert result.found == 1
    assert (store.overview().comments, store.overview().pings) == (1, 1)


@pytest.mark.parametrize("draft", [thread(kind=PageKind.LISTING), DraftThread(url=URL, title="Empty")])
def test_what_is_no_thread_is_refused(store: Store, draft: DraftThread) -> None:
    with pytest.raises(NotAThread):
        ingest(store, draft, source="a", captured=FIRST)
    assert store.overview().threads == 0


_text = st.text(st.characters(exclude_categories=()), max_size=20)
_keys = st.sampled_from(["1", "2", "3", "#1", "#2", "x", ""])


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            DraftComment,
            key=_keys,
            native_id=st.none() | _keys,
            parent=st.none() | _keys,
            author=st.none() | _text,
            text=_text,
            url=st.none() | _text,
        ),
        max_size=8,
    ),
    _text,
    st.none() | _text,
)
def test_any_draft_is_taken_or_refused_and_twice_is_once(
    comments: list[DraftComment], title: str, url: str | None
) -> None:
    store = Store("sqlite://")
    draft = DraftThread(title=title, url=url, text=title, comments=comments, complete=True)
    try:
        ingest(store, draft, source="any", captured=FIRST)
    except NotAThread:
        return
    else:
        before = dump(store)
        ingest(store, draft, source="any", captured=FIRST)
        assert dump(store) == before
        [key] = store.thread_ids()
        found = store.thread(key)
        assert [m.position for m in found] == list(range(len(found)))
        for message in found.comments:
            parent = found.parent_of(message)
            assert parent is not None
            assert message.depth == parent.depth + 1
    finally:
        store.close()
