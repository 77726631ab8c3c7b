"""A crawl: from a start URL to every thread of a site, one polite request at a time."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pmlarchive.errors import FetchError, ImportFailed, Refused
from scraper import discover
from scraper.captures import Capture, CaptureWriter, is_textual, read_capture, read_captures
from scraper.crawl.assemble import assemble
from scraper.crawl.events import Event, Progress, ThreadLanded, Trouble, dump_draft
from scraper.crawl.frontier import Frontier, Item, Part, Rank, Task
from scraper.crawl.plan import plan
from scraper.draft import DraftThread, PageKind
from scraper.fetch import CrawlSettings, Fetcher, Later
from scraper.urls import Scope, clean_url, is_trap, looks_like_listing, thread_of, url_key

PageReader = Callable[[Capture], DraftThread]
"""Reads a captured page; raises ImportFailed where it cannot."""

_REDIRECTS = (301, 302, 303, 307, 308)
_COMMENT_PAGES = 2000
_SILENT = 4
_API = "api:"


@dataclass(slots=True)
class Facts:
    """What the crawl has learnt of the site so far; kept in the frontier.

    Attributes:
        mode: ``""`` until the start page was read, then ``page`` or ``site``.
        plan: Ways of listing the site's posts not tried yet, best first: lists (reader, URL) of each.
        way: The way being tried or in use; ``links``: following links.
        found: Pages that the way brought.
        listed: Whether the lists are done.
        whole: Whether every list of the way could be read.
        links: Links on the start page.
    """

    mode: str = ""
    host: str = ""
    folder: str = "/"
    plan: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    way: str = ""
    found: int = 0
    listed: bool = False
    whole: bool = True
    links: list[str] = field(default_factory=list)


class Crawl:
    """One site's crawl; ``run`` it again and it goes on, or looks for what changed.

    Args:
        frontier_path: The crawl's table (SQLite), shared by all sites of an archive.
        captures: Receives every exchange.
        settings: How to behave.
        read: Reads a page into a draft thread.
        progress: Told after every page.
        fetcher: Shared between crawls that run side by side; made here if not given.
        whole_site: Whether the start URL stands for a site; ``None``: the start page tells.
    """

    def __init__(
        self,
        frontier_path: Path,
        captures: CaptureWriter,
        settings: CrawlSettings,
        read: PageReader,
        progress: Callable[[Progress], None] | None = None,
        *,
        fetcher: Fetcher | None = None,
        whole_site: bool | None = None,
    ) -> None:
        self._path = frontier_path
        self._captures = captures
        self._settings = settings
        self._read = read
        self._progress = progress
        self._given = fetcher
        self._whole_site = whole_site
        self._frontier: Frontier
        self._fetcher: Fetcher
        self._facts = Facts()
        self._silent = 0
        self._requests = 0
        self._threads = self._comments = 0

    def ack(self, event: Event) -> None:
        """Note that an event was dealt with; one that never is comes again with the next run."""
        self._frontier.ack(event.number)

    def run(self, start: str) -> Iterator[Event]:
        """Crawl; yield each event until there is nothing left to fetch.

        The crawl is at most one page ahead of its caller.

        Raises:
            Refused: The start URL is none that can be fetched.
            StoreError: The crawl's table does not answer.
        """
        url = clean_url(start)
        if url is None:
            raise Refused("is no http or https address", subject=start)
        self._facts = Facts()
        self._silent = self._requests = self._threads = self._comments = 0
        self._frontier = Frontier(self._path, url_key(url))
        self._fetcher = self._given or Fetcher(
            self._settings, self._captures, kept_robots=self._frontier.robots()
        )
        try:
            yield from self._run(url)
        finally:
            self._frontier.close()
            if self._given is None:
                self._fetcher.close()

    def _run(self, url: str) -> Iterator[Event]:
        frontier = self._frontier
        with frontier.step():
            if frontier.begin(url, _now()):
                self._facts = _load(frontier.facts())
            else:
                frontier.add(url, Task.START, Rank.START)
        begun = time.monotonic()
        told = 0
        going = True
        while True:
            while (event := frontier.untold(told)) is not None:
                told = event.number
                if isinstance(event, ThreadLanded):
                    self._threads += 1
                    self._comments += len(event.draft.comments)
                yield event
            if not going:
                return
            item = frontier.next()
            if item is None or (item.kind != Task.LIST and self._lists_waiting()):
                if self._advance():
                    continue
                if item is None:
                    with frontier.step():
                        self._close_round()
                    going = False
                    continue
            going = self._visit(item)
            self._report(begun)

    # One URL --------------------------------------------------------------------------------------------

    def _visit(self, item: Item) -> bool:
        """Fetch and read one URL; return whether the crawl goes on."""
        frontier = self._frontier
        if self._settings.max_pages and self._requests >= self._settings.max_pages and item.place is None:
            self._tell(Trouble(
                item.url, "limit", f"stopped after {self._requests} pages (max_pages); run again to go on"
            ))  # fmt: skip
            return False
        try:
            capture = self._capture(item)
        except Later as error:
            self._tell(Trouble(item.url, "later", error.line()))
            return False
        except Refused as error:
            with frontier.step():
                frontier.dropped(item, "skipped", str(error))
                self._tell(Trouble(item.url, "refused", error.line()))
                self._missed(item)
            return True
        except FetchError as error:
            self._silent += 1
            with frontier.step():
                frontier.dropped(item, "failed", str(error))
                self._tell(Trouble(item.url, "unreachable", error.line()))
                self._missed(item)
            return self._silent < _SILENT and item.kind != Task.START
        self._silent = 0
        with frontier.step():
            self._landed(item, capture)
            frontier.save_facts(json.dumps(asdict(self._facts)))
        return True

    def _capture(self, item: Item) -> Capture:
        if item.place is not None and (kept := self._adopted(item)) is not None:
            return kept
        self._requests += 1
        capture = self._fetcher.get(
            item.url, item.conditions, lambda place: self._frontier.fetching(item, place)
        )
        if capture.status == 304:
            earlier = read_capture(self._captures.folder, item.earlier or "")
            if earlier is not None:
                return replace(earlier, headers={**earlier.headers, "x-unchanged": "1"})
            capture = self._fetcher.get(item.url)
        return capture

    def _adopted(self, item: Item) -> Capture | None:
        """Return the capture that a killed run wrote and did not live to note."""
        name, _, offset = (item.place or "").partition("#")
        path = self._captures.folder / name
        if not path.is_file() or not offset.isdigit():
            return None
        try:
            for capture in read_captures(path, start=int(offset), warn=lambda _: None):
                if capture.url == item.url and capture.status not in (429, 502, 503, 504):
                    return capture
        except ImportFailed:
            return None
        return None

    def _landed(self, item: Item, capture: Capture) -> None:
        if capture.status in _REDIRECTS:
            self._redirected(item, capture)
        elif item.kind == Task.LIST:
            self._list(item, capture)
        elif capture.status != 200:
            self._bad_status(item, capture)
        elif not is_textual(capture.content_type) or capture.content_type.endswith("json"):
            self._frontier.landed(item, capture, "skipped", f"is no page ({capture.content_type})")
            self._tell(Trouble(item.url, "not-a-page", f"{item.url}: is no page ({capture.content_type})"))
            self._missed(item)
        elif (odd := oddity(capture)) is not None:
            self._frontier.landed(item, capture, "failed", odd)
            self._tell(Trouble(item.url, "not-a-page", f"{item.url}: {odd}"))
            self._missed(item)
        else:
            self._page(item, capture)

    def _redirected(self, item: Item, capture: Capture) -> None:
        target = clean_url(capture.headers.get("location", ""), capture.url)
        if target is None or item.redirects >= self._settings.max_redirects:
            why = "redirects too often" if target else "redirects to nowhere"
            self._frontier.landed(item, capture, "skipped", why)
            self._tell(Trouble(item.url, "redirect", f"{item.url}: {why}"))
            self._missed(item)
            return
        if url_key(target) == item.key:
            self._frontier.landed(item, capture, "waiting")
            self._frontier.again(item, target, item.redirects + 1)
            return
        self._frontier.landed(item, capture, "skipped", f"redirects to {target}")
        if item.kind == Task.START or self._in_scope(target):
            self._frontier.add(
                target, Task(item.kind), _rank(Task(item.kind), target), thread=item.thread, via=item.via,
                redirects=item.redirects + 1,
            )  # fmt: skip
        else:
            self._tell(Trouble(item.url, "redirect", f"{item.url}: leads away to {target}; not followed"))
        self._missed(item)

    def _bad_status(self, item: Item, capture: Capture) -> None:
        gone = capture.status in (404, 410)
        self._frontier.landed(item, capture, "skipped" if gone else "failed", f"HTTP {capture.status}")
        self._tell(Trouble(item.url, "status", f"{item.url}: the site answered HTTP {capture.status}"))
        self._missed(item)

    def _missed(self, item: Item) -> None:
        """Do what is left to do for a URL that brought nothing."""
        if item.kind == Task.COMMENTS and item.thread:
            self._put_together(item.thread)
        elif item.kind == Task.LIST:
            self._facts.whole = False

    # Pages ----------------------------------------------------------------------------------------------

    def _page(self, item: Item, capture: Capture) -> None:
        head = discover.read_head(capture)
        try:
            draft = self._read(capture)
        except ImportFailed as error:
            self._frontier.landed(item, capture, "skipped", str(error))
            self._tell(Trouble(item.url, "unread", error.line()))
            self._missed(item)
            return
        if capture.truncated:
            note = f"the page is not whole ({capture.truncated})"
            draft = replace(draft, complete=False, notes=[*draft.notes, note])
            self._tell(Trouble(item.url, "truncated", f"{item.url}: {note}; what came was kept"))
        self._frontier.landed(item, capture)
        if item.kind == Task.START:
            self._start(item, capture, draft, head)
            if self._facts.mode == "site" and draft.kind is not PageKind.POST:
                return
        if self._facts.mode == "site" and self._facts.way == "links":
            self._follow(head.links)
        if b"post-password-form" in capture.body and not draft.comments:
            self._tell(Trouble(item.url, "protected", f"{item.url}: is protected by a password; left out"))
        elif draft.kind is PageKind.POST or (
            draft.kind is PageKind.UNKNOWN and not looks_like_listing(item.url)
        ):
            self._thread_page(item, capture, draft, head.comment_pages)

    def _start(self, item: Item, capture: Capture, draft: DraftThread, head: discover.Head) -> None:
        facts = self._facts
        scope = Scope.of(capture.url)
        facts.host, facts.folder = scope.host, scope.folder
        inner = [url for url in head.links if scope.holds(url) and url_key(url) != item.key]
        if self._whole_site is None:
            facts.mode = "site" if _is_site(capture.url, draft, inner) else "page"
        else:
            facts.mode = "site" if self._whole_site else "page"
        if facts.mode == "site":
            facts.links = inner[:5000]
            facts.plan = plan(capture, head, self._fetcher.sitemaps(capture.url))

    def _thread_page(self, item: Item, capture: Capture, draft: DraftThread, more: tuple[str, ...]) -> None:
        thread = item.thread if item.kind == Task.COMMENTS and item.thread else item.key
        fresh = True
        if item.kind == Task.COMMENTS:
            known = {
                c.native_id or c.text for part in self._frontier.parts(thread) for c in part.draft.comments
            }
            fresh = any((c.native_id or c.text) not in known for c in draft.comments)
        if fresh or item.kind != Task.COMMENTS:
            self._frontier.add_part(thread, Part(item.url, capture.source, capture.fetched, draft))
            pages = self._frontier.count("thread = ?", thread)
            for url in dict.fromkeys([*filter(None, map(clean_url, draft.more)), *more]):
                if pages < _COMMENT_PAGES and self._in_scope(url):
                    pages += self._frontier.add(url, Task.COMMENTS, Rank.COMMENTS, thread=thread)
        self._put_together(thread)

    def _put_together(self, thread: str) -> None:
        """Tell a thread once all of its pages have landed."""
        frontier = self._frontier
        if frontier.count("thread = ? AND state IN ('waiting', 'fetching')", thread):
            return
        parts = frontier.parts(thread)
        if not parts:
            return
        missing = frontier.count(
            "thread = ? AND state IN ('failed', 'skipped') AND note NOT LIKE 'redirects%'", thread
        )
        draft = assemble([part.draft for part in parts], whole=not missing)
        if missing:
            draft.notes.append(f"{missing} of its comment pages could not be fetched")
        frontier.drop_parts(thread)
        digest = _digest(draft)
        if frontier.see(thread, draft.native_id, digest) != digest:
            self._tell(ThreadLanded(draft, parts[0].source, parts[0].fetched, parts[0].url))

    # Lists ----------------------------------------------------------------------------------------------

    def _lists_waiting(self) -> bool:
        """Whether lists are to be dealt with before any page: they say what the pages are."""
        return bool(self._facts.mode == "site" and not self._facts.listed)

    def _list(self, item: Item, capture: Capture) -> None:
        found = discover.READERS[item.via or "sitemap"](capture)
        self._frontier.landed(item, capture, "landed" if found.ok else "skipped")
        if not found.ok:
            self._facts.whole = False
        for via, url in found.lists:
            if self._in_scope(url, folder=False):
                self._frontier.add(url, Task.LIST, Rank.LIST, via=via)
        for url in found.pages:
            if self._in_scope(url) and not is_trap(url):
                self._facts.found += self._frontier.add(url, Task.PAGE, Rank.PAGE)
        for url, draft in found.threads:
            part = Part(item.url, capture.source, capture.fetched, draft)
            self._frontier.add_part(_API + url, part)

    def _advance(self) -> bool:
        """Begin the next way of listing the site where the last brought nothing; return whether one began."""
        facts = self._facts
        if (
            facts.mode != "site"
            or facts.listed
            or self._frontier.count("kind = ? AND state IN ('waiting', 'fetching')", str(Task.LIST))
        ):
            return False
        with self._frontier.step():
            if facts.found or facts.way == "links":
                self._tell_api_threads()
                facts.listed = True
            elif facts.plan:
                facts.way, lists = facts.plan.pop(0)
                facts.whole = True
                for via, url in lists:
                    self._frontier.add(url, Task.LIST, Rank.LIST, via=via)
            else:
                facts.way = "links"
                self._follow(facts.links)
            self._frontier.save_facts(json.dumps(asdict(facts)))
        return True

    def _tell_api_threads(self) -> None:
        for key in self._frontier.threads_in_parts(_API):
            parts = self._frontier.parts(key)
            draft = assemble([part.draft for part in parts], whole=self._facts.whole)
            self._frontier.drop_parts(key)
            self._tell(ThreadLanded(draft, parts[0].source, parts[0].fetched, parts[0].url))

    def _follow(self, links: list[str] | tuple[str, ...]) -> None:
        for link in links:
            url = thread_of(link)
            if self._in_scope(url) and not is_trap(url):
                self._frontier.add(url, Task.PAGE, _rank(Task.PAGE, url))

    def _in_scope(self, url: str, *, folder: bool = True) -> bool:
        return Scope(self._facts.host, self._facts.folder if folder else "/").holds(url)

    # The end --------------------------------------------------------------------------------------------

    def _close_round(self) -> None:
        for thread in self._frontier.threads_in_parts():
            self._put_together(thread)
        self._frontier.finish()

    def _tell(self, event: Event) -> None:
        self._frontier.tell(event)

    def _report(self, begun: float) -> None:
        if self._progress is None:
            return
        waiting = self._frontier.count("state IN ('waiting', 'fetching')")
        seconds = time.monotonic() - begun
        left = waiting * seconds / self._requests if self._requests else 0.0
        self._progress(Progress(
            self._frontier.site, self._requests, self._frontier.count("state = 'landed'"), waiting,
            self._threads, self._comments, seconds, left,
        ))  # fmt: skip


def oddity(capture: Capture) -> str | None:
    """Say what is wrong with a page that came with status 200 and is none; ``None``: nothing."""
    if not capture.body.strip():
        return "the site answered with an empty page"
    head = capture.body[:20_000].lower()
    if "challenge" in capture.headers.get("cf-mitigated", ""):
        return "the site asks for proof that a person is reading (a captcha)"
    if len(capture.body) < 30_000 and any(mark in head for mark in _CHALLENGES):
        return "the site asks for proof that a person is reading (a captcha)"
    return None


_CHALLENGES = (
    b"<title>just a moment", b"cf-chl-", b"/cdn-cgi/challenge-platform/", b"<title>attention required",
    b"g-recaptcha-response", b"<title>captcha", b"h-captcha", b"<title>access denied",
    b"please verify you are a human", b"<title>are you a robot",
)  # fmt: skip


def _is_site(url: str, draft: DraftThread, inner: list[str]) -> bool:
    path = urlsplit(url).path
    if path in ("", "/") or draft.kind is PageKind.LISTING:
        return True
    if draft.kind is PageKind.POST or not path.endswith("/"):
        return False
    return len(inner) >= 3 and not draft.comments


def _rank(kind: Task, url: str) -> Rank:
    if kind is Task.PAGE:
        return Rank.LISTING if looks_like_listing(url) else Rank.PAGE
    return {Task.START: Rank.START, Task.LIST: Rank.LIST, Task.COMMENTS: Rank.COMMENTS}[kind]


def _digest(draft: DraftThread) -> str:
    return hashlib.blake2b(dump_draft(draft).encode(), digest_size=16).hexdigest()


def _load(text: str) -> Facts:
    fields = json.loads(text)
    fields["plan"] = [(way, [(via, url) for via, url in lists]) for way, lists in fields.get("plan", [])]
    return Facts(**fields)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
