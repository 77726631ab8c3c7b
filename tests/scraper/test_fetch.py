"""Fetching: polite, patient, bounded, and only where it may go."""

import gzip
import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from crawl_server import Connection, Request, Server, ok, redirect, serving, zipped

from pmlarchive.errors import FetchError, Refused
from scraper.capture_writer import CaptureWriter
from scraper.captures import read_captures
from scraper.fetch import Conditions, CrawlSettings, Fetcher, Later, retry_after
from scraper.network import is_public

# Patient, because a busy machine is no silent server; tests of silence say how long they wait.
QUICK = CrawlSettings(delay=0, timeout=30, backoff=0.01, allow_private=True, robots=False, longest=60)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "captures"


@contextmanager
def fetcher(
    folder: Path, sleep: Callable[[float], None] | None = None, **changes: object
) -> Iterator[Fetcher]:
    """A fetcher in a hurry."""
    wait = sleep or (lambda seconds: time.sleep(min(seconds, 0.3)))
    with CaptureWriter(folder) as writer, Fetcher(replace(QUICK, **changes), writer, sleep=wait) as get:  # type: ignore[arg-type]
        yield get


def test_a_page_comes_as_it_is_and_is_captured(server: Server, folder: Path) -> None:
    server.pages["/p"] = zipped("<p>Grüße</p>".encode())
    with fetcher(folder, contact="me@example.org") as get:
        capture = get.get(server.base + "/p")
    assert capture.body.decode() == "<p>Grüße</p>"
    assert capture.charset == "utf-8"
    sent = server.requests[0].headers
    assert "pmlarchive/" in sent["user-agent"]
    assert "me@example.org" in sent["user-agent"]
    (kept,) = read_captures(next(folder.glob("*.gz")))
    assert kept.body == capture.body
    assert kept.source == capture.source


def test_requests_to_a_host_keep_their_distance(server: Server, folder: Path) -> None:
    for n in range(3):
        server.html(f"/{n}", "x")
    with fetcher(folder, delay=0.15) as get:
        for n in range(3):
            get.get(f"{server.base}/{n}")
    times = [request.at for request in server.requests]
    assert all(later - earlier >= 0.15 for earlier, later in pairwise(times))


def test_a_slow_site_is_asked_more_slowly(server: Server, folder: Path) -> None:
    def slow(_: Request) -> bytes:
        time.sleep(0.25)
        return ok("x")

    server.pages["/"] = slow
    for delay, least in ((0.01, 0.4), (0, 0.2)):
        server.requests.clear()
        with fetcher(folder, delay=delay) as get:
            for _ in range(3):
                get.get(server.base + "/")
        times = [request.at for request in server.requests]
        assert least <= times[2] - times[1]


def test_robots_are_obeyed(server: Server, folder: Path) -> None:
    server.pages["/robots.txt"] = ok(
        "User-agent: *\nDisallow: /private\nSitemap: /s.xml\n", kind="text/plain"
    )
    server.html("/open", "x")
    with fetcher(folder, robots=True) as get:
        assert get.get(server.base + "/open").status == 200
        with pytest.raises(Refused, match=r"robots\.txt"):
            get.get(server.base + "/private/x")
    assert server.paths() == ["/robots.txt", "/open"]


def test_crawl_delay_is_kept(server: Server, folder: Path) -> None:
    server.pages["/robots.txt"] = ok("User-agent: pmlarchive\nCrawl-delay: 0.2\n", kind="text/plain")
    server.html("/a", "x")
    with fetcher(folder, robots=True) as get:
        get.get(server.base + "/a")
        get.get(server.base + "/a")
    times = [request.at for request in server.requests]
    assert times[2] - times[1] >= 0.19


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (ok("gone", "404 Not Found"), True),
        (ok("no", "403 Forbidden"), True),
        (ok("broken", "503 Service Unavailable"), False),
        (ok("broken", "500 Internal Server Error"), False),
        (redirect("/robots2.txt"), False),
        (redirect("/robots.txt"), True),
        (ok("<html>not rules at all</html>"), True),
    ],
)
def test_robots_that_cannot_be_had_mean_what_the_standard_says(
    server: Server, folder: Path, answer: bytes, allowed: bool
) -> None:
    server.pages["/robots.txt"] = answer
    server.pages["/robots2.txt"] = ok("User-agent: *\nDisallow: /", kind="text/plain")
    server.html("/a", "x")
    with fetcher(folder, robots=True, tries=2) as get:
        if allowed:
            assert get.get(server.base + "/a").status == 200
        else:
            with pytest.raises(FetchError):
                get.get(server.base + "/a")
            assert "/a" not in server.paths()


def test_a_silent_server_is_given_up(server: Server, folder: Path) -> None:
    server.pages["/"] = lambda _: lambda c: c.stop.wait(120)
    begun = time.monotonic()
    with fetcher(folder, tries=2, timeout=0.4) as get, pytest.raises(FetchError, match="silent"):
        get.get(server.base + "/")
    assert time.monotonic() - begun < 60
    assert len(server.requests) == 2


def drip(head: bytes, piece: bytes) -> object:
    def answer(connection: Connection) -> None:
        connection.send(head)
        while not connection.stop.wait(0.05):
            connection.send(piece)

    return lambda _: answer


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "headers", "interim answers"],
)
def test_a_dripping_server_is_given_up_in_time(
    server: Server, folder: Path, head: bytes, piece: bytes
) -> None:
    server.pages["/"] = drip(head, piece)  # type: ignore[assignment]
    begun = time.monotonic()
    with fetcher(folder, tries=1, longest=0.5) as get:
        try:
            capture = get.get(server.base + "/")
            assert capture.truncated == "time"
        except FetchError as error:
            assert "0.5 s" in str(error)  # noqa: PT017
    assert time.monotonic() - begun < 60


def test_an_endless_body_is_cut(server: Server, folder: Path) -> None:
    def flood(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10000000000\r\n\r\n")
        while not connection.stop.is_set():
            connection.send(b"y" * 65536)

    server.pages["/"] = lambda _: flood
    with fetcher(folder, max_bytes=300_000) as get:
        capture = get.get(server.base + "/")
    assert capture.truncated == "length"
    assert len(capture.body) == 300_000
    assert next(folder.glob("*.gz")).stat().st_size < 1_000_000


def test_a_gzip_bomb_is_defused(server: Server, folder: Path) -> None:
    server.pages["/"] = ok(gzip.compress(b"0" * 30_000_000), Content_Encoding="gzip")
    with fetcher(folder, max_bytes=400_000) as get:
        capture = get.get(server.base + "/")
    assert capture.truncated == "length"
    assert len(capture.body) == 400_000


def test_what_is_no_text_is_not_downloaded(server: Server, folder: Path) -> None:
    server.pages["/film"] = ok(b"\x00" * 3_000_000, kind="video/mp4")
    with fetcher(folder) as get:
        capture = get.get(server.base + "/film")
        assert get.bytes < 2_000_000
    assert capture.truncated
    assert capture.content_type == "video/mp4"


def test_a_body_that_breaks_off_is_tried_again_and_then_kept(server: Server, folder: Path) -> None:
    broken = ok("<p>first half" + "." * 100)[:-60]

    def answer(_: Request) -> object:
        return lambda c: c.send(broken)

    server.pages["/"] = answer  # type: ignore[assignment]
    with fetcher(folder) as get:
        capture = get.get(server.base + "/")
    assert len(server.requests) == 2
    assert capture.truncated == "disconnect"
    assert capture.body.startswith(b"<p>first half")


def test_a_body_longer_than_promised_is_kept_as_it_came(server: Server, folder: Path) -> None:
    page = ok("<p>short</p>").replace(b"Content-Length: 12", b"Content-Length: 8")
    server.pages["/"] = lambda _: lambda c: c.send(page)
    with fetcher(folder) as get:
        assert get.get(server.base + "/").body.startswith(b"<p>short")


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x00\xff" * 50, b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"],
)
def test_garbage_is_one_clear_error(server: Server, folder: Path, garbage: bytes) -> None:
    server.pages["/"] = lambda _: lambda c: c.send(garbage)
    with fetcher(folder, tries=2) as get, pytest.raises(FetchError) as caught:
        get.get(server.base + "/")
    assert server.base in caught.value.line()


def test_random_answers_never_raise_anything_else(server: Server, folder: Path) -> None:
    rng = random.Random(7)
    base = bytearray(ok("<p>some text</p>", Content_Encoding="gzip", Transfer_Encoding="chunked"))
    with fetcher(folder, tries=1, timeout=0.2) as get:
        for _ in range(40):
            data = bytearray(base)
            for _ in range(rng.randint(1, 6)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            answer = bytes(data)
            server.pages["/"] = lambda _, answer=answer: lambda c: c.send(answer)  # type: ignore[misc]
            with suppress(FetchError):
                get.get(server.base + "/")


def test_a_busy_site_gets_the_pause_it_asks_for(server: Server, folder: Path) -> None:
    answers = [ok("busy", "429 Too Many Requests", Retry_After="1"), ok("fine")]
    server.pages["/"] = lambda _: answers.pop(0)
    waits: list[float] = []
    with fetcher(folder, waits.append) as get:
        assert get.get(server.base + "/").body == b"fine"
    assert waits
    assert waits[-1] > 0.9


def test_a_site_that_asks_for_an_hour_is_left_for_later(server: Server, folder: Path) -> None:
    server.pages["/"] = ok("busy", "429 Too Many Requests", Retry_After="3600")
    with fetcher(folder) as get, pytest.raises(Later, match="3600"):
        get.get(server.base + "/")
    assert len(server.requests) == 1


def test_failures_are_tried_again_with_growing_pauses(server: Server, folder: Path) -> None:
    server.pages["/"] = ok("down", "503 Service Unavailable")
    waits: list[float] = []
    with fetcher(folder, waits.append, backoff=1.0) as get:
        assert get.get(server.base + "/").status == 503
    pauses = [wait for wait in waits if wait > 0.5]
    assert len(server.requests) == 4
    assert len(pauses) == 3
    assert pauses[0] < pauses[1] < pauses[2]


def test_conditional_requests(server: Server, folder: Path) -> None:
    server.pages["/"] = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'
    with fetcher(folder) as get:
        strong = get.get(
            server.base + "/",
            Conditions('"a"', "Tue, 05 Mar 2024 14:22:07 GMT", fetched="2024-03-05T14:22:07Z"),
        )
        get.get(server.base + "/", Conditions('W/"a"', "Tue, 05 Mar 2024 14:22:07 GMT"))
    assert strong.status == 304
    first, second = (request.headers for request in server.requests)
    assert first["if-none-match"] == '"a"'
    assert "if-none-match" not in second
    assert second["if-modified-since"] == "Tue, 05 Mar 2024 14:22:07 GMT"
    assert list(read_captures(next(folder.glob("*.gz")))) == []


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/",
     "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://169.254.169.254/latest/meta-data/"],
)  # fmt: skip
def test_private_addresses_are_refused(folder: Path, url: str) -> None:
    with fetcher(folder, allow_private=False, tries=1) as get, pytest.raises(FetchError) as caught:
        get.get(url)
    assert isinstance(caught.value, Refused) or "resolved" in str(caught.value)


def test_the_checked_address_is_the_one_connected_to(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    asked: list[str] = []
    connected: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with fetcher(folder, allow_private=False, tries=1) as get, pytest.raises(FetchError):
        get.get("http://rebind.example/")
    assert asked == ["rebind.example"]
    assert connected == ["93.184.216.34"]


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("10.1.2.3", False), ("100.64.0.1", False), ("192.168.0.1", False), ("224.0.0.1", False),
     ("2606:2800:220:1::1", True), ("fc00::1", False), ("fe80::1%eth0", False), ("64:ff9b::7f00:1", False),
     ("2002:7f00:1::", False), ("::ffff:10.0.0.1", False), ("nonsense", False)],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "ftp://h/x",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "nonsense",
        "http://[::1/",
        "http://h:99999/",
        "http://a\x00b/",
    ],
)
def test_other_addresses_are_refused(folder: Path, url: str) -> None:
    with fetcher(folder) as get, pytest.raises(FetchError):
        get.get(url)


def test_retry_after_in_both_forms() -> None:
    assert retry_after("120") == 120
    assert retry_after("Tue, 05 Mar 2024 14:22:07 GMT") == 0
    assert retry_after("soon") is None
    assert retry_after("") is None
