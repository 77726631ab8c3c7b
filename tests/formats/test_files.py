"""Any file: told by its content, read, or refused in one line."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pmlarchive.errors import ImportFailed, NotAThread, TooLarge
from scraper.draft import DraftThread
from scraper.files import read_file
from scraper.formats import Format, detect

WXR = (
    '<?xml version="1.0"?>\n<!-- a <rss> export --><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    "<title>Grey</title>{}</channel></rss>"
)
ITEM = (
    "<item><title>T{0}</title><link>https://grey.example/{0}/</link><content>no</content>"
    "<wp:post_id>{0}</wp:post_id><wp:comment><wp:comment_id>{0}</wp:comment_id>"
    "<wp:comment_content>Words {0}</wp:comment_content></wp:comment></item>"
)
HTML = "<!DOCTYPE html><html><body><ol><li>x</li></ol></body></html>"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (HTML, "letter.txt", Format.HTML),
        (WXR, "x", Format.WXR),
        ("`" + WXR, "x.xml", Format.WXR),
        ("<rss version='2.0'><channel/></rss>", "feed.xml", Format.FEED),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id></feed>", "f", Format.BLOGGER),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x</id></feed>", "f", Format.FEED),
        ('<disqus xmlns="http://disqus.com">', "x", Format.DISQUS),
        ('{"post_stream": {"posts": []}}', "x", Format.DISCOURSE),
        ('{"db": [{"data": {}}]}', "x", Format.GHOST),
        ('{"kind": "post", "site": "x"}\n', "x.json", Format.JSONL),
        ('{"a": 1}', "x.json", Format.JSON),
        ("From me@example.org Mon Jun  2 06:31:00 2014\nFrom: me\n", "x", Format.MBOX),
        ("From: x\nContent-Type: multipart/related; boundary=b\n\n", "x.html", Format.MHTML),
        ("AUTHOR: x\nTITLE: y\n-----\nBODY:\nz\n", "x.html", Format.MOVABLE_TYPE),
        ("AUTHOR: x\r\nTITLE: y\r\n-----\r\nBODY:\r\nz\r\n", "x.txt", Format.MOVABLE_TYPE),
        ("Rebound\n\nFrom me to you", "x.txt", Format.TEXT),
        ("I wrote <div> in a text", "x.txt", Format.TEXT),
        ("Rebound", "x.htm", Format.HTML),
        ("WARC/1.1\r\n", "x", Format.WARC),
        ("", "x", Format.TEXT),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(head: str, name: str, kind: Format) -> None:
    for charset in ("utf-8", "utf-8-sig"):
        if head or charset == "utf-8":
            data = head.encode(charset) if kind is not Format.WARC else head.encode()
            assert detect(data, name) is kind
    assert detect(gzip.compress(head.encode()), name) is (Format.WARC if kind is Format.WARC else Format.GZIP)


def test_utf16_is_told_too() -> None:
    assert detect(HTML.encode("utf-16"), "x") is Format.HTML
    assert detect(HTML.encode("utf-16-le"), "x") is Format.HTML


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


REFUSED: list[tuple[str, bytes, type[ImportFailed], str]] = [
    ("empty.html", b"", NotAThread, "empty"),
    ("zeros.bin", b"\x00" * 5000, NotAThread, "empty"),
    ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, NotAThread, "."),
    ("many.html", b"<p>" + b"x" * 2_000_000, TooLarge, "1,000,000"),
    ("many.txt", b"word " * 400_000, TooLarge, "1,000,000"),
    ("feed.xml", b"<rss><channel/></rss>", NotAThread, "feed"),
    ("other.json", b'{"a": 1}', NotAThread, "JSON"),
    ("half.json", b'{"post_stream": {"posts": [', ImportFailed, "JSON"),
    ("bad.zip", b"PK\x03\x04" + b"\x00" * 50, ImportFailed, "cannot be read"),
    ("bad.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\xff" * 50, ImportFailed, "."),
    ("twice.gz", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), NotAThread, "packed twice"),
    ("crawl.warc", b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n", NotAThread, "captures"),
    ("nothing.wxr", WXR.format("").encode(), NotAThread, "no post"),
]


@pytest.mark.parametrize(("name", "data", "error", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, name: str, data: bytes, error: type[ImportFailed], said: str
) -> None:
    path = _write(tmp_path, name, data)
    with pytest.raises(error, match=said) as caught:
        list(read_file(path, max_bytes=1_000_000))
    assert caught.value.subject == str(path)
    assert "\n" not in caught.value.line()


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.html", tmp_path):
        with pytest.raises(ImportFailed, match="cannot be read"):
            list(read_file(path))


def test_an_export_may_be_larger_than_a_page(tmp_path: Path) -> None:
    path = _write(tmp_path, "big.wxr", WXR.format("".join(ITEM.format(n) for n in range(500))).encode())
    assert len(list(read_file(path, max_bytes=10_000))) == 500


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: data], ids=["gzip", "plain"])
def test_a_cut_export_gives_what_is_whole_and_says_so(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = WXR.format("".join(ITEM.format(n) for n in range(50))).encode()
    threads = list(read_file(_write(tmp_path, "cut.xml", pack(data[: len(data) // 2]))))
    assert [thread.native_id for thread in threads] == [str(n) for n in range(len(threads))]
    assert len(threads) in (24, 25)
    assert [bool(thread.notes) for thread in threads] == [False] * (len(threads) - 1) + [True]


def test_a_damaged_gzip_gives_what_came_before(tmp_path: Path) -> None:
    words = "".join(ITEM.format(n).replace("Words", os.urandom(400).hex()) for n in range(2000))
    path = _write(tmp_path, "cut.xml.gz", gzip.compress(WXR.format(words).encode())[:-200_000])
    given: list[DraftThread] = []
    with pytest.raises(ImportFailed, match="no further"):
        _gather(read_file(path), given)
    assert len(given) > 1000


def _gather(threads: Iterator[DraftThread], given: list[DraftThread]) -> None:
    for thread in threads:
        given.append(thread)  # noqa: PERF402 - what came before the error stays


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "bomb.gz", gzip.compress(b"AUTHOR: a\nTITLE: b\n-----\nBODY:\n" + b"\n" * 8_000_000)
    )
    with pytest.raises(TooLarge, match="unpacks to more"):
        list(read_file(path, max_bytes=100_000))


def test_members_of_a_zip_are_read_each(tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Takeout/Blogger/export.xml", WXR.format(ITEM.format(1)))
        archive.writestr("Takeout/half.json", '{"post_stream": {')
        archive.writestr("Takeout/picture.png", b"\x89PNG\r\n" + bytes(range(256)))
        archive.writestr("Takeout/settings.csv", "a,b")
        archive.writestr("__MACOSX/._export.xml", "x")
        archive.writestr("inner.zip", b"PK\x03\x04")
        archive.writestr("more/export.xml", WXR.format(ITEM.format(2)))
    [first, second] = read_file(_write(tmp_path, "takeout.zip", memory.getvalue()))
    assert (first.native_id, second.native_id) == ("1", "2")
    assert [note for note in second.notes if "half.json" in note]


def test_entity_bombs_stay_small(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = WXR.format(ITEM.format("1").replace("Words 1", "a &e11; b"))
    text = text.replace("\n", f'\n<!DOCTYPE rss [<!ENTITY e0 "lol">{levels}]>', 1)
    with pytest.raises(NotAThread, match="entity amplification"):
        list(read_file(_write(tmp_path, "bomb.xml", text.encode())))


def test_entities_bring_nothing_in(tmp_path: Path) -> None:
    secret = _write(tmp_path, "secret", b"the secret")
    text = WXR.format(ITEM.format("1").replace("Words 1", "a &own; b &file; c &amp; &nbsp;d"))
    dtd = f'<!DOCTYPE rss [<!ENTITY own "lol"><!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    [thread] = read_file(_write(tmp_path, "x.xml", text.replace("\n", f"\n{dtd}", 1).encode()))
    assert " ".join(thread.comments[0].text.split()) == "a b c & d"


def test_an_address_can_be_given(tmp_path: Path) -> None:
    path = _write(tmp_path, "rebound.txt", b"Rebound\n\nWhat happens when the door opens?\n")
    [thread] = read_file(path, url="https://grey.example/rebound/")
    assert thread.url == "https://grey.example/rebound/"
