"""``pmlarchive demo``: the whole way from a living blog to a page that answers, on this computer alone."""

import shutil
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import httpx
import lxml.html
from flask import Flask

from pmlarchive import config
from pmlarchive.archive import Archive
from pmlarchive.crawling import crawl_site
from pmlarchive.demo.blog import HOST, SampleBlog, serve_sample
from pmlarchive.errors import ArchiveError, NotAnArchive
from pmlarchive.web.app import build_app
from pmlarchive.web.serve import listen

Echo = Callable[[str], None]

SEARCH = "fire brigade"
"""What the check looks for: words that stand in a reply, not in any post."""

_PORT = 8361
_MARK = "# Made by `pmlarchive demo`, which makes it anew at each run.\n"
_SETTINGS = _MARK + 'title = "The sample archive"\n'


def run_demo(folder: Path, *, port: int, open_browser: bool, exit_after_check: bool, echo: Echo) -> int:
    """Archive the sample blogs and show the archive until the person stops it.

    Args:
        folder: Where the sample archive goes; an earlier one is replaced, anything else is left alone.
        port: The archive's port; 0: any free one.
        open_browser: Whether to open a browser on it.
        exit_after_check: Prove one search and one thread over HTTP, and return.
        echo: Takes each line for the person.

    Returns:
        0, or 1 where something could not be done (said through ``echo``).
    """
    try:
        _make_room(folder)
        with _sample() as sample, Archive.open(folder, create=True, options=_OPTIONS) as archive:
            _archive_sample(archive, sample, echo)
            with _serving(build_app(archive), port) as url:
                if exit_after_check:
                    return _check(url, echo)
                _stay(url, open_browser, echo)
    except (ArchiveError, OSError, httpx.HTTPError) as error:
        echo(error.line() if isinstance(error, ArchiveError) else f"the demo cannot run: {error}")
        return 1
    return 0


@contextmanager
def _sample() -> Iterator[SampleBlog]:
    """Serve the sample on the same ports each time, so that addresses stay; others if they are taken."""
    with ExitStack() as stack:
        try:
            sample = stack.enter_context(serve_sample(_PORT))
        except OSError:
            sample = stack.enter_context(serve_sample())
        yield sample


_OPTIONS: dict[str, config.Value | None] = {"delay": 0.0, "allow_private": True}


def _make_room(folder: Path) -> None:
    """Empty the folder of an earlier demo.

    Raises:
        NotAnArchive: Something else is in the folder.
    """
    if not folder.exists():
        folder.mkdir(parents=True)
    elif any(folder.iterdir()):
        settings = folder / config.FILE_NAME
        if not (settings.is_file() and settings.read_text("utf-8", "replace").startswith(_MARK)):
            raise NotAnArchive(
                "the folder holds something other than a demo; name another with -a", subject=str(folder)
            )
        shutil.rmtree(folder)
        folder.mkdir()
    (folder / config.FILE_NAME).write_text(_SETTINGS, encoding="utf-8")


def _archive_sample(archive: Archive, sample: SampleBlog, echo: Echo) -> None:
    begun = time.monotonic()
    posts = sum(len(site.posts) for site in sample.sites)
    comments = sum(len(post.comments) for site in sample.sites for post in site.posts)
    echo(f"Two sample blogs are served on this computer: {posts} posts with {comments} replies.")
    echo("The people are invented, the papers they cite are real. Nothing leaves this computer.")
    for site, url in zip(sample.sites, sample.urls, strict=True):
        echo(f"  {site.title}  {url}")
    echo("Crawling them, as any blog: every answer is kept as it came, then read.")
    _crawl(archive, sample, echo)
    echo("Time passes: readers write, edit and delete. Crawling again, for what changed.")
    time.sleep(1.1)  # captures are dated to the second: what changed must not seem to have changed at once
    sample.advance()
    _crawl(archive, sample, echo)
    found = archive.update_index()
    echo(f"{found} messages can be found now. All that took {time.monotonic() - begun:.1f} seconds.")


def _crawl(archive: Archive, sample: SampleBlog, echo: Echo) -> None:
    for site, url in zip(sample.sites, sample.urls, strict=True):
        threads = new = changed = gone = 0
        for imported in crawl_site(archive, url, lambda _done, _all: None):
            if imported.error is not None:
                echo(f"  {imported.error.line()}")
            for thread in imported.threads:
                threads += 1
                new += thread.new
                changed += thread.changed
                gone += thread.gone
        echo(f"  {site.title}: {threads} posts read; {new} messages new, {changed} changed, {gone} gone.")


@contextmanager
def _serving(app: Flask, port: int) -> Iterator[str]:
    """Serve an app on loopback from a thread; give its home page.

    Raises:
        OSError: The port is taken.
    """
    server = listen(app, HOST, port, 8)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.effective_port}/"
    finally:
        # Closed by its own loop: closing its sockets under a running select() fails now and then.
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=5)
        server.task_dispatcher.shutdown()


def _stay(url: str, open_browser: bool, echo: Echo) -> None:
    echo(f"The archive is open at {url}")
    echo(f'Try a search: "{SEARCH}", EBV rebound, author:Pádraig. Ctrl+C stops the demo.')
    if open_browser and not webbrowser.open(url):
        echo("No browser could be opened here; open the address above in yours.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        echo("Stopped. The sample archive stays in its folder; the next demo replaces it.")


def _check(url: str, echo: Echo) -> int:
    """Search and open the thread that was found, over HTTP; return the exit status."""
    with httpx.Client(base_url=url, follow_redirects=True, timeout=30, trust_env=False) as client:
        found = client.get("/search", params={"q": f'"{SEARCH}"'})
        anchors = lxml.html.fromstring(found.text).iter("a") if found.is_success else ()
        links = [link for anchor in anchors if (link := anchor.get("href", "")).startswith("/thread/")]
        if not links:
            echo(f'The search for "{SEARCH}" found nothing (HTTP status {found.status_code}).')
            return 1
        thread = client.get(links[0])
    if not thread.is_success or "come through the walls" not in thread.text:
        echo(f"The discussion at {links[0]} does not show the reply (HTTP status {thread.status_code}).")
        return 1
    echo(f'Checked: the search for "{SEARCH}" leads to {urlsplit(links[0]).path}, and the reply is there.')
    return 0
