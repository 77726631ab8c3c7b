"""The finder for pages of no known platform."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pmlarchive.model import Kind, Status
from scraper.draft import DraftComment
from scraper.platforms.base import Page, Reading
from scraper.platforms.generic.authors import Authors
from scraper.platforms.generic.dates import Dates
from scraper.platforms.generic.groups import Group, Grouping, Unit
from scraper.platforms.generic.join import join
from scraper.platforms.generic.nest import Nesting, common_prefix
from scraper.platforms.generic.shared import Shared
from scraper.platforms.generic.survey import Survey
from scraper.platforms.generic.texts import Texts
from scraper.platforms.generic.words import EVIDENCE, MORE, Mark

_LITTLE = 200
_FORUM_DATA = re.compile(rb"DiscussionForumPosting|schema\.org/QAPage")
_FORUM_URL = re.compile(
    r"/(?:topics?|threads?|t|forums?|discussions?|viewtopic|showthread)[/.-]|[?&](?:topic|t|thread)=\d"
)
_COUNT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,\s]\d{3})*|\d+)(?!\w)")


class Generic:
    """Finds repeated blocks that have text, a name, a date, and what tells comments from other lists."""

    name = "generic"

    def recognises(self, page: Page) -> bool:
        """Say whether the bytes hold any word that comments have on any page."""
        return b"comment" in page.data or EVIDENCE.search(page.data) is not None

    def read(self, page: Page) -> Reading | None:
        """Find the comments; ``None`` where nothing on the page is likely to be some."""
        body = page.tree.find("body")
        if body is None or not self.recognises(page):
            return None
        survey = Survey(body)
        grouping = Grouping(survey, page.url)
        found = grouping.candidates()
        if not found:
            return None
        best = join(grouping, found)
        confidence = _confidence(best)
        if confidence < 0.3:
            return None
        return _reading(page, survey, best, confidence)


def _confidence(group: Group) -> float:
    mean = sum(group.values) / len(group.values)
    return round(min(1.0, max(0.0, (group.evidence - 1) / 5)) * min(1.0, mean / 0.7), 3)


def _reading(page: Page, survey: Survey, best: Group, confidence: float) -> Reading | None:
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
        node = survey.nodes[unit.nodes[0]]
        mark = survey.marks[unit.nodes[0]]
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
                url=f"{page.url}#{node.get('id')}" if page.url and node.get("id") else None,
                status=Status.REMOVED if mark & Mark.REMOVED and len(body.text) < 120 else Status.VISIBLE,
            )
        )
    opening = None
    if _is_forum(page, best) and _opens(survey, units[0]):
        opening, comments = comments[0], comments[1:]
        for comment in comments:
            comment.parent = None if comment.parent == opening.key else comment.parent
    root = _root(survey, units)
    return Reading(
        platform="generic",
        comments=comments,
        roots=[root],
        confidence=confidence,
        complete=not _more(root),
        post=opening,
    )


def _is_forum(page: Page, best: Group) -> bool:
    """Say whether a page is a forum's thread by what it calls itself, its URL, or its messages' names."""
    if _FORUM_DATA.search(page.data) or (page.url and _FORUM_URL.search(page.url)):
        return True
    return bool(best.marks & Mark.WEAK) and not best.marks & Mark.COMMENT


def _opens(survey: Survey, first: Unit) -> bool:
    """Say whether nothing but a title and some links stands before the first message: no article."""
    title = survey.tags.index("h1") if "h1" in survey.tags[: first.first] else 0
    text, links, covered = (
        totals[first.first] - totals[title] for totals in (survey.total, survey.links, survey.covered)
    )
    return text - links - covered < _LITTLE


def native_ids(survey: Survey, units: Sequence[Unit]) -> list[str | None]:
    """Return what the page calls each unit: the varying part of ids, data attributes or anchors."""
    found: list[str | None] = [None] * len(units)
    for names in _id_sources(survey, units):
        present = [name for name in names if name]
        if len(set(present)) < max(1, 0.7 * len(units)) or len(set(present)) < len(present) * 0.7:
            continue
        head = common_prefix(present)
        found = [name.removeprefix(head) or None if name else None for name in names]
        break
    return found


def _id_sources(survey: Survey, units: Sequence[Unit]) -> list[list[str]]:
    nodes = survey.nodes
    own = [nodes[unit.nodes[0]] for unit in units]
    sources = [[_numbered(node.get("id")) for node in own]]
    data = sorted(
        {
            key
            for node in own
            for key in node.attrib
            if key.startswith("data-") and key.endswith(("id", "comment"))
        }
    )
    sources += [[_numbered(node.get(key)) for node in own] for key in data]
    sources.append([_anchor(survey, unit) for unit in units])
    return sources


def _numbered(name: str | None) -> str:
    return name if name and len(name) <= 80 and any(map(str.isdigit, name)) and " " not in name else ""


def _anchor(survey: Survey, unit: Unit) -> str:
    """Return the first numbered anchor or id inside a unit, or right before it."""
    before = survey.nodes[unit.first].getprevious()
    if before is not None and before.tag == "a" and _numbered(before.get("id") or before.get("name")):
        return _numbered(before.get("id") or before.get("name"))
    for place in range(unit.first, min(unit.last, unit.first + 30)):
        node = survey.nodes[place]
        if not isinstance(node.tag, str):
            continue
        name = _numbered(node.get("id") or (node.get("name") if node.tag == "a" else None))
        if name:
            return name
        target = node.get("href") or ""
        if node.tag == "a" and "#" in target and _numbered(target.rpartition("#")[2]):
            return target.rpartition("#")[2]
    return ""


def _once(survey: Survey, units: Sequence[Unit]) -> list[Unit]:
    """Leave out units whose id was there before: a list that is printed twice."""
    seen: set[str] = set()
    kept = []
    for unit in units:
        name = survey.nodes[unit.nodes[0]].get("id")
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
            found[stack[-1]] += [survey.nodes[place] for place in unit.nodes]
        stack.append(at)
    return found


def _root(survey: Survey, units: Sequence[Unit]) -> HtmlElement:
    """Return the element around all units, widened to the box that holds their heading and form."""
    first, last = units[0].first, max(unit.last for unit in units)
    above = survey.parent[first]
    while above > 0 and survey.end[above] < last:
        above = survey.parent[above]
    best = above
    around = above
    while around > 0:
        mark = survey.marks[around]
        if mark & (Mark.COMMENT | Mark.LIST) and not any(
            survey.nodes[place].tag in ("h1", "article", "main") for place in range(around, above)
        ):
            best = around
        around = survey.parent[around]
    return survey.nodes[max(best, 0)]


def _more(root: HtmlElement) -> bool:
    return any(
        MORE.search(" ".join("".join(link.itertext()).split())[:80])
        for link in (*root.iter("a"), *root.iter("button"))
        if len(link) < 4
    )
