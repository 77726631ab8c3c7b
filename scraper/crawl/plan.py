"""In which ways a site's posts can be listed, best first. Pure."""

from urllib.parse import urljoin

from scraper import discover_platforms, discover_wordpress
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
    if "blogger" in head.generator:
        ways.append(("blogger", discover_platforms.blogger_lists(capture.url)))
    if b"substackcdn.com" in capture.body[:200_000]:
        ways.append(("substack", discover_platforms.substack_lists(capture.url)))
    wordpress = head.rest is not None or "wordpress" in head.generator
    usual = "/sitemap.xml"
    if wordpress:
        usual = "/?sitemap=index" if head.rest and "rest_route" in head.rest else "/wp-sitemap.xml"
    named = list(sitemaps) or [urljoin(capture.url, usual)]
    ways.append(("sitemap", [("sitemap", url) for url in named]))
    # Only WordPress pages its feed; elsewhere a feed has the newest posts, and following links finds all.
    if wordpress and head.feeds:
        ways.append(("feed", [("feed", head.feeds[0])]))
    return ways
