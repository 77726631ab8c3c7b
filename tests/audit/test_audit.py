"""The audit says what is missing, and only that."""

from pathlib import Path

import pytest

from pmlarchive.archive import Archive
from pmlarchive.audit import audit, to_json
from pmlarchive.errors import ImportFailed
from pmlarchive.model import Kind, Status
from scraper.draft import DraftComment, DraftThread

WHEN = "2024-01-01T00:00:00Z"


def comment(number: int, **more: object) -> DraftComment:
    return DraftComment(key=str(number), native_id=str(number), text=f"number {number}", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("declared", "missing"),
    [(None, 0), (2, 0), (3, 0), (4, 0), (5, 1), (9, 5), (1, -1), (0, -2)],
)
def test_pings_and_placeholders_may_be_declared_or_not(
    tmp_path: Path, declared: int | None, missing: int
) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        comments = [comment(1), comment(2), comment(3, kind=Kind.PING), comment(4, status=Status.REMOVED)]
        draft = DraftThread(
            url="https://b.example/1", text="x", comments=comments, declared_comments=declared
        )
        archive.add(draft, source="a", captured=WHEN)
        [thread] = archive.store.thread_audits()
        assert thread.missing == missing
        report = audit(archive)
    assert [t.missing for t in report.differing] == ([missing] if missing else [])
    assert report.sites[0].differing == (1 if missing else 0)


def test_figures_problems_and_what_is_not_indexed(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        known = {"author": "Ann"}
        draft = DraftThread(
            url="https://b.example/1", text="x", comments=[comment(1, **known), comment(2, parent="9")]
        )
        archive.add(draft, source="a", captured=WHEN)
        archive.note_problem("b.html", ImportFailed("is empty", subject="b.html"))
        report = audit(archive)
        assert report.unindexed > 0
        archive.update_index()
        assert audit(archive).unindexed == 0
        assert not report.sound
        site = report.sites[0]
        assert (site.ghosts, site.unknown_authors, site.unknown_dates, site.comments) == (1, 1, 2, 2)
        assert [p.source for p in report.problems] == ["b.html"]
        assert to_json(report)["sound"] is False
        archive.add(draft, source="b.html", captured=WHEN)
        assert audit(archive).sound


def test_a_damaged_database_is_said(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        for n in range(200):
            text = f"words {n} " * 200
            archive.add(DraftThread(url=f"https://b.example/{n}", text=text), source="a", captured=WHEN)
    path = tmp_path / "archive.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\xff" * 20_000
    path.write_bytes(data)
    with Archive.open(tmp_path) as archive:
        assert archive.store.damage()
