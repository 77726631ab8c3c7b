"""robots.txt, fetched and obeyed as RFC 9309 says."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from protego import Protego

from pmlarchive.errors import FetchError
from scraper.captures import Capture

PRODUCT = "pmlarchive"
"""The product token that robots.txt files may name us by."""

MOST_BYTES = 512_000
"""Of a robots.txt are read (RFC 9309 section 2.5 asks for at least 500 KiB)."""

_REDIRECTS = 5
_LONGEST_DELAY = 120.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt asks of us.

    Attributes:
        text: The file; empty allows everything.
        unreachable: Why it could not be had although the site may have one; nothing may be fetched then.
    """

    text: str = ""
    unreachable: str | None = None

    def parsed(self) -> Protego:
        """Return the rules for asking."""
        return Protego.parse(self.text)


class Robots:
    """Rules by origin, each fetched once.

    Args:
        get: Fetches one URL without asking robots.txt, following no redirect.
        kept: Texts fetched earlier, by origin; new ones are put in.
    """

    def __init__(self, get: Callable[[str], Capture], kept: MutableMapping[str, str] | None = None) -> None:
        self._get = get
        self._kept = {} if kept is None else kept
        self._rules: dict[str, tuple[Rules, Protego]] = {}

    def allowed(self, url: str) -> bool:
        """Say whether ``url`` may be fetched.

        Raises:
            FetchError: The site's robots.txt cannot be had, so nothing is known and nothing may be fetched.
        """
        rules, parsed = self._of(url)
        if rules.unreachable:
            raise FetchError(
                f"robots.txt cannot be read ({rules.unreachable}), so the site is left alone; try later",
                subject=origin(url),
            )
        return bool(parsed.can_fetch(url, PRODUCT))

    def delay(self, url: str) -> float:
        """Return the seconds between requests that the site asks for, at most two minutes; 0: none asked."""
        _, parsed = self._of(url)
        asked = parsed.crawl_delay(PRODUCT)
        rate = parsed.request_rate(PRODUCT)
        spread = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(float(asked or 0), spread, 0.0), _LONGEST_DELAY)

    def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that the file names."""
        return list(self._of(url)[1].sitemaps)

    def _of(self, url: str) -> tuple[Rules, Protego]:
        key = origin(url)
        if key not in self._rules:
            kept = self._kept.get(key)
            rules = Rules(kept) if kept is not None else self._fetch(key)
            if kept is None and rules.unreachable is None:
                self._kept[key] = rules.text
            self._rules[key] = (rules, rules.parsed())
        return self._rules[key]

    def _fetch(self, key: str) -> Rules:
        url = f"{key}/robots.txt"
        for _ in range(_REDIRECTS + 1):
            try:
                capture = self._get(url)
            except FetchError as error:
                return Rules(unreachable=str(error))
            if capture.status in (301, 302, 303, 307, 308):
                target = capture.headers.get("location", "")
                if not target:
                    return Rules()
                url = absolute(url, target)
                continue
            if 200 <= capture.status < 300:
                return Rules(capture.body[:MOST_BYTES].decode("utf-8-sig", "replace"))
            if capture.status >= 500 or capture.status == 429:
                return Rules(unreachable=f"HTTP {capture.status}")
            return Rules()
        return Rules()


def origin(url: str) -> str:
    """Return scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"


def absolute(base: str, link: str) -> str:
    """Resolve a link; one that cannot be resolved gives an empty string."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""
