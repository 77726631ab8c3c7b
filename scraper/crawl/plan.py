"""In which ways a site's posts can be listed, best first. Pure."""

from urllib.parse import urljoin

from scraper import discover_wordpress
from scraper.captures import Capture
from scraper.discover import Head

Way = tuple[str, list[tuple[str, str]]]


def plan(capture: Capture, head: Head, sitemaps: list[str]) -> list[Way]:
    """Return the ways to try for a site whose start page this is: name, and first lists (reader, URL).

    Args:
        sitemaps: Those that robots.txt names.
    """
    ways: list[Way] = []
    if head.rest is not None:
        ways.append(("wordpress", discover_wordpress.first_lists(head.rest)))
    wordpress = head.rest is not None or "wordpress" in head.generator
    usual = "/sitemap.xml"
    if wordpress:
        usual = "/?sitemap=index" if head.rest and "rest_route" in head.rest else "/wp-sitemap.xml"
    named = list(sitemaps) or [urljoin(capture.url, usual)]
    ways.append(("sitemap", [("sitemap", url) for url in named]))
    if wordpress and head.feeds:
        ways.append(("feed", [("feed", head.feeds[0])]))
    return ways
