"""Movable Type's text export, which TypePad and others write as well.

Source: the "Movable Type Import/Export format" page of its documentation: ``KEY: value`` lines, sections
between lines of five hyphens, entries between lines of eight. Comments have no numbers and no parents there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from pmlarchive.model import Date, Kind, Precision
from scraper.clean import Clean, absolute, clean_html
from scraper.draft import DraftComment, DraftThread, PageKind
from scraper.formats.fields import paragraphs

_ENTRY, _SECTION = "--------", "-----"
_FIELD = re.compile(r"([A-Z][A-Z ]{1,24}):(?: (.*))?$")
_IN_COMMENT = frozenset({"AUTHOR", "EMAIL", "IP", "URL", "DATE", "TITLE", "BLOG NAME"})
_FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M")
_LONGEST_ENTRY = 20_000_000


@dataclass(slots=True)
class _Entry:
    """One entry's lines: the fields before the first section, and the sections in order."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    size: int = 0

    def first(self, name: str) -> str | None:
        """Return the value of a field, ``None`` where it is absent or empty."""
        return next((value for key, value in self.fields if key == name and value), None)

    def all(self, *names: str) -> Iterator[str]:
        """Yield every value of these fields."""
        return (value for key, value in self.fields if key in names and value)


def read_movabletype(file: IO[bytes], notes: list[str], *, name: str = "") -> Iterator[DraftThread]:  # noqa: ARG001
    """Read a Movable Type export; see ``scraper.formats.base.Reader``."""
    for entry in _entries(_lines(file), notes):
        if (entry.first("STATUS") or "Publish").lower().startswith("publish"):
            thread = _thread(entry)
            if thread.text or thread.comments:
                yield thread


def _lines(file: IO[bytes]) -> Iterator[str]:
    for number, line in enumerate(file):
        try:
            text = line.decode("utf-8-sig" if number == 0 else "utf-8")
        except UnicodeDecodeError:
            text = line.decode("cp1252", "replace")
        yield text.rstrip("\r\n").replace("\x00", "")


def _entries(lines: Iterator[str], notes: list[str]) -> Iterator[_Entry]:
    entry = _Entry()
    section: list[str] | None = None
    for line in lines:
        entry.size += len(line)
        if line.rstrip() == _ENTRY:
            if entry.fields:
                yield entry
            entry, section = _Entry(), None
        elif entry.size > _LONGEST_ENTRY:
            if not any(note.startswith("has an entry") for note in notes):
                notes.append("has an entry over 20 MB, which was read no further")
        elif line.rstrip() == _SECTION:
            section = None
        elif section is not None:
            section.append(line)
        elif match := _FIELD.match(line.rstrip()):
            key, value = match.group(1), (match.group(2) or "").strip()
            if value or key in _IN_COMMENT or not entry.fields:
                entry.fields.append((key, value))
            else:
                section = []
                entry.sections.append((key, section))
    if entry.fields and (entry.sections or entry.first("TITLE")):
        notes.append("ends in the middle of an entry, which was read as far as it goes")
        yield entry


def _thread(entry: _Entry) -> DraftThread:
    url = absolute(entry.first("UNIQUE URL") or entry.first("PERMALINK"), None)
    breaks = (entry.first("CONVERT BREAKS") or "__default__").lower() in ("1", "__default__")
    body = "\n\n".join("\n".join(lines) for key, lines in entry.sections if key in ("BODY", "EXTENDED BODY"))
    shown = _shown(body, breaks, url)
    keywords = (", ".join(lines) for key, lines in entry.sections if key == "KEYWORDS")
    tags = [*entry.all("CATEGORY", "PRIMARY CATEGORY")]
    for text in [*entry.all("TAGS"), *keywords]:
        tags += (tag.strip().strip('"') for tag in text.split(","))
    thread = DraftThread(
        url=url,
        platform="movabletype",
        kind=PageKind.POST,
        title=entry.first("TITLE"),
        author=entry.first("AUTHOR"),
        date=_date(entry.first("DATE")),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
    )
    replies = [(key, lines) for key, lines in entry.sections if key in ("COMMENT", "PING")]
    thread.comments = [_comment(f"#{at}", *reply, url) for at, reply in enumerate(replies, start=1)]
    return thread


def _comment(key: str, kind: str, lines: list[str], base: str | None) -> DraftComment:
    fields: dict[str, str] = {}
    start = 0
    for line in lines:
        match = _FIELD.match(line.rstrip())
        if match is None or match.group(1) not in _IN_COMMENT or match.group(1) in fields:
            break
        fields[match.group(1)] = (match.group(2) or "").strip()
        start += 1
    shown = _shown("\n".join(lines[start:]), breaks=True, base=base)
    is_ping = kind == "PING"
    return DraftComment(
        key=key,
        kind=Kind.PING if is_ping else Kind.COMMENT,
        author=(fields.get("BLOG NAME") if is_ping else fields.get("AUTHOR")) or None,
        author_url=absolute(fields.get("URL"), None),
        date=_date(fields.get("DATE")),
        text=shown.text,
        html=shown.html,
        links=shown.links,
    )


def _shown(text: str, breaks: bool, base: str | None) -> Clean:
    return clean_html(paragraphs(text) if breaks else text, base=base)


def _date(text: str | None) -> Date:
    """Return a date of the format, month first; the file does not name its zone."""
    if not text:
        return Date()
    for form in _FORMATS:
        try:
            when = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - the zone is unknown
        except ValueError:
            continue
        return Date.of(when, Precision.SECOND if "%S" in form else Precision.MINUTE, text)
    return Date(text=text)
