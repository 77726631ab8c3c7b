"""The fields of the language: what stands behind ``date:``, ``in:``, ``cites:`` and the others.

Each reader returns what its value asks for, or one sentence about what it does not understand.
"""

import re
from collections.abc import Callable
from contextlib import suppress

from index.analysis import words
from index.document import cite_keys
from index.primitives import Key, Range
from index.query import REPLY_TO, Not, Or, Quoted, Tree
from index.when import period, span
from pmlarchive.model import thread_id

_NUMBER = re.compile(r"(\d{1,6})?(\.\.|\+|-)?(\d{1,6})?")


def _kind(value: str) -> Tree | str:
    names = {
        "post": "post",
        "posts": "post",
        "comment": "comment",
        "comments": "comment",
        "ping": "ping",
        "pings": "ping",
    }
    name = names.get(value.lower())
    return (
        Key("kind", (name,))
        if name
        else f"in: knows post and comment, not \u201c{value}\u201d; it was left out."
    )


def _site(value: str) -> Tree:
    host = value.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return Key("site", tuple(dict.fromkeys((host, value))))


def _date(value: str) -> Tree | str:
    bounds = span(value)
    return Range("date", *bounds) if bounds else _no_date(value)


def _after(value: str) -> Tree | str:
    bounds = period(value)
    return Range("date", bounds[0], None) if bounds else _no_date(value)


def _before(value: str) -> Tree | str:
    bounds = period(value)
    return Range("date", None, bounds[0] - 1) if bounds else _no_date(value)


def _no_date(value: str) -> str:
    return f"\u201c{value}\u201d is no date as 2014, 2014-03, 2014-03-05 or march 2014; it was left out."


def _thread(value: str) -> Tree:
    return Key("thread", (value, *_as_thread(value)))


def _as_thread(value: str) -> tuple[str, ...]:
    """Return the id of the thread that an address names; nothing where the words are none."""
    if "/" in value or value.startswith("urn:"):
        url = value if "://" in value or value.startswith("urn:") else f"https://{value}"
        with suppress(ValueError):  # not a URL after all
            return (thread_id(url),)
    return ()


def _reply_to(value: str) -> Tree:
    named = tuple(words(value))
    parent = Key("parent", (value, *_as_thread(value)))
    return Or((parent, Quoted(named, REPLY_TO))) if named else parent


def _cites(value: str) -> Tree | str:
    keys = cite_keys(value)
    if keys:
        return Key("cites", keys)
    return f"cites: takes a DOI, a PMID or a URL, not \u201c{value}\u201d; it was left out."


def yes(value: str) -> bool | None:
    """Return what a yes or no says; ``None`` where it is neither."""
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(value.lower())


def _by_author(value: str) -> Tree | str:
    answer = yes(value)
    if answer is None:
        return f"by-author: takes yes or no, not \u201c{value}\u201d; it was left out."
    found = Key("has", ("post-author",))
    return found if answer else Not(found)


def _has(value: str) -> Tree | str:
    names = {
        "replies": "replies", "reply": "replies", "links": "links", "link": "links", "quote": "quote",
        "quotes": "quote",
    }  # fmt: skip
    name = names.get(value.lower())
    return (
        Key("has", (name,))
        if name
        else f"has: knows replies, links and quote, not \u201c{value}\u201d; it was left out."
    )


def _depth(value: str) -> Tree | str:
    match = _NUMBER.fullmatch(value)
    if not match or (match[1] is None and match[3] is None):
        return f"depth: takes a number or 2..4, not \u201c{value}\u201d; it was left out."
    low, mark, high = match[1], match[2], match[3]
    if mark is None:
        return Range("depth", int(low or 0), int(low or 0))
    return Range("depth", int(low) if low else None, int(high) if high else None)


READERS: dict[str, Callable[[str], Tree | str]] = {
    "in": _kind, "site": _site, "platform": lambda v: Key("platform", (v.lower(), v)), "date": _date,
    "year": _date, "after": _after, "before": _before, "thread": _thread, "reply-to": _reply_to,
    "cites": _cites, "by-author": _by_author, "has": _has, "depth": _depth,
    "tag": lambda v: Key("tags", (v,)), "id": lambda v: Key("id", (v,)),
}  # fmt: skip
