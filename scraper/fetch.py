"""One polite HTTP request after another: every exchange is captured before anybody reads it."""

import email.utils
import importlib.metadata
import logging
import random
import threading
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

import httpcore
import httpx

from pmlarchive.errors import FetchError, Refused
from scraper.capture_writer import CaptureWriter, Exchange
from scraper.captures import Capture, capture_of, is_textual
from scraper.http_body import media_type, split_head
from scraper.network import Backend, OutOfTime, OverLimit, Recording
from scraper.robots import MOST_BYTES, PRODUCT, Robots

_log = logging.getLogger(__name__)
_HEAD_ROOM = 200_000
_SLOWEST = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """How the crawler behaves. Times are in seconds.

    Attributes:
        delay: Least time between the end of one request to a host and the start of the next; longer where the
            site answers slowly. 0: no pause.
        timeout: How long a site may stay silent.
        longest: How long one whole answer may take; 0: ten times ``timeout``.
        max_bytes: Of one answer, as sent and as unpacked.
        max_pages: Requests of one crawl; 0: no limit.
        contact: Address given to the sites.
        robots: Whether robots.txt is obeyed.
        allow_private: Whether private addresses and this computer may be fetched from.
        tries: Requests for one URL before it is given up.
        patience: Longest wait that a site may ask for (Retry-After) before it is left for another day.
        backoff: First wait after a failure; doubles each time, with jitter.
        max_redirects: In a row.
    """

    delay: float = 1.0
    timeout: float = 30.0
    longest: float = 0.0
    max_bytes: int = 50_000_000
    max_pages: int = 0
    contact: str = ""
    robots: bool = True
    allow_private: bool = False
    tries: int = 4
    patience: float = 300.0
    backoff: float = 2.0
    max_redirects: int = 10

    @property
    def whole(self) -> float:
        """Seconds that one answer may take from start to end."""
        return self.longest or 10 * self.timeout

    @property
    def user_agent(self) -> str:
        """Who we say we are."""
        try:
            version = importlib.metadata.version("pmlarchive")
        except importlib.metadata.PackageNotFoundError:
            version = "0"
        who = f"; contact: {self.contact}" if self.contact else ""
        said = f"{PRODUCT}/{version} (archives blogs with their comments{who})"
        return said.encode("ascii", "replace").decode("ascii").replace("\n", " ").replace("\r", " ")


class Later(FetchError):
    """The site asks to be left alone for longer than we wait.

    Attributes:
        seconds: How long.
    """

    def __init__(self, message: str, *, subject: str, status: int | None, seconds: float) -> None:
        super().__init__(message, subject=subject, status=status)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an earlier capture said of its version, so that the site need not send it again."""

    etag: str | None = None
    last_modified: str | None = None
    url: str = ""
    fetched: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """Return the request headers that ask for a change only.

        Compression makes an ETag weak, and several servers then no longer know it; a date beside it would be
        ignored (RFC 9110 section 13.1.3), so the date goes alone.
        """
        if self.last_modified and (not self.etag or self.etag.startswith("W/")):
            return [("If-Modified-Since", self.last_modified)]
        found = [("If-None-Match", self.etag)] if self.etag else []
        return found + ([("If-Modified-Since", self.last_modified)] if self.last_modified else [])


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    gap: float = 0.0
    requests: int = 0


class Fetcher:
    """Fetches URLs, one at a time per host, and writes every exchange to the captures.

    Safe to share between threads, one thread per site.

    Args:
        kept_robots: robots.txt texts fetched earlier, by origin.
        sleep: Waits; replaced in tests.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        captures: CaptureWriter,
        *,
        kept_robots: MutableMapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self.requests = 0
        self.bytes = 0
        self._captures = captures
        self._sleep = sleep
        self._random = random.Random()  # noqa: S311 - jitter, no secret
        self._backend = Backend(allow_private=settings.allow_private)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=self._backend, keepalive_expiry=15.0
        )
        self._robots = Robots(self._robots_text, kept_robots)
        self._hosts: dict[str, _Host] = {}
        self._guard = threading.Lock()

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that the site's robots.txt names."""
        return self._robots.sitemaps(url) if self.settings.robots else []

    def get(
        self, url: str, conditions: Conditions | None = None, before: Callable[[str], None] | None = None
    ) -> Capture:
        """Fetch one URL, patiently; a redirect is returned, not followed.

        Args:
            conditions: Makes the request conditional.
            before: Told the place in the captures where the exchange will be, just before each request.

        Returns:
            The answer, whatever its status (``304`` where nothing changed). Its ``truncated`` says whether it
            is whole.

        Raises:
            Refused: robots.txt, the address, the scheme or the kind of content forbids it.
            Later: The site asks for a longer pause than we make.
            FetchError: No answer came, in all the tries.
        """
        parsed = _checked(url)
        if self.settings.robots:
            if not self._robots.allowed(str(parsed)):
                raise Refused("robots.txt asks crawlers to stay away from it", subject=url)
            asked = self._robots.delay(str(parsed))
        else:
            asked = 0.0
        return self._patiently(parsed, url, conditions, asked, self.settings.max_bytes, before)

    def _robots_text(self, url: str) -> Capture:
        return self._patiently(_checked(url), url, None, 0.0, MOST_BYTES, None)

    def _patiently(
        self,
        parsed: httpx.URL,
        url: str,
        conditions: Conditions | None,
        asked: float,
        most: int,
        before: Callable[[str], None] | None,
    ) -> Capture:
        host = self._host(parsed.host)
        with host.lock:
            for attempt in range(1, self.settings.tries + 1):
                self._wait(host, asked)
                capture: Capture | None = None
                problem: FetchError | None = None
                try:
                    if before is not None:
                        before(self._captures.position())
                    capture = self._once(parsed, url, conditions, most, host)
                except Refused:
                    raise
                except FetchError as error:
                    problem = error
                pause = self._pause(capture, attempt, url)
                if pause is None or attempt == self.settings.tries:
                    break
                host.free_at = max(host.free_at, time.monotonic() + pause)
        if capture is None:
            raise problem or FetchError("could not be fetched", subject=url)
        return capture

    def _pause(self, capture: Capture | None, attempt: int, url: str) -> float | None:
        """Return how long to wait before trying again; ``None``: the answer stands."""
        wait = self.settings.backoff * 2.0 ** (attempt - 1) * self._random.uniform(0.75, 1.25)
        if capture is None:
            return wait
        if capture.truncated in ("disconnect", "time"):
            return wait if attempt < 2 else None
        if capture.status in (429, 502, 503, 504):
            asked = retry_after(capture.headers.get("retry-after", ""))
            if asked is not None and asked > self.settings.patience:
                raise Later(
                    f"the site asks for a pause of {asked:.0f} s (HTTP {capture.status}); run the same "
                    "command then",
                    subject=url, status=capture.status, seconds=asked,
                )  # fmt: skip
            return max(wait, asked or 0.0)
        # A plain 500 is mostly a page that its site cannot make: one more try is enough.
        return wait if capture.status >= 500 and attempt < 2 else None

    def _host(self, name: str) -> _Host:
        with self._guard:
            return self._hosts.setdefault(name.lower(), _Host(gap=self.settings.delay))

    def _wait(self, host: _Host, asked: float) -> None:
        gap = max(host.gap, asked)
        if asked > self.settings.delay and host.requests:
            host.free_at = max(host.free_at, host.free_at - host.gap + gap)
        left = host.free_at - time.monotonic()
        if left > 0:
            self._sleep(left)

    def _once(
        self, parsed: httpx.URL, url: str, conditions: Conditions | None, most: int, host: _Host
    ) -> Capture:
        recording = Recording(time.monotonic() + self.settings.whole, most + _HEAD_ROOM)
        self._backend.record(recording)
        started, clock = datetime.now(UTC), time.monotonic()
        headers = [
            ("Host", parsed.netloc.decode("ascii")), ("User-Agent", self.settings.user_agent),
            ("Accept", "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"), *(conditions.headers() if conditions else ()),
        ]  # fmt: skip
        truncated: str | None = None
        problem: Exception | None = None
        try:
            truncated = self._exchange(parsed, headers)
        except OverLimit:
            truncated = "length"
        except OutOfTime as error:
            truncated, problem = "time", error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            truncated, problem = "disconnect", error
        finally:
            took = time.monotonic() - clock
            self.requests += 1
            host.requests += 1
            self.bytes += len(recording.received)
            self._pace(host, took)
        if problem is not None and not split_head(bytes(recording.received))[1]:
            raise FetchError(_said(problem, self.settings), subject=url) from problem
        return self._kept(url, recording, started, truncated, conditions)

    def _kept(
        self,
        url: str,
        recording: Recording,
        started: datetime,
        truncated: str | None,
        conditions: Conditions | None,
    ) -> Capture:
        response = bytes(recording.received)
        exchange = Exchange(
            url=url, request=bytes(recording.sent), response=response, started=started,
            address=recording.address, truncated=truncated,
        )  # fmt: skip
        capture = capture_of(exchange, "", self.settings.max_bytes)
        if capture.status == 304 and conditions:
            exchange = Exchange(
                url=url, request=exchange.request, response=response, started=started,
                address=recording.address, revisits=(conditions.url or url, conditions.fetched),
            )  # fmt: skip
        source = self._captures.write(exchange)
        return capture_of(exchange, source, self.settings.max_bytes)

    def _exchange(self, parsed: httpx.URL, headers: list[tuple[str, str]]) -> str | None:
        pause = self.settings.timeout
        timeout = {"connect": pause, "read": pause, "write": pause, "pool": pause}
        with self._pool.stream(
            "GET", str(parsed), headers=headers, extensions={"timeout": timeout}
        ) as response:
            kind = next((v for n, v in response.headers if n.lower() == b"content-type"), b"")
            if response.status == 200 and not is_textual(media_type(kind.decode("latin-1"))):
                return "unspecified"
            for _ in response.iter_stream():
                pass
        return None

    def _pace(self, host: _Host, took: float) -> None:
        """Slow down with the site, and come back slowly; who wants no pause at all gets none."""
        aim = max(self.settings.delay, min(took, _SLOWEST)) if self.settings.delay else 0.0
        host.gap = aim if aim > host.gap else max(aim, host.gap * 0.8)
        host.free_at = time.monotonic() + host.gap


def retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 section 10.2.3); ``None``: none."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _checked(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise Refused(f"is no address that can be fetched ({error})", subject=url) from error
    if parsed.scheme not in ("http", "https") or not host or not 0 <= (parsed.port or 0) < 65536:
        raise Refused("only http and https addresses are fetched", subject=url)
    return parsed.copy_with(username="", password="", fragment=None)


def _said(problem: Exception, settings: CrawlSettings) -> str:
    text = " ".join(str(problem).split())
    if isinstance(problem, OutOfTime):
        return f"did not finish answering within {settings.whole:g} s"
    if isinstance(problem, httpcore.TimeoutException):
        return f"was silent for {settings.timeout:g} s"
    return f"could not be fetched ({text or type(problem).__name__})"
