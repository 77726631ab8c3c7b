"""Files that hold threads: exports of platforms, saved pages, text captures; one module each."""

from scraper.formats.detect import HEAD, Format, detect

__all__ = ["HEAD", "Format", "detect"]
