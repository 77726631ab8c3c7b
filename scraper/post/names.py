"""An author's name in what a theme prints around it: "by", a date, a role, links to more of the same."""

import itertools
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from scraper.clean import line_of, plain
from scraper.dates import parse_date
from scraper.months import month
from scraper.tags import DROPPED

LONGEST_NAME = 80
#: Elements.
_LARGEST_BYLINE = 400
_BY_WORDS = (
    r"(?:(?:written|posted|published|geschrieben|veröffentlicht|publié|escrito|publicado|scritto|pubblicato|"
    r"geplaatst|article|text|story|words)\s+)?(?:by|von|par|por|di|da|door|av|af|przez|от|автор|autor|auteur|author|"
    r"kirjoittanut)(?:\b|(?<=by)(?-i:(?=[A-Z])))[\s:]*"
)
_BY = re.compile(rf"^\W*{_BY_WORDS}", re.IGNORECASE)
_NAME = r"(?P<name>[^|•·,(–—/\n\d]{2,60})"
_BYLINE = re.compile(rf"^\W*{_BY_WORDS}(?<=[\s:]){_NAME}", re.IGNORECASE)
#: In a line that tells a date too, the name may come later: "Posted on May 5 by Ada".
_DATED_BYLINE = re.compile(
    # Software is named in the same words as writers.
    r"(?<!powered )(?<!hosted )(?<!designed )(?<!developed )(?<!protected )"
    rf"\b(?:by|von|par|por|di|da|door|av|af|przez|от|автор:?|autor:?|auteur\s?:|author:?|@)\s+{_NAME}",
    re.IGNORECASE,
)
#: WordPress's oldest theme: "Filed under: Site news — Ada @ 10:15".
_AT = re.compile(r"(?:^|[—–|-])\s*(?P<name>[^—–|@]{2,40}?)\s+@\s+\d{1,2}:\d\d")
_BYLINE_END = re.compile(
    r"\s(?:on|am|um|at|in|under|le|el|il|op|den|unter|dans|en|posted|published|filed)(?:\s|:|$).*",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"\s+(?:on|am|le|el|il|op|den|at|in|\||·|•|–|—|/|-)\s+.*\d{4}.*$|\s*[|·•,/–—-]+\s*$")
_LABEL = re.compile(r"^[^\W\d]+(?: [^\W\dA-ZÀ-Þ][^\W\d]*)?\s?:\s+")
_MORE_OF = re.compile(
    r"^(?:(?:view|see|read|show|browse|find)\s+)?(?:(?:all|more|the|latest|other)\s+)*"
    r"(?:posts?|articles?|stories|entries|archives?|work|content|latest)\s+(?:by|from|of)\s+|"
    r"^(?:alle|weitere|mehr)\s+(?:beiträge|artikel|posts)?\s*von\s+|\s+(?:ansehen|anzeigen)$|"
    r"^(?:voir tous les articles de|ver todas las entradas de|vedi tutti gli articoli di)\s+|"
    r"^more (?:by|from)\s+|^social links for\s+|\s+(?:written by|and|und|et|發表在|发表在|發表於|发表于)$|"
    r"^(?:about(?: the author)?|über|a note from)[\s:–-]+(?!the\b)(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:(?:view|see|read|visit|get|all|more|full|my|author|the|about|follow|other|über|den|alle|weitere|mehr)\s+)*"
    r"(?:author|autor|posts?|articles?|artikel|beiträge|archives?|profile|profil|website|bio|biography|rss|feed|"
    r"rss feed|(?:published|posted|updated|written)(?: on| in| by)?|date|about me|about us|follow|share|"
    r"contact|no author|on|at|in|am|um|by|and|und)",
    re.IGNORECASE,
)
#: After a comma: "Ada B, staff writer".
_ROLE = re.compile(
    r",\s+[^,]*\b(?:writer|editor|columnist|reporter|correspondent|journalist|contributor|analyst|staff|redakteur\w*)\b.*",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
#: What hardly a name holds.
_NUMBERS_AND_SIGNS = re.compile(r"^\d|\d{4}|@|https?:|: ")
#: "user447274" is a name; "March2014" is none.
_NUMBERED = re.compile(r"[^\W\d]{3,}_?(?!(?:19|20)\d\d$)\d{4,12}")
_DAY = re.compile(r"[^\W\d]+\.? \d")
_SENTENCE_END = re.compile(r"(?<=\w{3})[.!?]\s.*")
_LETTERS = re.compile(r"[^\W\d_]{2,}|[^\W\d_\x00-\x7f]")
_FN = re.compile(r"(?:^|\s)fn(?:\s|$)")
_NAMED = re.compile(r"author[\w-]*[-_](?:name|link)(?:\s|$)")
_BLOCKS = frozenset(
    {"div", "p", "br", "li", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "td", "section", "time"}
)


def name_in(element: HtmlElement) -> str | None:
    """Return the name in a byline, which may also hold "by", a date, a role, links to more of the same."""
    inner: list[HtmlElement] = []
    named: list[HtmlElement] = []
    links: list[HtmlElement] = []
    for e in itertools.islice(element.iter(etree.Element), _LARGEST_BYLINE):
        labels = e.get("class") or ""
        if e.get("itemprop") == "name" or ("fn" in labels and _FN.search(labels)):
            inner.append(e)
        elif "author" in labels and _NAMED.search(labels):
            named.append(e)
        if e.tag == "a" and "author" in f"{e.get('rel', '')}{e.get('href', '')}":
            links.append(e)
    for choice in (*inner[:1], *links[:1], *named[:2], *links[1:3]):
        words = choice.get("content") or "" if choice.tag == "meta" else line_of(choice, limit=100)
        if name := as_name(words):
            return name
    line = line_of(element, limit=150)
    if len(line) <= 150:
        blocks = [block for block in _blocks(element) if not _BY.fullmatch(block)]
        if name := as_name(blocks[0] if len(blocks) > 1 else line):
            return name
    pieces = (text for text in (plain(text) for text in element.itertext()) if text)
    for piece in itertools.islice(pieces, 4):
        if not _BY.fullmatch(piece) and (name := as_name(piece)):
            return name
    return None


def _blocks(element: HtmlElement) -> Iterator[str]:
    """Yield the lines that an element shows below each other."""
    texts: list[str] = []
    dropped = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        dropped += (node.tag in DROPPED) * (1 if event == "start" else -1)
        if node.tag in _BLOCKS:
            if line := plain("".join(texts)):
                yield line
            texts = []
        if not dropped:
            texts.append((node.text if event == "start" else node is not element and node.tail) or "")
    if line := plain("".join(texts)):
        yield line


def as_name(text: str) -> str | None:
    """Return what is a name of a short text; ``None`` if it is none."""
    text = _LABEL.sub("", _MORE_OF.sub("", text)).partition(" | ")[0]
    text = _ROLE.sub("", _NAME_END.sub("", _BY.sub("", text))).strip(" ,:|·•–—-")
    if text.endswith(".") and len(text.rpartition(" ")[2]) > 3:
        text = text[:-1]
    if not 0 < len(text) <= LONGEST_NAME or len(text.split()) > 7 or not _LETTERS.search(text):
        return None
    if _NUMBERS_AND_SIGNS.search(text) and not _NUMBERED.fullmatch(text):
        return None
    if _NO_NAME.fullmatch(text):
        return None
    if _DAY.match(text) and month(text.partition(" ")[0]):
        return None
    return None if _DIGIT.search(text) and parse_date(text).value else text


def byline_in(line: str) -> str | None:
    """Return the name that a line of text tells after "by"; in one that tells no date, it must begin so."""
    if match := _AT.search(line):
        return as_name(match["name"])
    match = _BYLINE.match(line)
    dated = _DIGIT.search(line) is not None
    if match is None and dated:
        match = _DATED_BYLINE.search(line)
    if match is None:
        return None
    words = _SENTENCE_END.sub("", _BYLINE_END.sub("", match["name"])).split()
    if len(words) > 1 and line[match.end() : match.end() + 1].isdigit() and month(words[-1]):
        words.pop()
    if not dated and len(words) > 1 and any(len(word) > 3 and word.islower() for word in words):
        return None  # a sentence
    return as_name(" ".join(words))
