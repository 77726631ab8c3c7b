"""Which adapters there are, and in which order a page is shown to them. Adding one is a line here."""

from collections.abc import Iterator

from scraper.platforms.base import Page, Platform
from scraper.platforms.blogger import Blogger
from scraper.platforms.discourse import Discourse
from scraper.platforms.disqus import Disqus
from scraper.platforms.drupal import Drupal
from scraper.platforms.forums import Forums
from scraper.platforms.reddit import Reddit
from scraper.platforms.substack import Substack
from scraper.platforms.wordpress import WordPress

#: Those with the most particular marks come first. WordPress comes last but for the generic finder, which is
#: not listed: it is asked where none of these finds comments.
PLATFORMS: tuple[Platform, ...] = (
    Discourse(),
    Disqus(),
    Substack(),
    Reddit(),
    Blogger(),
    Drupal(),
    Forums(),
    WordPress(),
)


def recognised(page: Page, platforms: tuple[Platform, ...] = PLATFORMS) -> Iterator[Platform]:
    """Yield the adapters that take the page for their platform's."""
    return (platform for platform in platforms if platform.recognises(page))
