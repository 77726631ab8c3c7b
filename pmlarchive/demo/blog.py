"""The sample blogs, served over real HTTP on this computer's loopback address."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from pmlarchive.demo import blogger, wordpress
from pmlarchive.demo.content import SITES, SamplePost, SampleSite, sample_sites
from pmlarchive.demo.markup import Resolve

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class _Platform:
    path_of: Callable[[SamplePost], str]
    create_app: Callable[[Callable[[], SampleSite], Resolve], Flask]


_PLATFORMS = {
    "wordpress": _Platform(wordpress.path_of, wordpress.create_app),
    "blogger": _Platform(blogger.path_of, blogger.create_app),
}


class SampleBlog:
    """The sample as it is being served.

    Attributes:
        urls: The home page of each site: the WordPress one, then the Blogger one.
    """

    def __init__(self) -> None:
        self._later = False
        self._roots: dict[str, str] = {}

    @property
    def urls(self) -> tuple[str, ...]:
        """Home pages, in the order of ``sites``."""
        return tuple(f"{self._roots[key]}/" for key in SITES)

    @property
    def sites(self) -> tuple[SampleSite, ...]:
        """The content that is served now."""
        return sample_sites(later=self._later)

    def site(self, key: str) -> SampleSite:
        """Return one of the sites as it is served now."""
        return self.sites[SITES.index(key)]

    def advance(self) -> None:
        """Let time pass: comments are edited, deleted, removed and added; a post is corrected."""
        self._later = True

    def resolve(self, target: str) -> str:
        """Return the URL of ``site`` or ``site:slug``; any other URL as it is."""
        key, _, slug = target.partition(":")
        if key not in SITES:
            return target
        post = self.site(key).post(slug)
        path = _PLATFORMS[self.site(key).platform].path_of(post) if post else "/"
        return self._roots[key] + path

    def app(self, key: str) -> Flask:
        """Make the web application of one of the sites."""
        return _PLATFORMS[self.site(key).platform].create_app(lambda: self.site(key), self.resolve)

    def at(self, key: str, root: str) -> None:
        """Say where a site is served, without the last slash."""
        self._roots[key] = root


class _Quiet(WSGIRequestHandler):
    """A request handler that does not write a line to the terminal for every page."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@contextmanager
def serve_sample(port: int = 0) -> Iterator[SampleBlog]:
    """Serve both sites, each on a port of its own so that a crawler takes them for two sites.

    Args:
        port: The first site's port, the second's is one more; 0: any that are free.

    Raises:
        OSError: A port is taken.
    """
    blog = SampleBlog()
    with ExitStack() as stack:
        for number, key in enumerate(SITES):
            # Werkzeug ends the process when a port is taken; a socket of our own raises OSError.
            listening = socket.create_server((HOST, port + number if port else 0))
            with listening:
                server = make_server(
                    HOST, 0, blog.app(key), threaded=True, request_handler=_Quiet, fd=listening.fileno()
                )
            stack.callback(server.server_close)
            blog.at(key, f"http://{HOST}:{server.port}")
            stack.enter_context(_running(server))
        yield blog


@contextmanager
def _running(server: BaseWSGIServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
