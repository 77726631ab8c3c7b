"""What a crawl has learnt of its site, and what its steps share."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from scraper.captures import Capture
from scraper.crawl.frontier import Frontier
from scraper.crawl.plan import Way
from scraper.draft import DraftThread
from scraper.urls import Scope

PageReader = Callable[[Capture], DraftThread]
"""Reads a captured page; raises ImportFailed where it cannot."""


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
        wordpress: Whether the site is a WordPress.
        lists: How many lists were queued.
    """

    mode: str = ""
    host: str = ""
    folder: str = "/"
    plan: list[Way] = field(default_factory=list)
    way: str = ""
    found: int = 0
    listed: bool = False
    whole: bool = True
    links: list[str] = field(default_factory=list)
    wordpress: bool = False
    lists: int = 0

    def dump(self) -> str:
        """Return the facts as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> "Facts":
        """Return what ``dump`` wrote."""
        fields = json.loads(text)
        fields["plan"] = [(way, [(via, url) for via, url in lists]) for way, lists in fields.get("plan", [])]
        return cls(**fields)

    def in_scope(self, url: str, *, folder: bool = True) -> bool:
        """Say whether the crawl may fetch ``url``; ``folder``: whether it must be in the start's folder."""
        return Scope(self.host, self.folder if folder else "/").holds(url)


@dataclass(slots=True)
class Work:
    """What the steps of one crawl share."""

    frontier: Frontier
    read: PageReader
    facts: Facts = field(default_factory=Facts)
    whole_site: bool | None = None
