"""Which adapters there are, and in which order a page is shown to them. Adding one is a line here."""

from collections.abc import Iterator

from scraper.platforms.base import Page, Platform
from scraper.platforms.blogger import Blogger
from scraper.platforms.discourse import Discourse
from scraper.platforms.disqus import Disqus
from scraper.platforms.drupal import Drupal
from scraper.platforms.flarum import Flarum
from scraper.platforms.forums import Forums
from scraper.platforms.lemmy import Lemmy
from scraper.platforms.nodebb import NodeBB
from scraper.platforms.old_reddit import OldReddit
from scraper.platforms.pixnet import Pixnet
from scraper.platforms.reddit import Reddit
from scraper.platforms.slash import Slash
from scraper.platforms.spip import Spip
from scraper.platforms.substack import Substack
from scraper.platforms.vanilla import Vanilla
from scraper.platforms.wordpress import WordPress

#: Those with the most particular marks come first. WordPress comes last but for the generic finder, which is
#: not listed: it is asked where none of these finds comments.
PLATFORMS: tuple[Platform, ...] = (
    Discourse(),
    Flarum(),
    Disqus(),
    Substack(),
    Reddit(),
    OldReddit(),
    Lemmy(),
    Slash(),
    NodeBB(),
    Vanilla(),
    Pixnet(),
    Spip(),
    Blogger(),
    Drupal(),
    Forums(),
    WordPress(),
)


#: What lives on the pages of other platforms.
_GUESTS = frozenset({"disqus", "forum"})


def recognised(page: Page, platforms: tuple[Platform, ...] = PLATFORMS) -> Iterator[Platform]:
    """Yield the adapters that take the page for their platform's.

    A page that names its maker is shown to this one's adapter and to those of guests alone: a look through
    all its bytes for the marks of each platform takes longer than reading most pages.
    """
    maker = page.maker
    for platform in platforms:
        if (maker is None or platform.name == maker or platform.name in _GUESTS) and platform.recognises(
            page
        ):
            yield platform
