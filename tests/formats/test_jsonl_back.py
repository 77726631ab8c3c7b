"""Our own interchange, back in."""

import io
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from pmlarchive.archive import Archive
from pmlarchive.demo.blog import SampleBlog
from pmlarchive.errors import ImportFailed
from pmlarchive.export.jsonl import lines
from pmlarchive.model import Date, Kind, Message, Precision, Status, comment_id, thread_id
from pmlarchive.restore import restore
from scraper.draft import DraftComment, DraftThread
from scraper.files import read_file
from scraper.formats.jsonl import read_messages
from scraper.parse import parse_page

URL = "https://grey.example/rebound/"
POST = Message(
    id=thread_id(URL), kind=Kind.POST, site="grey.example", platform="wordpress", thread=URL, thread_id=thread_id(URL),
    title="Rebound", author="Ravi", text="What if?", html="<p>What if?</p>", tags=("MS", "EBV"), url=URL,
    links=("https://doi.org/10.1212/WNL.0000000000000355",), declared_comments=2,
    date=Date("2014-06-01T18:40:00+00:00", Precision.SECOND, "June 1, 2014"), source="a.warc.gz#12",
    captured="2026-01-01T00:00:00Z",
)  # fmt: skip
REPLY = Message(
    id=comment_id(POST.id, "311"), kind=Kind.COMMENT, site="grey.example", platform="wordpress", thread=URL,
    thread_id=POST.id, native_id="311", parent=POST.id, depth=1, position=1, author=None,
    text="Toast & arson", html="<p>Toast &amp; arson</p>", date=Date("2014", Precision.YEAR, "2014"), status=Status.GONE,
)  # fmt: skip


def back(text: str, notes: list[str] | None = None) -> list[Message]:
    return list(read_messages(io.BytesIO(text.encode()), notes if notes is not None else []))


def test_messages_come_back_as_they_were() -> None:
    messages = [
        POST,
        REPLY,
        replace(REPLY, id="c" + "0" * 20, status=Status.GHOST, date=Date(text="one day")),
    ]
    assert back("\n".join(lines(messages))) == messages


def test_an_archive_comes_back_as_it_was(tmp_path: Path, sample_app: SampleBlog) -> None:
    with Archive.open(tmp_path / "one", create=True) as archive:
        for site in sample_app.sites:
            client = sample_app.app(site.key).test_client()
            for post in site.posts[:3]:
                url = sample_app.resolve(f"{site.key}:{post.slug}")
                draft = parse_page(client.get(url, base_url=f"http://{site.key}.example").data, url=url)
                archive.add(draft, source="x.html", captured="2026-01-01T00:00:00Z")
        written = list(archive.store.all_messages())
    assert len(written) > 50
    exported = tmp_path / "archive.jsonl"
    exported.write_text("\n".join(lines(written)), encoding="utf-8")
    assert back(exported.read_text("utf-8")) == written
    with Archive.open(tmp_path / "two", create=True) as archive:
        for draft in read_file(exported):
            archive.add(draft, source="archive.jsonl", captured="2026-01-01T00:00:00Z")
        again = {m.id: m for m in archive.store.all_messages()}
    for message in written:
        assert again[message.id] == replace(message, source="archive.jsonl"), message.url


def _restored(folder: Path, text: str) -> list[Message]:
    path = folder / "back.jsonl"
    path.write_text(text, encoding="utf-8")
    with Archive.open(folder / "restored", create=True) as archive:
        for ingested in restore(archive.store, path, source=path.name, captured="2026-02-02T00:00:00Z"):
            assert ingested.thread_id
        return list(archive.store.all_messages())


GHOST = replace(REPLY, id=comment_id(POST.id, "9"), native_id="9", status=Status.GHOST, text="", html="")
LATER = replace(
    REPLY, id=comment_id(POST.id, "12"), parent=GHOST.id, depth=2, position=2, status=Status.WITHHELD
)


def test_what_is_gone_withheld_or_a_ghost_comes_back_too(tmp_path: Path) -> None:
    messages = [POST, GHOST, LATER, replace(REPLY, position=3)]
    text = "\n".join(lines(messages))
    assert _restored(tmp_path, text) == messages
    assert _restored(tmp_path, text) == messages, "a second time changes nothing"


@pytest.mark.parametrize(
    "messages",
    [
        [POST, replace(REPLY, parent=REPLY.id, status=Status.VISIBLE)],
        [POST, replace(REPLY, depth=7, status=Status.VISIBLE)],
        [POST, replace(REPLY, position=0, status=Status.VISIBLE)],
        [POST, REPLY, REPLY],
        [replace(REPLY, status=Status.VISIBLE)],
        [GHOST],
    ],
)
def test_lines_that_fit_together_badly_are_put_in_order_or_left_out(
    tmp_path: Path, messages: list[Message]
) -> None:
    found = {message.id: message for message in _restored(tmp_path, "\n".join(lines(messages)))}
    for message in found.values():
        above = found[message.parent].depth if message.parent else -1
        assert message.depth == above + 1


def test_an_id_that_another_thread_has_is_not_taken_over(tmp_path: Path) -> None:
    url = "https://other.example/x/"
    other = replace(
        POST, id=thread_id(url), thread_id=thread_id(url), thread=url, site="other.example", url=url
    )
    stolen = replace(
        REPLY, thread=url, thread_id=other.id, parent=other.id, site="other.example", text="Mine now"
    )
    visible = replace(REPLY, status=Status.VISIBLE)
    found = _restored(
        tmp_path, "\n".join(lines([POST, visible, other, replace(stolen, status=Status.VISIBLE)]))
    )
    assert [m for m in found if m.thread == URL] == [POST, visible]
    assert [m.text for m in found if m.thread == url] == ["What if?", "Mine now"]


def test_lines_that_are_no_messages_are_counted() -> None:
    good = next(iter(lines([POST])))
    row = json.loads(good)
    bad = ["{", "[]", "nonsense", json.dumps(row | {"id": "../x"}), json.dumps(row | {"kind": "advert"}),
           json.dumps(row | {"date": "yesterday"}), json.dumps(row | {"date_precision": "eon"})]  # fmt: skip
    notes: list[str] = []
    assert back("\n".join([bad[0], good, *bad[1:], ""]), notes) == [POST]
    assert notes == ["has 7 lines that hold no message (the first: line 1); they were left out"]


def test_a_file_without_messages_says_so() -> None:
    with pytest.raises(ImportFailed, match="no line"):
        back('{"kind": "comment"}')


def test_markup_of_strangers_is_made_safe() -> None:
    evil = replace(POST, html='<p onclick="x()">a</p><script>alert(1)</script><a href="javascript:x">b</a>')
    [message] = back(next(iter(lines([evil]))))
    assert "script" not in message.html
    assert "onclick" not in message.html


def test_lines_in_any_order_come_back_the_same(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "first", create=True) as archive:
        for number in range(3):
            comments = [
                DraftComment(key=str(n), native_id=str(n), parent=str(n - 1) if n % 3 else None, text=f"{n}")
                for n in range(1, 12)
            ]
            draft = DraftThread(url=f"https://b.example/{number}", title="T", text="x", comments=comments)
            archive.add(draft, source="a.html", captured="2024-01-01T00:00:00Z")
        wanted = list(archive.store.all_messages())
    shuffled = list(lines(wanted))
    random.Random(7).shuffle(shuffled)
    assert _restored(tmp_path, "\n".join(shuffled)) == wanted
    assert _restored(tmp_path, "\n".join(shuffled)) == wanted, "a second time changes nothing"
    replies = [line for line in shuffled if '"kind": "post"' not in line]
    assert _restored(tmp_path, "\n".join(replies)) == wanted, "replies without their posts neither"
