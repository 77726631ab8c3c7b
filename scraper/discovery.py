"""Readers of the lists that sites offer, by the name that the frontier keeps."""

from scraper import discover, discover_platforms, discover_wordpress
from scraper.discover import Reader

READERS: dict[str, Reader] = {
    "sitemap": discover.read_sitemap,
    "feed": discover.read_feed,
    "blogger": discover_platforms.read_blogger,
    "substack": discover_platforms.read_substack,
    "wp-posts": discover_wordpress.read_posts,
    "wp-comments": discover_wordpress.read_comments,
}
