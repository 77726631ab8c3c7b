"""Substack's export (Settings → Exports): a ZIP with ``posts.csv`` and ``posts/<post_id>.html``.

It holds no comments and does not name the publication's address. Lists of subscribers in it are never opened.
"""

import csv
import io
from collections.abc import Iterator
from zipfile import ZipFile

from scraper.clean import clean_html, plain
from scraper.draft import API, DraftThread, PageKind
from scraper.formats.fields import NO_ADDRESS, instant
from scraper.formats.zip_members import member_bytes

INDEX = "posts.csv"


def index_of(names: list[str]) -> str | None:
    """Return the name of the member that lists a Substack export's posts, if it is one."""
    return next((name for name in names if name == INDEX or name.endswith(f"/{INDEX}")), None)


def read_substack(archive: ZipFile, index: str, max_bytes: int, notes: list[str]) -> Iterator[DraftThread]:
    """Read the published posts of an export that everyone may read."""
    folder = index.removesuffix(INDEX)
    table = member_bytes(archive, index, max_bytes).decode("utf-8-sig", "replace")
    csv.field_size_limit(max(csv.field_size_limit(), max_bytes))
    for_subscribers = missing = 0
    notes.append(NO_ADDRESS)
    names = set(archive.namelist())
    for row in csv.DictReader(io.StringIO(table.replace("\x00", ""), newline="")):
        fields: dict[str, str] = {key: value for key, value in row.items() if key and isinstance(value, str)}
        number = fields.get("post_id", "").strip()
        if fields.get("is_published", "").lower() != "true" or not number:
            continue
        if fields.get("audience", "everyone") not in ("everyone", ""):
            for_subscribers += 1
            continue
        member = f"{folder}posts/{number}.html"
        if member not in names:
            missing += 1
            continue
        yield _thread(fields, number, member_bytes(archive, member, max_bytes))
    if for_subscribers:
        notes.append(f"has {for_subscribers} posts for subscribers only, which were left out")
    if missing:
        notes.append(f"lists {missing} posts whose text is not in it")


def _thread(fields: dict[str, str], number: str, body: bytes) -> DraftThread:
    shown = clean_html(body.decode("utf-8", "replace"))
    return DraftThread(
        platform="substack",
        kind=PageKind.POST,
        native_id=number.partition(".")[0],
        title=plain(fields.get("title", "")) or None,
        date=instant(fields.get("post_date", "").strip()),
        text=shown.text,
        html=shown.html,
        links=shown.links,
        authority=API,
    )
