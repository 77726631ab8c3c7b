"""A group of elements that are comments → the comments."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from pmlarchive.model import Kind, Status
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.generic.authors import Authors
from scraper.platforms.generic.dates import Dates
from scraper.platforms.generic.groups import Group
from scraper.platforms.generic.ids import native_ids
from scraper.platforms.generic.marks import Mark
from scraper.platforms.generic.nest import Nesting
from scraper.platforms.generic.pieces import Unit
from scraper.platforms.generic.shared import Shared
from scraper.platforms.generic.survey import Survey
from scraper.platforms.generic.texts import Texts
from scraper.platforms.generic.words import MORE

_LITTLE = 200
#: A short message has at least so many.
_SAYING = 40
_FORUM_DATA = (b"DiscussionForumPosting", b"schema.org/QAPage")
_POST_TEXT = ("text", "articleBody")
_FORUM_URL = re.compile(
    r"/(?:topics?|threads?|t|forums?|discussions?|viewtopic|showthread)[/.-]|[?&](?:topic|t|thread)=\d"
)


def read_group(page: Page, survey: Survey, best: Group, confidence: float) -> Reading:
    """Read every comment of a group, and which answers which."""
    units = _once(survey, best.units)
    ids = native_ids(survey, units)
    shared = Shared(survey, units, page.url, page.tree.get("lang"))
    dates = Dates(shared)
    authors = Authors(shared, dates)
    texts = Texts(shared, dates, authors)
    parents = Nesting(survey, units, ids).parents()
    keys = [name or f"#{at + 1}" for at, name in enumerate(ids)]
    inside = _inner(survey, units)
    comments = []
    for at, unit in enumerate(units):
        body = texts.body(at, inside[at])
        author, author_url = authors.author(at)
        mark, anchor = survey.marks[unit.nodes[0]], survey.ids.get(unit.nodes[0])
        parent = parents[at]
        comments.append(
            DraftComment(
                key=keys[at],
                native_id=ids[at],
                parent=None if parent is None else keys[parent],
                kind=Kind.PING if mark & Mark.PING else Kind.COMMENT,
                author=author,
                author_url=author_url,
                by_post_author=bool(mark & Mark.OWNER),
                date=dates.date(at),
                text=body.text,
                html=body.html,
                links=body.links,
                url=f"{page.url}#{anchor}" if page.url and anchor else None,
                status=Status.REMOVED if mark & Mark.REMOVED and len(body.text) < 120 else Status.VISIBLE,
            )
        )
    comments = _without_blanks(comments)
    opening = None
    stated = _stated_post(survey, units[0])
    if comments and stated is None and _opens(survey, units[0]) and _is_forum(page, best):
        stated = _short_post(survey, units[0])
        if stated is None:
            opening, comments = comments[0], comments[1:]
            for comment in comments:
                comment.parent = None if comment.parent == opening.key else comment.parent
    root = _root(survey, units)
    roots = _roots(survey, units, root, opening is not None)
    if stated is not None and any(place < stated < survey.end[place] for place in roots):
        # Comments on a question and answers to it lie in one box with it.
        answers = {node for nodes in inside for node in nodes}
        roots = [place for unit in units for place in unit.nodes if survey.node(place) not in answers]
    return Reading(
        platform="generic",
        comments=comments,
        roots=[survey.node(place) for place in roots],
        confidence=confidence,
        complete=not _more(survey, root),
        post=opening,
    )


def _without_blanks(comments: list[DraftComment]) -> list[DraftComment]:
    """Leave out what says nothing by nobody at no time: boxes that a script fills."""
    blank = {one.key for one in comments if not (one.text or one.author or one.date.value or one.date.text)}
    for comment in comments if blank else ():
        comment.parent = None if comment.parent in blank else comment.parent
    return [one for one in comments if one.key not in blank] if blank else comments


def _is_forum(page: Page, best: Group) -> bool:
    """Say whether a page is a forum's thread by what it calls itself, its URL, or its messages' names."""
    if any(map(page.holds, _FORUM_DATA)) or (page.url and _FORUM_URL.search(page.url)):
        return True
    return bool(best.marks & Mark.WEAK) and not best.marks & Mark.COMMENT


def _stated_post(survey: Survey, first: Unit) -> int | None:
    """Return the place of a text that the page tells machines is its own, and that precedes all messages."""
    stated = (
        place
        for place, prop in survey.props.items()
        if place < first.first and prop in _POST_TEXT and survey.span(place)
    )
    return next(stated, None)


def _opens(survey: Survey, first: Unit) -> bool:
    """Say whether nothing but a title and some links stands before the first message: no article."""
    title = survey.tags.index("h1") if "h1" in survey.tags[: first.first] else 0
    text, links, covered = (
        totals[first.first] - totals[title] for totals in (survey.total, survey.links, survey.covered)
    )
    return text - links - covered < _LITTLE


def _short_post(survey: Survey, first: Unit) -> int | None:
    """Return the place of a few words after somebody's name, laid out otherwise than what answers them."""
    title = survey.tags.index("h1") if "h1" in survey.tags[: first.first] else 0
    by = next((p for p in range(title, first.first) if survey.marks[p] & Mark.AUTHOR), first.first)
    words = (
        place
        for place in range(by, first.first)
        if survey.text[place] >= _SAYING and survey.marks[place] & (Mark.BODY | Mark.UI) == Mark.BODY
    )
    return next(words, None)


def _once(survey: Survey, units: Sequence[Unit]) -> list[Unit]:
    """Leave out units whose id was there before: a list that is printed twice."""
    seen: set[str] = set()
    kept = []
    for unit in units:
        name = survey.ids.get(unit.nodes[0])
        if name and name in seen:
            continue
        seen.add(name or "")
        kept.append(unit)
    return kept


def _inner(survey: Survey, units: Sequence[Unit]) -> list[list[HtmlElement]]:
    """Return the elements of the units directly inside each."""
    found: list[list[HtmlElement]] = [[] for _ in units]
    stack: list[int] = []
    for at, unit in enumerate(units):
        while stack and units[stack[-1]].last <= unit.first:
            stack.pop()
        if stack:
            found[stack[-1]] += [survey.node(place) for place in unit.nodes]
        stack.append(at)
    return found


def _around(survey: Survey, units: Sequence[Unit]) -> int:
    """Return the place of the innermost box that holds all units."""
    first, last = units[0].first, max(unit.last for unit in units)
    above = survey.parent[first]
    while above > 0 and survey.end[above] < last:
        above = survey.parent[above]
    return above


def _root(survey: Survey, units: Sequence[Unit]) -> int:
    """Return the place around all units, widened to the box that holds their heading and form."""
    best = around = lowest = _around(survey, units)
    while around > 0:
        # Neither a title nor an article lies on the way to the box.
        if any(tag in _OUTER for tag in survey.tags[around:lowest]):
            break
        lowest = around
        if survey.marks[around] & (Mark.COMMENT | Mark.LIST):
            best = around
        around = survey.parent[around]
    return max(best, 0)


def _roots(survey: Survey, units: Sequence[Unit], root: int, is_forum: bool) -> list[int]:
    """Return the places that hold the comments and no part of an article before them.

    Some pages lay the comments out right beside the article, with no box around them.
    """
    if is_forum:
        return [root]
    first, last = units[0].first, max(unit.last for unit in units)
    around = _around(survey, units)
    for box in dict.fromkeys((root, around)):
        inside = survey.children(box)
        start = next((at for at, place in enumerate(inside) if first < survey.end[place]), 0)
        lead = inside[start] if inside else first
        before = inside[:start]
        if box != root:  # rules and notices belong to the comments; not so the post, laid out as they are
            tag, marks = survey.tags[lead], survey.marks
            before = [p for p in before if survey.tags[p] == tag and not marks[p] & Mark.COMMENT]
        if sum(_unlinked(survey, place) for place in before) < _LITTLE:
            continue
        while start and survey.tags[inside[start - 1]] in _LEADS:
            start -= 1
        return [place for place in inside[start:] if place < last]
    return [root]


def _unlinked(survey: Survey, place: int) -> int:
    """Return how many characters an element prints outside links."""
    end = survey.end[place]
    return survey.total[end] - survey.total[place] - (survey.links[end] - survey.links[place])


_LEADS = frozenset({"a", "h2", "h3", "h4", "h5", "hr"})
_OUTER = frozenset({"h1", "article", "main"})


def _more(survey: Survey, root: int) -> bool:
    """Say whether a link or button in the comments loads more of them."""
    for tag in ("a", "button"):
        places = survey.by_tag[tag]
        for place in places[bisect_left(places, root) : bisect_left(places, survey.end[root])]:
            node = survey.node(place)
            size = len(node)
            text = node.text if not size else "".join(node.itertext()) if size < 4 else None
            if text and _says_more(text):
                return True
    return False


@lru_cache(maxsize=4096)
def _says_more(text: str) -> bool:
    return MORE.search(" ".join(text.split())[:80]) is not None
