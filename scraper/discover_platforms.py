"""Lists of posts that hosted platforms offer: Blogger's feed and Substack's archive. Pure.

Sources: https://support.google.com/blogger/answer/97933 (feed addresses and parameters); Substack's archive
page loads its list from ``/api/v1/archive``, as its public clients do.
"""

import json
import re
from urllib.parse import urljoin

from scraper.captures import Capture
from scraper.discover import Found, local, read_feed, read_xml
from scraper.urls import clean_url, is_trap

_BLOGGER_PAGE = 100
_SUBSTACK_PAGE = 12


def blogger_lists(start: str) -> list[tuple[str, str]]:
    """Return the first list of a Blogger blog's posts."""
    query = f"start-index=1&max-results={_BLOGGER_PAGE}"
    return [("blogger", urljoin(start, f"/feeds/posts/summary?{query}"))]


def read_blogger(capture: Capture) -> Found:
    """Read a page of Blogger's feed of posts; the feed's own ``next`` leads to another host."""
    found = read_feed(capture)
    found.lists = []
    root = read_xml(capture.body) if found.ok else None
    here = re.search(r"([?&]start-index=)(\d+)", capture.url)
    if root is None or here is None:
        return found
    entries = sum(local(element.tag) == "entry" for element in root)
    total = next((e.text or "" for e in root if local(e.tag) == "totalResults"), "")
    following = int(here[2][:9]) + entries
    if entries and (not total.isdigit() or following <= int(total[:9])):
        url = f"{capture.url[: here.start()]}{here[1]}{following}{capture.url[here.end() :]}"
        found.lists.append(("blogger", url))
    return found


def substack_lists(start: str) -> list[tuple[str, str]]:
    """Return the first list of a Substack publication's posts."""
    return [("substack", urljoin(start, f"/api/v1/archive?sort=new&offset=0&limit={_SUBSTACK_PAGE}"))]


def read_substack(capture: Capture) -> Found:
    """Read a page of Substack's archive. Pages may be short; only an empty one is the last."""
    try:
        rows = json.loads(capture.body.decode("utf-8", "replace")) if capture.status == 200 else None
    except (ValueError, RecursionError):
        rows = None
    if isinstance(rows, dict):
        rows = rows.get("posts")
    here = re.search(r"([?&]offset=)(\d+)", capture.url)
    if not isinstance(rows, list) or here is None:
        return Found(ok=False)
    found = Found()
    for row in rows:
        url = row.get("canonical_url") if isinstance(row, dict) else None
        clean = clean_url(url, capture.url) if isinstance(url, str) else None
        if clean is not None and not is_trap(clean):
            found.pages.append(clean)
    if rows:
        offset = int(here[2][:9]) + _SUBSTACK_PAGE
        url = f"{capture.url[: here.start()]}{here[1]}{offset}{capture.url[here.end() :]}"
        found.lists.append(("substack", url))
    return found
