"""The contract between a page and the adapters that read comments off it."""

from dataclasses import dataclass, field
from typing import Protocol

from lxml.html import HtmlElement

from scraper.draft import DraftComment
from scraper.glance import holds
from scraper.head import Head, read_head
from scraper.outline import Outline


@dataclass(slots=True)
class Page:
    """A page read once, for every adapter.

    Attributes:
        tree: The document element; adapters never change it.
        data: The bytes as captured.
        url: Where it came from, if known; else what the page calls itself; else ``None``.
        charset: The encoding that the bytes were read in.
        guess: What the generic finder made of it, once it was asked.
        notes: What the reading of the bytes had to mend, one line each.
    """

    tree: HtmlElement
    data: bytes
    url: str | None
    charset: str
    notes: list[str] = field(default_factory=list)
    guess: "tuple[Reading | None] | None" = field(default=None, init=False, repr=False, compare=False)
    _outline: Outline | None = field(default=None, init=False, repr=False, compare=False)
    _head: Head | None = field(default=None, init=False, repr=False, compare=False)

    def holds(self, word: bytes) -> bool:
        """Say whether a word is anywhere in the bytes: in scripts and addresses too, where no element is."""
        return holds(self.data, word)

    @property
    def outline(self) -> Outline:
        """Every element with its tag, class names and id: made at first use, for all that read the page."""
        if self._outline is None:
            self._outline = Outline(self.tree)
        return self._outline

    @property
    def head(self) -> Head:
        """What stands in the page's head, or should: read at first use."""
        if self._head is None:
            self._head = read_head(self.outline)
        return self._head

    @property
    def maker(self) -> str | None:
        """The platform that the page's head names as what made it; ``None`` where it names none of note."""
        return self.head.maker


@dataclass(slots=True, kw_only=True)
class Reading:
    """What an adapter found.

    Attributes:
        roots: The elements that hold the comments, their headings and forms: no part of the article.
        is_bare: Whether these are the comments themselves, each with its writer's numbers: no heading.
        declared: The count that the platform's own markup prints; ``None`` where it prints none.
        complete: Whether every comment that the page knows of is on it.
        more: Absolute URLs of further pages of these comments.
        confidence: 0 to 1; adapters for a platform's own markup are sure (1.0).
        post: The message that opens the thread, where the platform keeps it among the others (a forum): its
            author, date and text are the post's. It is not among ``comments``.
    """

    platform: str
    comments: list[DraftComment]
    roots: list[HtmlElement] = field(default_factory=list)
    is_bare: bool = False
    declared: int | None = None
    complete: bool = True
    more: tuple[str, ...] = ()
    confidence: float = 1.0
    notes: list[str] = field(default_factory=list)
    post: DraftComment | None = None


class Platform(Protocol):
    """Reads the comments of one platform's pages: a pure function of the page."""

    name: str

    def recognises(self, page: Page) -> bool:
        """Say quickly whether the page is this platform's (cheap: a look at the bytes or the head)."""
        ...

    def read(self, page: Page) -> Reading | None:
        """Read every comment in page order; ``None`` where the page holds none in this platform's markup."""
        ...
