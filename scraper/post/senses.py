"""What class names, ids and schema.org say of an element: a title, a name, what stands beside an article."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from scraper.outline import Outline

#: Classes and ids of what stands beside an article, never in it.
_BESIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:sidebar|side-?bar\w*|(?<!elementor-)widgets?(?! Blog\b)|widget-area|"
    r"related(?:-?posts?)?|relatedposts|jp-relatedposts|yarpp\w*|"
    r"recommend(?:ed|ations?)?|recent-?(?:posts|comments)|popular(?:-?posts)?|trending|breadcrumbs?|nav(?:bar|igation)?|"
    r"main-?nav|menu|site-?footer|colophon|share|sharing|sharedaddy|social|addtoany\w*|newsletter|subscribe|signup|"
    r"cookie\w*|popup|modal|banner|advert\w*|ads?|adsbygoogle|sponsor\w*|promo|masthead-nav|pagination|pager|"
    r"post-navigation|nav-links|next-?prev|read-?next|you-?may|more-?(?:posts|stories|from)|latest-?posts|wpadminbar|"
    r"wm-ipp\w*|skip-link|search-?form|screen-reader-text|elementor-widget-(?:archive-)?posts|loop-(?:grid|carousel)|"
    r"gdpr|consent|privacy-?policy)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: Of these, what is said of the thing itself. The rest may also say how the page around it is laid out.
SURELY_BESIDE = re.compile(
    r"(?<!no-)(?<!has-)(?<!with-)(?:related|recommend|recent|popular|trending|latest|more-|read-?next|you-?may|"
    r"cookie|consent|gdpr|privacy|popup|modal|newsletter|signup|breadcrumb|yarpp)",
    re.IGNORECASE,
)
_BIO = re.compile(
    r"(?:^|[\s_-])(?:about-?(?:the-?)?author|author-?(?:bio|box|info|description|card)|bio)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODY_NAMES = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:entry|post|article|story|blog|single|page|node|field-name)[-_]{0,2}(?:inner[-_])?"
    r"(?:content|body|text|entry|copy|main)(?:[-_]inner)?|entry|storycontent|content-?body|field-name-body|body-?text|"
    r"articlebody|post_?body|text-content|e-content)(?:\s|$)",
    re.IGNORECASE,
)
_AUTHOR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by-line|writer|posted-?by|postedby|autor|auteur|fn)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|time|timestamp|published|pubdate|posted|postdate|entry-date|post-?date|datetime|"
    r"postmetadata|meta|dateline|byline|post-?info|entry-?info|posted-?on)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?:^|[\s_-])(?:updated|modified|last-?updated|date-?modified)(?:$|[\s_-])", re.IGNORECASE
)
_COUNT_NAMES = re.compile(r"comments?[-_]?(?:link|count|number|num|total|bubble)", re.IGNORECASE)
_TITLE_NAMES = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:entry|post|article|page|story|single|blog|topic|node)[-_]{0,2}(?:title|headline|heading|header)|"
    r"title|headline|p-name)(?:\s|$)",
    re.IGNORECASE,
)

# What class names, ids and schema.org may say of an element.
BESIDE, TITLE, NAME, DATE, BODY, COUNT, ENTRY, HEADLINE = (1 << bit for bit in range(8))
#: With a pattern, one of what is in all that it finds: names without it are most, and quickly told.
_SAYING = (
    (BESIDE, _BESIDE_NAMES, ()),
    (TITLE, _TITLE_NAMES, ("title", "head", "p-name")),
    (NAME, _AUTHOR_NAMES, ("aut", "by", "writer", "fn")),
    (DATE, _DATE_NAMES, ("dat", "time", "fecha", "publ", "post", "meta", "info", "by")),
    (BODY, _BODY_NAMES, ("content", "entry", "body", "text", "main", "copy")),
    (COUNT, _COUNT_NAMES, ("comment",)),
    (ENTRY, re.compile("hentry"), ("hentry",)),
)


def sense_of_property(prop: str) -> int:
    """Say what a property of schema.org means."""
    if prop == "headline":
        return HEADLINE
    if prop == "datePublished":
        return DATE
    if prop in ("articleBody", "text"):
        return BODY
    return NAME if "author" in prop or prop == "creator" else 0


@lru_cache(maxsize=16384)
def sense(name: str) -> int:
    """Say what class names or an id mean; remembered, because the pages of a site all have the same."""
    small = name.lower()
    says = 0
    for flag, pattern, signs in _SAYING:
        if _may_be(small, signs) and pattern.search(name):
            says |= flag
    if says & BESIDE and says & BODY and not SURELY_BESIDE.search(name):  # "entry-content no-share"
        words = name.split()
        if any(_BODY_NAMES.search(word) and not _BESIDE_NAMES.search(word) for word in words):
            says &= ~BESIDE
    return says


def _may_be(small: str, signs: tuple[str, ...]) -> bool:
    for sign in signs:
        if sign in small:
            return True
    return not signs or not small.isascii()  # of other letters, patterns take some for ASCII's


_LAST = re.compile(
    r"\b(?:(?:last|latest|most recent) (?:post|reply|comment|message|answer|response|activity)"
    r"|letzte[rns]? (?:beitrag|antwort|kommentar|nachricht)|derni(?:er|ère) (?:message|réponse|commentaire)"
    r"|últim[oa] (?:mensaje|respuesta|comentario|mensagem|resposta)|ultim[oa] (?:messaggio|risposta|commento)"
    r"|laatste (?:bericht|reactie|antwoord)|senaste (?:inlägget|svaret))\b",
    re.IGNORECASE,
)


#: One of these is in all of them; what looks for each place where a word begins is slow.
_LAST_WORDS = ("last", "latest", "recent", "letzt", "derni", "ltim", "laatst", "senast")


def without_last(line: str) -> str:
    """Return a line up to where it tells of the last answer ("last post by Ann, 5 June"), not of the post."""
    small = line.lower()
    found = _LAST.search(line) if any(word in small for word in _LAST_WORDS) else None
    return line[: found.start()].rstrip() if found else line


def is_changed(outline: Outline, element: HtmlElement) -> bool:
    """Whether a date is that of a change, not of publication."""
    labels = outline.labels[outline.places[element]]
    return (labels is not None and _is_changed(labels)) or element.get("itemprop") == "dateModified"


@lru_cache(maxsize=8192)
def _is_changed(labels: str) -> bool:
    return _CHANGED.search(labels) is not None and "published" not in labels


def in_bio(outline: Outline, element: HtmlElement) -> bool:
    """Whether an element stands in a box about the author."""
    node: HtmlElement | None = element
    for _ in range(6):
        if node is None:
            return False
        place = outline.places[node]
        labels, name = outline.labels[place], outline.ids.get(place)
        if (labels and _is_bio(labels)) or (name and _is_bio(name)):
            return True
        node = node.getparent()
    return False


@lru_cache(maxsize=8192)
def _is_bio(name: str) -> bool:
    return _BIO.search(name) is not None
