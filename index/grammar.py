"""The grammar: whoosh's query parser with our own tokens. Text in, a tree of whoosh's syntax nodes out.

Whoosh's parser never raises on user text and lets every token be replaced; its engine is not involved here.
"""

import re
from typing import Any

from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser

FIELDS = (
    "author", "title", "in", "site", "platform", "date", "after", "before", "year", "thread", "reply-to",
    "cites", "by-author", "has", "depth", "tag", "exact", "id",
)  # fmt: skip
_START = r"(?<![^\s(+\-])"
_END = r"(?=[\s()]|$)"


class WordNode(syntax.TextNode):  # type: ignore[misc]
    """A run of characters without spaces."""


class QuotedNode(syntax.TextNode):  # type: ignore[misc]
    """What stood between quotation marks. ``loose`` is the number behind ``~``, 0 for none."""

    def __init__(self, text: str, loose: int = 0) -> None:
        super().__init__(text)
        self.loose = loose


class NearMark(syntax.MarkerNode):  # type: ignore[misc]
    """``NEAR/n`` before its operands were found."""

    def __init__(self, distance: int) -> None:
        self.distance = distance


class NearGroup(syntax.GroupNode):  # type: ignore[misc]
    """``a NEAR/n b``, or a longer chain: one group however long, so that nothing nests."""

    merging = False
    has_boost = False
    distances: tuple[int, ...] = ()


class _Token(plugins.TaggingPlugin):  # type: ignore[misc]
    """One kind of token: an expression and what is made of a match."""

    def __init__(self, expr: str, make: Any, priority: int = 0) -> None:
        self.expr = re.compile(expr, re.IGNORECASE if priority == FIELD else 0)
        self.make, self.priority = make, priority

    def create(self, parser: QueryParser, match: "re.Match[str]") -> Any:  # noqa: ARG002
        return self.make(match)


class _Near(plugins.Plugin):  # type: ignore[misc]
    """Joins the operands of ``NEAR/n`` before any other operator is looked at, so that it binds tightest."""

    def filters(self, parser: QueryParser) -> list[tuple[Any, int]]:  # noqa: ARG002
        return [(self.join, 550)]

    def join(self, parser: QueryParser, group: Any) -> Any:
        """Replace ``a NearMark b`` by a NearGroup; marks without operands vanish."""
        out = group.empty_copy()
        waiting: NearMark | None = None
        for raw in group:
            node = self.join(parser, raw) if isinstance(raw, syntax.GroupNode) else raw
            if isinstance(node, NearMark):
                waiting = node if len(out) else None
            elif waiting is not None and not isinstance(node, syntax.Operator):
                last = out.pop()
                chain = last if isinstance(last, NearGroup) else NearGroup([last])
                chain.append(node)
                chain.distances = (*chain.distances, waiting.distance)
                out.append(chain)
                waiting = None
            else:
                waiting = None
                out.append(node)
        return out


FIELD = -5


def _near(match: "re.Match[str]") -> NearMark:
    return NearMark(max(1, min(int(match["n"] or 10), 100)))


def _quoted(match: "re.Match[str]") -> QuotedNode:
    return QuotedNode(match["text"], int(match["loose"] or 0))


def _make() -> QueryParser:
    operator = plugins.OperatorsPlugin.OpTagger
    operators = plugins.OperatorsPlugin(
        ops=[
            (
                operator(rf"{_START}(?:NOT{_END}\s*|-(?=[^\s\-)]))", syntax.NotGroup, syntax.PrefixOperator),
                -8,
            ),
            (operator(rf"{_START}(?:AND|&&){_END}", syntax.AndGroup), -8),
            (operator(rf"{_START}(?:OR|\|\|){_END}", syntax.OrGroup), -8),
        ],
        clean=True,
    )
    fields = "|".join(FIELDS)
    return QueryParser(
        None,
        None,
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.GroupPlugin(openexpr=r"[(]", closeexpr=r"[)]"),
            operators,
            _Near(),
            _Token(rf"{_START}NEAR(?:/(?P<n>\d{{1,4}}))?{_END}", _near, -8),
            _Token(r'"(?P<text>[^"]*)(?:"(?:~(?P<loose>\d{1,2})(?!\w))?|$)', _quoted, -6),
            plugins.FieldsPlugin(rf"{_START}(?i:(?P<text>{fields})):(?=[^\s)])", remove_unknown=False),
            _Token(r'[^\s()"]+(?:\([^\s()"]*\)[^\s()"]*)*', lambda m: WordNode(m.group()), 50),
        ],
    )


_PARSER = _make()


def syntax_tree(text: str) -> Any:
    """Return whoosh's syntax tree of a query whose brackets are few and balanced."""
    return _PARSER.process(text)
