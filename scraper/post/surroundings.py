"""The short lines around a post's title and below its text: where themes without class names tell of it."""

import itertools
from functools import cached_property

from lxml.html import HtmlElement

from scraper.clean import line_of, plain
from scraper.post.findings import Survey
from scraper.post.senses import is_changed, without_last

#: A longer line after the text is part of it, or of another.
LONG_LINE = 500


class Surroundings:
    """The lines near a post, read when they are first asked for: most posts are told by their markup."""

    def __init__(self, found: Survey, title: HtmlElement | None, body: HtmlElement | None) -> None:
        """Remember where to look.

        Args:
            found: The page outside its comments: what others wrote is no line of the post's.
            title: The title's element.
            body: What holds the text.
        """
        self.found = found
        self.title = title
        self.body = body

    def _tells(self, element: HtmlElement) -> bool:
        """Whether a line of the post may stand in an element beside it."""
        found = self.found
        return isinstance(element.tag, str) and not (
            element in found.comments or element in found.around or is_changed(found.outline, element)
        )

    @cached_property
    def near(self) -> list[str]:
        """The short lines around the title: where a theme without class names prints date and name."""
        lines: list[str] = []
        node, body = self.title, self.body
        inside = set(body.iterancestors()) if body is not None else set()
        for _ in range(3):
            if node is None or node.tag in ("body", "html") or node in inside:
                break
            beside = itertools.chain(
                itertools.islice(node.itersiblings(), 4),
                itertools.islice(node.itersiblings(preceding=True), 3),
            )
            for element in beside:
                if not self._tells(element):
                    continue
                if element is not body and len(element) < 25 and element not in inside:
                    text = line_of(element, limit=200)
                    if 3 < len(text) <= 200:
                        lines.append(text)
                if (tail := element.tail) and 3 < len(tail.strip()) <= 200:
                    lines.append(plain(tail))
            node = node.getparent()
        if body is not None:
            first = (line_of(e, limit=120) for e in itertools.islice(body, 3) if self._tells(e))
            lines += [text for text in first if 3 < len(text) <= 120]
        return [own for line in lines if (own := without_last(line))]

    @cached_property
    def after(self) -> list[str]:
        """The lines after the text, where older themes say when it was posted, and by whom."""
        body = self.body
        if body is None:
            return []
        above = body.getparent()
        below = itertools.chain(
            itertools.islice(reversed(body), 3),
            itertools.islice(body.itersiblings(), 4),
            itertools.islice(above.itersiblings(), 3) if above is not None and above.tag != "body" else (),
        )
        texts = [line_of(element, limit=LONG_LINE) for element in below if self._tells(element)]
        return [plain(body[-1].tail or "") if len(body) else "", *(t for t in texts if len(t) <= LONG_LINE)]
