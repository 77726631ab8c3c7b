"""Page numbers in addresses."""

from dataclasses import dataclass

from flask import request

from pmlarchive.web.urls import here

#: Beyond this, counting pages is no way to find anything.
LAST = 1000


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a list stands: ``page`` of ``pages``, and addresses of its neighbours."""

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, min(LAST, -(-self.total // self.size)))

    @property
    def first(self) -> int:
        """Number of the first thing on this page, from 1."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Number of the last thing on this page."""
        return min(self.total, self.page * self.size)

    def url(self, page: int) -> str:
        """Return this address with another page number."""
        return here(page=page if page > 1 else None)

    @property
    def previous(self) -> str | None:
        """Address of the page before."""
        return self.url(self.page - 1) if self.page > 1 else None

    @property
    def next(self) -> str | None:
        """Address of the page after."""
        return self.url(self.page + 1) if self.page < self.pages else None


def page_number() -> int:
    """Return the page asked for; what is no number, or out of reach, is the nearest that makes sense."""
    asked = request.args.get("page", "1")
    return max(1, min(LAST, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
