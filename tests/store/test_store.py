"""The store: what it counts, that it survives, what it refuses and how it says so."""

import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from pmlarchive.errors import NotFound, StoreError
from pmlarchive.ingest import ingest
from pmlarchive.model import Date, Kind, Precision, Problem, Status
from pmlarchive.store import schema
from pmlarchive.store.database import Database
from pmlarchive.store.store import Store
from scraper.draft import DraftComment, DraftThread

WHEN = "2024-01-01T00:00:00Z"


def day(value: str) -> Date:
    return Date(value, Precision.DAY, value)


def draft(number: int, year: int, *comments: DraftComment, **more: object) -> DraftThread:
    values = {
        "url": f"https://blog.example/{year}/{number}",
        "title": f"Post {number}",
        "text": "words",
        "author": "Prof G",
        "date": day(f"{year}-05-0{number}"),
        "platform": "wordpress",
    }
    return DraftThread(comments=list(comments), **(values | more))


def said(number: int, author: str | None, date: str, **more: object) -> DraftComment:
    values = {
        "key": str(number),
        "native_id": str(number),
        "author": author,
        "date": day(date),
        "text": f"said {number}",
    }
    return DraftComment(**(values | more))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "archive.db")
    drafts = [
        draft(
            1,
            2013,
            said(1, "Ann", "2013-05-02"),
            said(2, "Ben", "2013-05-03", parent="1"),
            declared_comments=4,
        ),
        draft(
            2,
            2014,
            said(3, "Ann", "2014-06-01", links=("https://doi.org/10.1000/ABC.",)),
            tags=("EBV", "IRIS"),
        ),
        draft(
            3, 2014, said(4, None, "2015-01-01", kind=Kind.PING), url="https://other.example/3", tags=("EBV",)
        ),
    ]
    for one in drafts:
        ingest(store, one, source=f"{one.title}.html", captured=WHEN)
    yield store
    store.close()


def test_overview_and_years(store: Store) -> None:
    seen = store.overview()
    assert (seen.sites, seen.threads, seen.comments, seen.pings) == (2, 3, 3, 1)
    assert (seen.declared, seen.found, seen.first_year, seen.last_year) == (4, 2, 2013, 2015)
    assert [(y.year, y.threads, y.comments) for y in store.years()] == [
        (2013, 1, 2),
        (2014, 2, 1),
        (2015, 0, 0),
    ]
    assert [(m.month, m.threads, m.comments) for m in store.months(2014, "blog.example")] == [
        (5, 1, 0),
        (6, 0, 1),
    ]


def test_threads_are_listed_in_each_order_and_by_each_filter(store: Store) -> None:
    def titles(**wanted: object) -> list[str | None]:
        return [one.title for one in store.threads(**wanted).items]  # type: ignore[arg-type]

    assert titles() == ["Post 3", "Post 2", "Post 1"]
    assert titles(order="oldest") == ["Post 1", "Post 2", "Post 3"]
    assert titles(order="discussed")[0] == "Post 1"
    assert titles(order="active")[0] == "Post 3"
    assert titles(year=2014, month=5, site="blog.example") == ["Post 2"]
    assert titles(author="Ann") == ["Post 2", "Post 1"]
    assert titles(tag="EBV") == ["Post 3", "Post 2"]
    assert (titles(limit=1, offset=1), store.threads(limit=1).total) == (["Post 2"], 3)


def test_neighbours_stay_on_their_site(store: Store) -> None:
    older, newer = store.neighbours(store.thread("https://blog.example/2014/2").id)
    assert (older.title if older else None, newer) == ("Post 1", None)
    assert store.neighbours("p-nothing") == (None, None)


def test_people_tags_and_papers(store: Store) -> None:
    names = {
        a.name: (a.posts, a.comments, a.threads, a.first.value, a.last.value) for a in store.authors().items
    }
    assert names["Ann"] == (0, 2, 2, "2013-05-02", "2014-06-01")
    assert [a.name for a in store.authors("pro").items] == ["Prof G"]
    assert [(t.tag, t.threads) for t in store.tags()] == [("EBV", 2), ("IRIS", 1)]
    [paper] = store.cited().items
    assert (paper.kind, paper.value, paper.passages, paper.url) == (
        "doi",
        "10.1000/abc",
        1,
        "https://doi.org/10.1000/abc",
    )
    [placed] = store.citing(paper.key).items
    assert (placed.message.text, placed.thread_title, placed.parent_author) == ("said 3", "Post 2", "Prof G")
    assert [p.message.text for p in store.recent(author="Ann").items] == ["said 3", "said 1"]


def test_what_is_incomplete(store: Store) -> None:
    [thread] = store.incomplete().items
    assert (thread.title, thread.declared, thread.comments) == ("Post 1", 4, 2)
    audits = {a.title: a for a in store.thread_audits()}
    assert audits["Post 1"].missing == 2
    assert audits["Post 3"].pings == 1
    assert store.damage() == []


def test_changes_are_numbered_and_a_message_stands_once(store: Store) -> None:
    first = store.changes(0, limit=1000)
    assert len({message_id for _, message_id, _ in first}) == len(first) == 7
    ingest(
        store,
        draft(2, 2014, said(3, "Ann", "2014-06-01", text="new words")),
        source="x",
        captured="2024-02-01T00:00:00Z",
    )
    later = store.changes(first[-1][0])
    assert "new words" in [message.text for _, _, message in later if message]
    everything = store.changes(0, limit=1000)
    assert len(everything) == 7
    assert store.version() == everything[-1][0]


def test_unknown_keys_are_not_found(store: Store) -> None:
    for key in (
        "p0",
        "https://blog.example/none",
        "urn:nothing",
        "http://[broken",
        "\x00",
        "'; DROP TABLE message",
    ):
        with pytest.raises(NotFound):
            store.thread(key)
    with pytest.raises(NotFound):
        store.message("c0")
    assert store.messages(["c0"]) == {}


def test_problems_are_kept_once_and_forgotten_when_mended(store: Store) -> None:
    for _ in range(2):
        with store.writing() as writer:
            writer.add_problem(Problem("a.html", "NotAThread", "is empty", WHEN))
    assert [p.detail for p in store.problems()] == ["is empty"]
    with store.writing() as writer:
        writer.clear_problems("a.html")
    assert store.problems() == []


def test_full_unicode_goes_in_and_out(tmp_path: Path) -> None:
    words = "Sjögren, β-interferon, 多発性硬化症, 🧠, e\u0301, \u202ertl, lone \ud800 surrogate, NUL \x00"
    with_store = Store(tmp_path / "a.db")
    ingest(
        with_store,
        draft(1, 2013, said(1, words, "2013-01-01", text=words), title=words),
        source=words,
        captured=WHEN,
    )
    found = with_store.thread("https://blog.example/2013/1").comments[0]
    with_store.close()
    assert found.text == words.replace("\ud800", "?").replace("\x00", "")


def test_readers_read_while_a_writer_writes(store: Store) -> None:
    errors: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(20):
                assert store.thread("https://blog.example/2013/1").comments
        except BaseException as error:  # noqa: BLE001 - carried over to the test's thread
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for one in threads:
        one.start()
    for number in range(10):
        ingest(store, draft(1, 2013, said(100 + number, "Eve", "2013-05-09")), source="w", captured=WHEN)
    for one in threads:
        one.join()
    assert errors == []
    assert store.thread("https://blog.example/2013/1").found_comments == 12


def test_a_failed_write_leaves_nothing_behind(store: Store) -> None:
    version = store.version()
    ids = [m.id for m in store.thread("https://blog.example/2013/1")]

    def write_and_fail() -> None:
        with store.writing() as writer:
            writer.log(ids)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert store.version() == version


def test_killed_while_writing_it_opens_and_goes_on(tmp_path: Path) -> None:
    """Kill a process that writes without end, three times; the archive opens, is sound and goes on."""
    path = tmp_path / "archive.db"
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from pmlarchive.ingest import ingest
        from pmlarchive.store.store import Store
        from scraper.draft import DraftComment, DraftThread
        store = Store(Path(sys.argv[1]))
        start = store.overview().threads
        for n in range(start, start + 100_000):
            comments = [
                DraftComment(key=str(i), native_id=str(i), parent=str(i - 1) if i else None, text="x")
                for i in range(20)
            ]
            draft = DraftThread(url=f"https://b.example/{n}", title="t", text="x", comments=comments)
            ingest(store, draft, source="s", captured="2024")
            print(n, flush=True)
        """
    )
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        last = -1
        for _ in range(7):
            last = int(process.stdout.readline())
        process.kill()
        process.communicate()
        store = Store(path)
        assert store.damage() == []
        assert store.overview().threads > last
        assert all(len(thread) == 21 for thread in store.threads_whole())
        assert len(store.changes(0, limit=100_000)) == store.overview().threads * 21
        store.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match="is not a database") as caught:
        Store(path)
    assert str(path) in caught.value.line()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE name = 'schema'")
    connection.close()
    with pytest.raises(StoreError, match="newer pmlarchive"):
        Store(path)


def test_an_older_database_is_brought_forward_step_by_step(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")

    def add_column(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE site ADD COLUMN language TEXT"))

    def fill_column(connection: Connection) -> None:
        connection.execute(text("UPDATE site SET language = 'en'"))

    with database.writing() as connection:
        connection.execute(schema.site.insert().values(key="b.example"))
    for steps in ((add_column,), (add_column, fill_column), (add_column, fill_column)):
        with database.writing() as connection:
            schema.prepare(connection, steps)
    with database.reading() as connection:
        assert "language" in [c["name"] for c in inspect(connection).get_columns("site")]
        assert connection.execute(text("SELECT language FROM site")).scalar() == "en"
        assert connection.execute(text("SELECT value FROM meta")).scalar() == "3"
    database.close()


def test_statuses_and_kinds_come_back_as_they_went(store: Store) -> None:
    ingest(
        store,
        draft(1, 2013, said(9, None, "2013-05-09", status=Status.REMOVED), complete=False),
        source="s",
        captured=WHEN,
    )
    message = next(m for m in store.thread("https://blog.example/2013/1") if m.native_id == "9")
    assert message.status is Status.REMOVED
    assert message.kind is Kind.COMMENT
