"""Captures: exact bytes in, the same out, from whole and from damaged files."""

import gzip
import hashlib
import tracemalloc
import zipfile
import zlib
from base64 import b32encode
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from crawl_server import ok
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from pmlarchive.errors import ImportFailed
from scraper.capture_writer import CaptureWriter, Exchange
from scraper.captures import Capture, read_capture, read_captures
from scraper.http_body import decoded_body, zstd

WHEN = datetime(2024, 3, 5, 14, 22, 7, tzinfo=UTC)
ODD = b'HTTP/1.1 200 OK\r\nContent-Type:text/html;charset="koi8-r"\r\nX-Odd :  two  spaces \r\n\r\n<p>\xff\x00 caf\xe9'


def exchange(url: str = "http://blog.example/a", response: bytes = ODD, **more: object) -> Exchange:
    return Exchange(url=url, request=b"GET /a HTTP/1.1\r\nHost: blog.example\r\n\r\n", response=response,
                    started=WHEN, **more)  # type: ignore[arg-type]  # fmt: skip


def only_file(folder: Path) -> Path:
    (found,) = folder.glob("*.warc.gz")
    return found


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, session="s1") as writer:
        source = writer.write(exchange())
    (capture,) = read_captures(only_file(tmp_path))
    assert capture.url == "http://blog.example/a"
    assert capture.body == b"<p>\xff\x00 caf\xe9"
    assert (capture.status, capture.content_type, capture.charset) == (200, "text/html", "koi8-r")
    assert (capture.fetched, capture.source, capture.session) == ("2024-03-05T14:22:07Z", source, "s1")
    assert read_capture(tmp_path, source) == Capture(**{**_fields(capture), "session": None})


@pytest.mark.parametrize(
    ("coding", "pack"), [("br", partial(brotli.compress, quality=3)), ("zstd", zstd.compress)]
)
def test_packings_of_browsers_crawls_are_opened(coding: str, pack: Callable[[bytes], bytes]) -> None:
    page, headers = "<p>caf\u00e9</p>".encode() * 40_000, {"content-encoding": coding}
    packed = pack(page)
    assert decoded_body(packed, headers, 1_000_000) == (page, True)
    assert decoded_body(packed, headers, 1000) == (page[:1000], False)
    cut, whole = decoded_body(packed[:-4], headers, 1_000_000)
    assert page.startswith(cut)
    assert not whole
    assert decoded_body(b"<p>never packed</p>", headers, 1000) == (b"<p>never packed</p>", True)
    bomb = pack(bytes(40_000_000))
    tracemalloc.start()
    assert len(decoded_body(bomb, headers, 1_000_000)[0]) == 1_000_000
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(["br", "zstd", "br, gzip", "zstd, br"]), st.integers(0, 200))
def test_any_bytes_may_call_themselves_packed(raw: bytes, coding: str, limit: int) -> None:
    assert len(decoded_body(raw, {"content-encoding": coding}, limit)[0]) <= limit
    packed = brotli.compress(zstd.compress(raw))
    assert decoded_body(packed, {"content-encoding": "zstd, br"}, 300) == (raw, True)


def _fields(capture: Capture) -> dict[str, object]:
    return {name: getattr(capture, name) for name in Capture.__dataclass_fields__}


def test_records_hold_the_exact_bytes_and_true_digests(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path) as writer:
        writer.write(exchange())
    with only_file(tmp_path).open("rb") as file:
        blocks = {
            r.rec_type: (r.rec_headers, r.raw_stream.read())
            for r in ArchiveIterator(file, no_record_parse=True)
        }
    head, block = blocks["response"]
    assert block == ODD
    assert blocks["request"][1].startswith(b"GET /a HTTP/1.1\r\n")
    payload = ODD.partition(b"\r\n\r\n")[2]
    digest = "sha1:" + b32encode(hashlib.sha1(payload).digest()).decode()
    assert head.get_header("WARC-Payload-Digest") == digest
    assert blocks["request"][0].get_header("WARC-Concurrent-To") == head.get_header("WARC-Record-ID")


def test_files_rotate_and_a_new_writer_begins_a_new_one(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, rotate_at=500) as writer:
        sources = [writer.write(exchange(f"http://blog.example/{n}")) for n in range(3)]
    with CaptureWriter(tmp_path) as writer:
        sources.append(writer.write(exchange()))
    names = [source.partition("#")[0] for source in sources]
    assert len(set(names)) == 4
    assert names == sorted(names)


def test_a_file_cut_anywhere_gives_what_is_whole_and_one_line(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "c") as writer:
        for n in range(3):
            writer.write(exchange(f"http://blog.example/{n}", ok(f"<p>page {n}</p>" * 50)))
    whole = only_file(tmp_path / "c").read_bytes()
    ends = [int(c.source.partition("#")[2]) for c in read_captures(only_file(tmp_path / "c"))]
    cut = tmp_path / "cut.warc.gz"
    for length in range(ends[0] + 1, len(whole), 37):
        cut.write_bytes(whole[:length])
        lines: list[str] = []
        found = list(read_captures(cut, warn=lines.append))
        begun = sum(end < length for end in ends)
        assert begun - 1 <= len(found) <= begun
        assert all(c.body == f"<p>page {n}</p>".encode() * 50 for n, c in enumerate(found))
        assert len(lines) <= 1
        assert all(str(cut) in line for line in lines)
    cut.write_bytes(whole[: ends[2] + 60])
    lines = []
    assert len(list(read_captures(cut, warn=lines.append))) == 2
    assert len(lines) == 1


def foreign(path: Path, *, compress: bool = True) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compress)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler"}))
        page = ok(gzip.compress(b"<p>zipped</p>"), Content_Encoding="gzip", Transfer_Encoding="chunked")
        head, _, body = page.partition(b"\r\n\r\n")
        chunked = head + b"\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        for url, data in (
            ("http://one.example/", chunked),
            ("http://one.example/photo.jpg", ok(b"\xff\xd8\xff", kind="image/jpeg")),
            ("https://one.example/b", ok("<p>b</p>")),
            ("dns:one.example", b"20240101\r\none.example. 1 IN A 192.0.2.1"),
        ):
            kind = "response"
            writer.write_record(writer.create_warc_record(url, kind, payload=BytesIO(data), length=len(data)))


@pytest.mark.parametrize("name", ["f.warc.gz", "f.warc"])
def test_files_of_other_crawlers_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    foreign(path, compress=name.endswith(".gz"))
    lines: list[str] = []
    assert [(c.url, c.body) for c in read_captures(path, warn=lines.append)] == [
        ("http://one.example/", b"<p>zipped</p>"), ("https://one.example/b", b"<p>b</p>"),
    ]  # fmt: skip
    assert not lines


def test_wacz_is_read(tmp_path: Path) -> None:
    foreign(tmp_path / "data.warc.gz")
    with zipfile.ZipFile(tmp_path / "x.wacz", "w") as archive:
        archive.write(tmp_path / "data.warc.gz", "archive/data.warc.gz")
        archive.writestr("datapackage.json", "{}")
    found = list(read_captures(tmp_path / "x.wacz"))
    assert [c.url for c in found] == ["http://one.example/", "https://one.example/b"]
    assert found[0].source.startswith("x.wacz!archive/data.warc.gz#")


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04rubbish", b"\x89PNG"])
def test_other_files_are_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "thing.warc.gz"
    path.write_bytes(data)
    with pytest.raises(ImportFailed, match=r"thing\.warc\.gz|neither|damaged") as caught:
        list(read_captures(path))
    assert "thing.warc.gz" in caught.value.line()


@settings(max_examples=150, deadline=None)
@given(
    st.booleans(),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=9)), min_size=1, max_size=4),
)
def test_damage_of_any_kind_is_survived(
    tmp_path_factory: pytest.TempPathFactory, compress: bool, damage: list[tuple[float, int, bytes]]
) -> None:
    path = tmp_path_factory.mktemp("w") / "f.warc"
    foreign(path, compress=compress)
    content = bytearray(path.read_bytes())
    for where, length, instead in damage:
        at = int(where * len(content))
        content[at : at + length] = instead
    path.write_bytes(content)
    lines: list[str] = []
    try:
        found = list(read_captures(path, warn=lines.append))
    except ImportFailed:
        return
    assert len(found) <= 4
    assert len(lines) <= 1


def test_a_body_is_read_to_its_limit_only(tmp_path: Path) -> None:
    bomb = gzip.compress(b"x" * 5_000_000)
    with CaptureWriter(tmp_path) as writer:
        writer.write(exchange(response=ok(bomb, Content_Encoding="gzip")))
    (capture,) = read_captures(only_file(tmp_path), limit=100_000)
    assert len(capture.body) == 100_000
    assert capture.truncated == "length"


BODY = b"<p>some page</p>" * 100


# Without the time of day: what tests are called must be the same in every process.
ZIPPED = gzip.compress(BODY, mtime=0)


@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (ZIPPED, {"content-encoding": "gzip"}),
        (ZIPPED[:-8] + b"", {"content-encoding": "gzip"}),
        (gzip.compress(BODY[:700], mtime=0) + gzip.compress(BODY[700:], mtime=0), {"content-encoding": "x-gzip"}),
        (zlib.compress(BODY), {"content-encoding": "deflate"}),
        (zlib.compress(BODY)[2:-4], {"content-encoding": "deflate"}),
        (BODY, {"content-encoding": "gzip"}),
        (BODY, {"content-encoding": "deflate"}),
        (BODY, {"content-encoding": "identity"}),
        (BODY, {"transfer-encoding": "chunked"}),
        (b"10;x=y\r\n" + BODY[:16] + b"\r\n630\r\n" + BODY[16:] + b"\r\n0\r\n\r\n", {"transfer-encoding": "chunked"}),
        (ZIPPED + b"rubbish after it", {"content-encoding": "gzip"}),
    ],
)  # fmt: skip
def test_encodings_come_off_even_where_headers_lie(raw: bytes, headers: dict[str, str]) -> None:
    assert decoded_body(raw, headers, 10_000)[0] == BODY


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "gzip, deflate"]), st.booleans())
def test_any_bytes_decode_to_something_bounded(raw: bytes, coding: str, chunked: bool) -> None:
    headers = {"content-encoding": coding} | ({"transfer-encoding": "chunked"} if chunked else {})
    body, whole = decoded_body(raw, headers, 50)
    assert len(body) <= 50
    assert isinstance(whole, bool)
