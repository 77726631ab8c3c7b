"""How text is spelled in HTML, and its white space."""

import re

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")
_NEWLINES = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """Return text on one line: white space folded, invisible characters gone."""
    if text.isascii():
        return " ".join(text.split())
    line = " ".join(text.split())
    # What is invisible is not printable; two such characters would pass for white space.
    if line.isprintable() and "\u2028" not in text and "\u2029" not in text:
        return line
    return " ".join(_INVISIBLE.sub("", text).split())


def folded(text: str) -> str:
    """Return text with every run of white space as one space."""
    if "\n" in text:
        text = text.replace("\n", " ")
    if "\t" in text or "\r" in text or "\f" in text:
        text = text.replace("\t", " ").replace("\r", " ").replace("\f", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def fewer_breaks(text: str) -> str:
    """Return text with no more than one blank line in a row."""
    return _NEWLINES.sub("\n\n", text) if "\n\n\n" in text else text


def escape(text: str) -> str:
    """Return text as HTML, as nh3 writes it but for no-break spaces."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def escape_value(text: str) -> str:
    """Return text as HTML, fit for an attribute."""
    return escape(text).replace('"', "&quot;")
