"""Comments on pages of no known platform."""

from scraper.platforms.generic.finder import Generic

__all__ = ["Generic"]
