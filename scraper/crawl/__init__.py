"""Politely, resumably, from a URL to whole threads."""

from scraper.crawl.events import Event, Progress, ThreadGone, ThreadLanded, Trouble
from scraper.crawl.run import Crawl

__all__ = ["Crawl", "Event", "Progress", "ThreadGone", "ThreadLanded", "Trouble"]
