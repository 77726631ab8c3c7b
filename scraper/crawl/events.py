"""What a crawl tells its caller, and how that is written down until the caller has dealt with it."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from pmlarchive.model import Date, Kind, Precision, Status
from scraper.draft import DraftComment, DraftThread, PageKind


@dataclass(frozen=True, slots=True)
class ThreadLanded:
    """A thread, as one view of it (its pages, or the site's API) shows it as a whole.

    Attributes:
        source: The capture it begins in, ``file.warc.gz#offset``.
        captured: ISO 8601, UTC.
        url: Where it was fetched from.
        number: For ``Crawl.ack``.
    """

    draft: DraftThread
    source: str
    captured: str
    url: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class ThreadGone:
    """A post that an earlier crawl captured and that its site has no more."""

    url: str
    captured: str
    native_id: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be had, in one line; the rest goes on."""

    url: str
    what: str
    detail: str
    number: int = 0


Event = ThreadLanded | ThreadGone | Trouble


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is. Times are in seconds.

    Attributes:
        requests: Made by this run.
        done: Pages landed in this crawl, those of earlier runs included.
        waiting: Pages known and not fetched yet.
        left: Estimate for what is waiting.
    """

    site: str
    requests: int
    done: int
    waiting: int
    threads: int
    comments: int
    seconds: float
    left: float


def dump_draft(draft: DraftThread) -> str:
    """Return a draft as JSON."""
    return json.dumps(draft, default=_fields_of, ensure_ascii=True, separators=(",", ":"))


def _fields_of(part: object) -> dict[str, Any]:
    """Return a part of a draft as JSON takes it; ``dataclasses.asdict`` would copy all that is in it."""
    names = _NAMES.get(type(part))
    if names is None:
        raise TypeError(f"{type(part).__name__} is no part of a draft")
    return {name: getattr(part, name) for name in names}


_NAMES: dict[type, tuple[str, ...]] = {
    part: tuple(field.name for field in dataclasses.fields(part))
    for part in (DraftThread, DraftComment, Date)
}


def load_draft(text: str) -> DraftThread:
    """Return what ``dump_draft`` wrote."""
    return _draft(json.loads(text))


def _draft(fields: dict[str, Any]) -> DraftThread:
    fields["kind"] = PageKind(fields["kind"])
    fields["date"] = _date(fields["date"])
    fields["comments"] = [_comment(comment) for comment in fields["comments"]]
    for name in ("tags", "links", "more"):
        fields[name] = tuple(fields[name])
    return DraftThread(**fields)


def _comment(fields: dict[str, Any]) -> DraftComment:
    fields["kind"], fields["status"] = Kind(fields["kind"]), Status(fields["status"])
    fields["date"] = _date(fields["date"])
    fields["links"] = tuple(fields["links"])
    return DraftComment(**fields)


def _date(fields: dict[str, Any]) -> Date:
    precision = fields["precision"]
    return Date(fields["value"], Precision(precision) if precision else None, fields["text"])


def dump_event(event: Event) -> str:
    """Return an event as JSON."""
    fields = {
        f.name: getattr(event, f.name) for f in dataclasses.fields(event) if f.name not in ("draft", "number")
    }
    if isinstance(event, ThreadLanded):
        fields["draft"] = event.draft
    told = [type(event).__name__, fields]
    return json.dumps(told, default=_fields_of, ensure_ascii=True, separators=(",", ":"))


def load_event(text: str, number: int) -> Event:
    """Return what ``dump_event`` wrote, with its number."""
    name, fields = json.loads(text)
    if name == "ThreadLanded":
        return ThreadLanded(**{**fields, "draft": _draft(fields["draft"]), "number": number})
    return ThreadGone(**fields, number=number) if name == "ThreadGone" else Trouble(**fields, number=number)
