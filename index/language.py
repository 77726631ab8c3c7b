"""What people type → what they mean. Any string at all gives a tree; what cannot be meant becomes a note."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from whoosh.qparser import syntax

from index import grammar, prose
from index.analysis import BREAK, fold, words
from index.document import cite_keys
from index.fields import READERS, yes
from index.primitives import Range
from index.query import (
    AUTHOR,
    TEXT,
    TITLE,
    All,
    And,
    Fuzz,
    Glob,
    NearBy,
    Not,
    Or,
    Query,
    Quoted,
    Term,
    Tree,
)  # fmt: skip
from index.when import span
from pmlarchive.works import trim_doi

LONGEST_QUERY, DEEPEST, MOST_PATTERNS, MOST_RANGES, MOST_PARTS = 8_000, 12, 10, 20, 400
LONGEST_PATTERN, MOST_WILD = 40, 4
_CUT = f"Only the first {LONGEST_QUERY:,} characters of the query were read."
_TOO_MANY = f"Only the first {MOST_PARTS} words of the query were used."
_NO_WORD = "There is no word to search for in this query; every message is shown."
_QUOTES = str.maketrans("\u201c\u201d\u201e\u00ab\u00bb\uff02\u275d\u275e", '""""""""')
_LONE = re.compile("[\0\ud800-\udfff]")
_EMPTY = re.compile(r"\(\s*\)")
_BRACKET = re.compile(r"[()]")
_TYPED_AS_ONE = re.compile(r"[^\s()\"]+\([^\s()\"]*\)")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s?)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_ASIDE = re.compile(r"(?<!\S)\(([^()\"]*)\)(?=[\s.,;:!?]|$)")
_JOINED_BEFORE = re.compile(r"(?<!\S)(?:AND|OR|NOT|NEAR(?:/\d{1,4})?|&&|\|\|)\s*$")
_JOINED_AFTER = re.compile(r"\s*(?:AND|OR|NEAR(?:/\d{1,4})?|&&|\|\|)(?!\S)")
_JOINING = re.compile(r"(?<!\S)(?:AND|OR|NOT|NEAR(?:/\d+)?|&&|\|\||-\S.*)(?!\S)|:\S")
_PLAIN = re.compile(r"\s*(?:[^\W_][\w'\u2019]*\s+){0,30}[^\W_][\w'\u2019]*\s*")
_OPERATOR = re.compile(r"AND|OR|NOT|NEAR")
_ALLELE = re.compile(r"(?:HLA-?)?(?:[ABCEFG]|D[PQR][AB]\d?)\*\d{2,4}(?::\d{2,3}){0,3}[A-Z]?", re.IGNORECASE)
_FUZZY = re.compile(r"([^\W_]{3,})~([12]?)")
_YEARS = re.compile(r"(\d{4}(?:-\d{1,2}){0,2})?\.\.(\d{4}(?:-\d{1,2}){0,2})?")
_CAPITALS = re.compile(r"(?!([A-Z]){7})[^\W\d_]*[A-Z][^\W\d_]*[A-Z][^\W\d_]*")


def parse(text: str) -> Query:
    """Return what ``text`` means. Never raises, whatever the text."""
    head = _LONE.sub(" ", text[:LONGEST_QUERY].translate(_QUOTES))
    if len(head) > prose.FEWEST * 3 and prose.is_prose(head):
        found = _prose(text, head)
    elif _PLAIN.fullmatch(text) and not _OPERATOR.search(text):
        found = _plain_words(text)
    else:
        found = _parse(text)
    if isinstance(found.tree, All) and not found.notes and not found.exact and text.strip():
        return replace(found, notes=(_NO_WORD,))
    return found


def _plain_words(text: str) -> Query:
    """Return the meaning of words and nothing else, as most queries are, without the grammar's help."""
    terms = list(dict.fromkeys(term for typed in text.split() if (term := _term(typed, TEXT))))
    if not terms:
        return Query(text, All())
    return Query(text, terms[0] if len(terms) == 1 else And(tuple(terms), loose=True))


def _prose(text: str, head: str) -> Query:
    """Return the meaning of a paragraph: its telling words, each as often as it is said."""
    notes = [_CUT] if len(text) > len(head) else []
    found = [term for piece in prose.pieces(head) if (term := _term(piece, TEXT))]
    silent = prose.silent([word for term in found for word in term.words])
    telling = [term for term in found if not silent.issuperset(term.words)] or found
    if len(telling) > MOST_PARTS:
        notes.append(_TOO_MANY)
    terms = tuple(telling[:MOST_PARTS])
    tree = And(terms, loose=True) if len(set(terms)) > 1 else terms[0] if terms else All()
    return Query(text, tree, tuple(notes))


def _parse(text: str) -> Query:
    reading = _Reading()
    plain = reading.tame(text)
    root = grammar.syntax_tree(plain)
    tree = reading.group(root, loose=True) or All()
    return Query(text, tree, tuple(dict.fromkeys(reading.notes)), reading.exact)


def is_code(typed: str) -> bool:
    """Whether a word stands for itself: a code with digits, an acronym, or too short to have forms."""
    core = typed.strip("'\"?!.,;:")
    return len(core) <= 2 or any(char.isdigit() for char in core) or bool(_CAPITALS.fullmatch(core))


@dataclass(slots=True)
class _Reading:
    """One query being read: what was noticed on the way."""

    notes: list[str] = field(default_factory=list)
    exact: bool = False
    patterns: int = 0
    ranges: int = 0
    parts: int = 0

    def tame(self, text: str) -> str:
        """Cut what is too long and balance what is too deep, so that any text is cheap to read."""
        if len(text) > LONGEST_QUERY:
            self.notes.append(_CUT)
            text = text[:LONGEST_QUERY]
        text = _LONE.sub(" ", text.translate(_QUOTES))
        for _ in range(DEEPEST):
            text, emptied = _EMPTY.subn(" ", text)
            if not emptied:
                break
        if text.count("(") > DEEPEST:
            text = _shallow(text)
        return _ASIDE.sub(_unwrapped, text)

    def group(self, node: Any, loose: bool = False) -> Tree | None:
        """Return what a group of syntax nodes means; ``None`` where nothing is left of it."""
        if isinstance(node, grammar.NearGroup):
            return self.near(node)
        parts = list(dict.fromkeys(part for child in node if (part := self.node(child)) is not None))
        if isinstance(node, syntax.NotGroup):
            if All() in parts:
                self.notes.append("What leaves out every message was itself left out.")
                return None
            return Not(parts[0] if len(parts) == 1 else And(tuple(parts))) if parts else None
        if not parts:
            return None
        if isinstance(node, syntax.OrGroup):
            return Or(tuple(parts)) if len(parts) > 1 else parts[0]
        if len(parts) == 1:
            return parts[0]
        return And(tuple(parts), loose=loose)

    def node(self, node: Any) -> Tree | None:
        """Return what one syntax node means."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            if self.parts == MOST_PARTS + 1:
                self.notes.append(_TOO_MANY)
            return None
        if isinstance(node, syntax.GroupNode):
            return self.group(node)
        if isinstance(node, grammar.QuotedNode):
            return self.field(node.fieldname, node.text, quoted=True, loose=node.loose)
        if isinstance(node, grammar.WordNode):
            return self.field(node.fieldname, node.text, quoted=False)
        return None

    def near(self, node: Any) -> Tree | None:
        """Return ``a NEAR/n b``; of a chain, every neighbouring pair."""
        sides = [self.node(child) for child in node]
        pairs = list[Tree]()
        for first, second, distance in zip(sides, sides[1:], node.distances, strict=False):
            if first is not None and second is not None:
                pairs.append(self.pair(first, second, distance))
        if not pairs:
            return next((side for side in sides if side is not None), None)
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs))

    def pair(self, first: Tree, second: Tree, distance: int) -> Tree:
        """Return one pair; sides that are not words or phrases must then merely both be there."""
        spread = _near_spread(first, second, distance)
        if spread is not None:
            return spread
        self.notes.append("NEAR joins words and phrases only; both sides were searched for anywhere.")
        return And((first, second))

    def field(self, name: str | None, text: str, *, quoted: bool, loose: int = 0) -> Tree | None:
        """Return what ``name:text`` asks for."""
        if name is None:
            return self.text(text, TEXT, quoted=quoted, loose=loose)
        name = name.lower()
        if name in (TITLE, AUTHOR):
            return self.text(text, name, quoted=quoted, loose=loose)
        value = " ".join(text.split())
        if not value:
            return None
        if name == "exact":
            self.exact = bool(yes(value))
            return None
        found = READERS[name](value)
        if isinstance(found, str):
            self.notes.append(found)
            return None
        return self.few(found) if isinstance(found, Range) else found

    def few(self, found: Range) -> Range | None:
        """Return a range while there are not too many of them."""
        self.ranges += 1
        if self.ranges == MOST_RANGES + 1:
            self.notes.append(f"Only the first {MOST_RANGES} dates and numbers of the query were used.")
        return found if self.ranges <= MOST_RANGES else None

    def text(self, text: str, where: str, *, quoted: bool, loose: int = 0) -> Tree | None:
        """Return the word, phrase, pattern or period that ``text`` is."""
        if quoted:
            return self.phrase(text, where, loose)
        if where == TEXT:
            special = self.special(text)
            if special is not None:
                return special
        fuzzy = _FUZZY.fullmatch(text)
        if fuzzy and self.room():
            return Fuzz(fold(fuzzy[1]), int(fuzzy[2] or 1), where)
        if _ALLELE.fullmatch(text.strip(".,;:!?'")):  # HLA-DRB1*15:01: its star is a part of the name
            return _term(text, where)
        if "*" in text or "?" in text.rstrip("?!.,;:'\")"):
            pattern = self.pattern(text, where)
            if pattern is not None:
                return pattern
        return _term(text, where)

    def phrase(self, text: str, where: str, loose: int) -> Tree | None:
        """Return a quoted phrase; ``"a b"~5`` is ``a NEAR/5 b``."""
        tokens = tuple(word for word in words(text) if word != BREAK)
        if not tokens:
            return None
        if loose and len(tokens) > 1 and where == TEXT:
            pairs = pairwise(tokens)
            near: list[Tree] = [NearBy(Quoted((a,)), Quoted((b,)), min(loose, 100)) for a, b in pairs]
            return near[0] if len(near) == 1 else And(tuple(near))
        return Quoted(tokens, where)

    def special(self, text: str) -> Tree | None:
        """Return what a bare ``2012..2016``, DOI or URL stands for; ``None`` for anything else."""
        if _YEARS.fullmatch(text) and text != "..":
            bounds = span(text)
            if bounds:
                return self.few(Range("date", *bounds)) or All()
        doi = _DOI.fullmatch(text)
        if doi:
            plain = trim_doi(doi[1])
            return Term(tuple(words(plain)), text, exact=True, keys=(f"doi:{plain}",))
        if _URL.fullmatch(text):
            return Term(tuple(words(text)), text, exact=True, keys=cite_keys(text))
        return None

    def room(self) -> bool:
        """Whether one more pattern may be looked up; says so once where not."""
        self.patterns += 1
        if self.patterns == MOST_PATTERNS + 1:
            self.notes.append(f"Only the first {MOST_PATTERNS} words with * ? or ~ were used as patterns.")
        return self.patterns <= MOST_PATTERNS

    def pattern(self, text: str, where: str) -> Tree | None:
        """Return a word with ``*`` or ``?`` in it; ``None`` where it has too few letters to be one."""
        parts = [fold(part).strip() for part in re.split(r"([*?])", text.strip("'\".,;:!"))]
        glob = re.sub(r"\*[*?]*", "*", "".join(parts))
        runs = re.findall(r"[^\W_*?]+", glob)
        if not runs:
            return All() if glob == "*" and where == TEXT else None
        if len(glob) > LONGEST_PATTERN or glob.count("*") > MOST_WILD:
            self.notes.append(f"A pattern may have {LONGEST_PATTERN} characters and {MOST_WILD} stars.")
            return _term(" ".join(runs[:MOST_PARTS]), where)
        if sum(map(len, runs)) < 2 or re.search(r"[^\w*?]|_", glob):
            simple = words(text.replace("*", " ").replace("?", " "))
            if sum(map(len, runs)) < 2:
                self.notes.append(f"\u201c{text}\u201d needs two letters beside its * or ?.")
            return self._ragged(glob, simple, where)
        return Glob(glob, where) if self.room() else None

    def _ragged(self, glob: str, simple: list[str], where: str) -> Tree | None:
        """Return a pattern inside words typed as one (``anti-CD*``): the whole words, and the pattern."""
        pieces = [piece for piece in re.split(r"[^\w*?]+|_", glob) if piece]
        if len(pieces) < 2 or not self.room():
            return Term(tuple(simple), " ".join(simple), exact=True, field=where) if simple else None
        found: list[Tree] = []
        for piece in pieces:
            if "*" not in piece and "?" not in piece:
                found.append(Term((piece,), piece, exact=True, field=where))
            elif len(piece.replace("*", "").replace("?", "")) >= 2:
                found.append(Glob(piece, where))
        return And(tuple(found)) if len(found) > 1 else found[0] if found else None


def _term(text: str, where: str) -> Term | None:
    tokens = tuple(word for word in words(text) if word != BREAK)
    if not tokens:
        return None
    return Term(tokens, text, exact=len(tokens) > 1 or is_code(text), field=where)


def _unwrapped(aside: "re.Match[str]") -> str:
    """Return words in brackets without them where no operator stands in, before or behind them."""
    before, after = (
        aside.string[max(0, aside.start() - 12) : aside.start()],
        aside.string[aside.end() : aside.end() + 12],
    )
    grouped = _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after) or _JOINING.search(aside[1])
    return aside[0] if grouped else f" {aside[1]} "


def _near_spread(first: Tree, second: Tree, distance: int) -> Tree | None:
    """``(a OR b) NEAR/n c`` is ``a NEAR/n c OR b NEAR/n c``; ``None`` where a side is something else."""
    lefts = first.parts if isinstance(first, Or) else (first,)
    rights = second.parts if isinstance(second, Or) else (second,)
    pairs: list[Tree] = []
    for left in lefts:
        for right in rights:
            if not (isinstance(left, Term | Quoted) and isinstance(right, Term | Quoted)):
                return None
            if not left.field == right.field == TEXT:
                return None
            pairs.append(NearBy(left, right, distance))
    return pairs[0] if len(pairs) == 1 else Or(tuple(pairs[:64]))


def _shallow(text: str) -> str:
    """Return the text with brackets blanked that nest too deeply or have no partner."""
    out, depth, at = list[str](), 0, 0
    inside = [match.span() for match in _TYPED_AS_ONE.finditer(text)]
    kept = {place for start, end in inside for place in range(start, end)} if len(inside) < 200 else set()
    for match in _BRACKET.finditer(text):
        out.append(text[at : match.start()])
        at = match.end()
        bracket = match.group()
        if match.start() in kept:
            out.append(bracket)
            continue
        if bracket == "(":
            depth += 1
            out.append(bracket if depth <= DEEPEST else " ")
        else:
            out.append(bracket if depth <= DEEPEST else " ")
            depth = max(0, depth - 1)
    return "".join(out) + text[at:]
