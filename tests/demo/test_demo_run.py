"""``pmlarchive demo``, end to end."""

from pathlib import Path

import pytest

from pmlarchive.archive import Archive
from pmlarchive.demo import run
from pmlarchive.demo.blog import serve_sample
from pmlarchive.demo.content import sample_sites
from pmlarchive.demo.run import run_demo
from pmlarchive.model import Kind, Status


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, list[str]]:
    folder, said = tmp_path_factory.mktemp("demo") / "archive", list[str]()
    status = run_demo(folder, port=0, open_browser=False, exit_after_check=True, echo=said.append)
    return folder, status, said


def test_the_check_proves_a_search_and_a_thread(demo: tuple[Path, int, list[str]]) -> None:
    _, status, said = demo
    assert status == 0, said
    assert said[-1].startswith("Checked")
    assert not [line for line in said if "cannot" in line or "could not" in line]


def test_the_archive_holds_all_of_the_sample(demo: tuple[Path, int, list[str]]) -> None:
    first, later = sample_sites(), sample_sites(later=True)
    gone = {str(c.native_id) for site in first for post in site.posts for c in post.comments} - {
        str(c.native_id) for site in later for post in site.posts for c in post.comments
    }
    with Archive.open(demo[0]) as archive:
        threads = [archive.store.thread(i) for i in archive.store.thread_ids()]
        messages = [m for thread in threads if thread for m in thread]
        assert sum(m.is_post for m in messages) == sum(len(site.posts) for site in later)
        assert {m.native_id for m in messages if m.status is Status.GONE} == gone
        shown = [m for m in messages if not m.is_post and m.status is not Status.GONE]
        wanted = {str(c.native_id): c for site in later for post in site.posts for c in post.comments}
        assert {m.native_id for m in shown} == wanted.keys()
        assert {m.native_id for m in shown if m.kind is Kind.PING} == {
            i for i, c in wanted.items() if c.is_ping
        }
        revised = [m for m in messages if archive.store.revisions(m.id)]
        assert len(revised) >= 4
        assert archive.unindexed() == 0


def test_the_check_fails_where_nothing_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_archive_sample", lambda *_: None)
    said: list[str] = []
    folder = tmp_path / "archive"
    assert run_demo(folder, port=0, open_browser=False, exit_after_check=True, echo=said.append) == 1
    assert "found nothing" in said[-1]


def test_a_taken_port_is_said(tmp_path: Path, unused_tcp_pair: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_archive_sample", lambda *_: None)
    monkeypatch.setattr(run, "_PORT", unused_tcp_pair)
    said: list[str] = []
    with serve_sample(unused_tcp_pair):  # the sample's own ports are taken too: it finds others
        args = {"port": unused_tcp_pair, "open_browser": False, "exit_after_check": True, "echo": said.append}
        assert run_demo(tmp_path / "archive", **args) == 1
    assert "cannot run" in said[0]


def test_a_second_demo_replaces_the_first(demo: tuple[Path, int, list[str]]) -> None:
    said: list[str] = []
    status = run_demo(demo[0], port=0, open_browser=False, exit_after_check=True, echo=said.append)
    assert status == 0, said


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    said: list[str] = []
    assert run_demo(tmp_path, port=0, open_browser=False, exit_after_check=True, echo=said.append) == 1
    assert "something other than a demo" in said[0]
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
