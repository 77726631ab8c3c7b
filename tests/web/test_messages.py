"""One message: its citation, where it came from, what was changed in it, and what is not shown of it."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from web_archives import REBOUND, comment, fill

from pmlarchive.archive import Archive
from pmlarchive.model import Status
from pmlarchive.web.app import build_app
from pmlarchive.web.messages import compare


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The thread as captured, and captured again: one comment edited, one gone."""
    with fill(tmp_path_factory.mktemp("later"), REBOUND) as archive:
        again = deepcopy(REBOUND)
        again.comments[0] = comment(
            "101", None, "Anna K.", "2014-03-05T10:02", "Was anybody on <i>high</i> steroids during it?"
        )
        again.comments[0].text = "Was anybody on high steroids during it?"
        again.comments = [one for one in again.comments if one.key != "106"]
        archive.add(again, source="files/later.html", captured="2024-09-01T10:00:00Z")
        archive.update_index()
        yield archive


@pytest.fixture
def reader(later: Archive) -> FlaskClient:
    return build_app(later).test_client()


def find(archive: Archive, native_id: str) -> str:
    return next(m.id for m in archive.store.all_messages() if m.native_id == native_id)


def words(text: str) -> str:
    return " ".join(html.document_fromstring(text).text_content().split())


def test_a_comment_is_cited_like_a_paper(reader: FlaskClient, later: Archive) -> None:
    found = find(later, "104")
    page = html.document_fromstring(reader.get(f"/message/{found}/about").text)
    assert page.get_element_by_id("citation").text_content() == (
        "Tomás (6 March 2014, 07:01). Comment on “Rebound after stopping treatment: what is it?”. "
        "blog.example.org. https://blog.example.org/2014/03/rebound-after-stopping/#104. "
        f"Archived at http://localhost/message/{found}."
    )
    assert "files/" in words(reader.get(f"/message/{found}/about").text)


def test_versions_show_what_changed(reader: FlaskClient, later: Archive, rebound: str) -> None:
    found = find(later, "101")
    thread = html.document_fromstring(reader.get(f"/thread/{rebound}").text)
    (link,) = [a.get("href") for a in thread.xpath("//article//a") if (a.text or "") == "edited"]
    assert link == f"/message/{found}/versions"
    page = html.document_fromstring(reader.get(link).text)
    now, first = page.cssselect("section.version")
    assert [e.text for e in now.cssselect("ins")] == ["high", "it?"]
    assert [e.text for e in now.cssselect("del")] == ["the rebound?"]
    assert "Was anybody on steroids during the rebound?" in words(html.tostring(first, encoding="unicode"))
    answer = reader.get(f"/api/messages/{found}/versions").json
    assert [one["text"] for one in answer["items"]] == ["Was anybody on steroids during the rebound?"]


def test_what_is_gone_is_said_and_not_shown(reader: FlaskClient, later: Archive, rebound: str) -> None:
    found = find(later, "106")
    assert later.store.message(found).status is Status.GONE
    for path in (f"/thread/{rebound}", f"/thread/{rebound}?order=time", f"/thread/{rebound}/outline",
                 f"/message/{found}/about", f"/api/messages/{found}", "/feed/all.atom",
                 "/search?q=behind+immune", f"/thread/{rebound}?q=behind"):  # fmt: skip
        shown = reader.get(path).text
        assert "virus were behind it" not in shown, path
    assert "Gone: this was here when first captured" in reader.get(f"/thread/{rebound}").text
    assert reader.get(f"/message/{found}/versions").status_code == 404


def test_a_message_never_changed_has_no_versions(reader: FlaskClient, later: Archive) -> None:
    assert reader.get(f"/message/{find(later, '104')}/versions").status_code == 404


@given(st.text(), st.text())
def test_comparing_loses_no_word(before: str, after: str) -> None:
    page = html.fragment_fromstring(f"<div>{compare(_plain(before), _plain(after))}</div>")
    gone = [word for part in page.xpath("//del") for word in part.text_content().split()]
    for part in page.xpath("//del"):
        part.drop_tree()
    assert page.text_content().split() == _plain(after).split()
    assert all(word in _plain(before).split() for word in gone)


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def test_very_long_versions_are_compared_by_lines(tmp_path: Path) -> None:
    long = "\n".join(f"line {n} of many" for n in range(2_000))
    shown = compare(long, long.replace("line 7 of", "line seven of"))
    assert "<del>line 7 of many</del> <ins>line seven of many</ins>" in shown
