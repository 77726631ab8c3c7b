"""WordPress's REST lists as a crawl reads them: what is in them, and which pages follow."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.captures import Capture
from scraper.discover import Found
from scraper.draft import DraftThread
from scraper.platforms import wordpress_rest

_FIELDS = {
    "posts": "id,link,status,date_gmt,title,content,author,_links,_embedded",
    "pages": "id,link,status,date_gmt,title,content,author,_links,_embedded",
    "comments": "id,post,parent,author,author_name,author_url,date_gmt,content,link,status,type",
}
_MOST_PAGES = 20_000


def first_lists(root: str) -> list[tuple[str, str]]:
    """Return the list to begin with (reader, URL), given the API's root; the others follow where it answers.

    In the order of ids: what is added while the crawl runs comes last and shifts nothing.
    """
    return [("wp-posts", _url(root, "posts"))]


def _root(url: str) -> str:
    """Return the API's root, given one of its lists."""
    parts = urlsplit(url)
    if "rest_route" in parts.query:
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "rest_route=/", ""))
    return urlunsplit((parts.scheme, parts.netloc, parts.path.partition("wp/v2/")[0], "", ""))


def _url(root: str, name: str, page: int = 1) -> str:
    query = {"per_page": "100", "page": str(page), "orderby": "id", "order": "asc"}
    if name != "comments":
        query["_embed"] = "author,wp:term"
    query["_fields"] = _FIELDS[name]
    parts = urlsplit(root)
    route = f"wp/v2/{name}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    rest = next((value for key, value in pairs if key == "rest_route"), None)
    if rest is None:
        path = parts.path.rstrip("/") + "/" + route
        return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))
    # Sites without pretty permalinks take the route as a parameter.
    query = {"rest_route": rest.rstrip("/") + "/" + route, **query}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def read_posts(capture: Capture) -> Found:
    """Read a page of posts or pages."""
    return _read(
        capture, wordpress_rest.read_posts(capture.body) if capture.status == 200 else None, "wp-posts"
    )


def read_comments(capture: Capture) -> Found:
    """Read a page of comments."""
    drafts = wordpress_rest.read_comments(capture.body) if capture.status == 200 else None
    return _read(capture, drafts, "wp-comments")


def _read(capture: Capture, drafts: list[DraftThread] | None, via: str) -> Found:
    if drafts is None or capture.truncated:
        return Found(ok=False)
    found = Found(threads=[(draft.url, draft) for draft in drafts if draft.url])
    root = _root(capture.url)
    if capture.url == _url(root, "posts"):
        found.lists += [("wp-posts", _url(root, "pages")), ("wp-comments", _url(root, "comments"))]
    here = re.search(r"([?&]page=)(\d+)", capture.url)
    total = capture.headers.get("x-wp-totalpages", "")
    if here and here[2] == "1" and total.isdigit():
        for page in range(2, min(int(total), _MOST_PAGES) + 1):
            found.lists.append(
                (via, f"{capture.url[: here.start()]}{here[1]}{page}{capture.url[here.end() :]}")
            )
    return found
