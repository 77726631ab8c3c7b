"""What others wrote, as it stands inside our own sentences: names, titles, tags, queries.

A mark that turns the writing direction, left open in a name, would turn the rest of our sentence with it; a
control character has no business on any page.
"""

import re

from markupsafe import Markup, escape

from pmlarchive.model import label

#: What is no character at all, and forbidden in XML.
_NONE = re.compile("[\ufffe\uffff]")


def plain(text: str | None) -> str:
    """Return a text on one line without what would act on the text around it; an empty one for none."""
    return _NONE.sub("", label(text) or "")


def inline(text: str | None) -> Markup:
    """Return a text that can stand in a sentence of any direction, in its own direction."""
    return Markup(f"<bdi>{escape(plain(text))}</bdi>")  # noqa: S704  # escaped here
