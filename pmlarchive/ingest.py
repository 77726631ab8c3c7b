"""Draft threads into the store: identity, revisions, ghosts, what is gone.

The same draft ingested twice changes nothing. Of two versions of a message the one with the higher authority
wins (a platform's API over its page over its feed), then the newer capture; what loses is never overwritten
into nothing: unknown fields are filled from it, and changed words are kept as a revision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from pmlarchive.absence import is_accounted_for, kinds_shown
from pmlarchive.arrange import Node, arrange
from pmlarchive.errors import BesideThePoint, NotAThread
from pmlarchive.identity import Identified, document_urn, identify
from pmlarchive.model import (
    Date,
    Kind,
    Message,
    Revision,
    Site,
    Status,
    label,
    normal_url,
    site_key,
    storable,
    thread_id,
)
from pmlarchive.store.store import Store
from pmlarchive.store.writing import Writer
from scraper.draft import DraftComment, DraftThread, PageKind

_MATTERS = ("title", "author", "author_url", "date", "url", "native_id", "declared_comments")
_PLACE = {"position"}


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one draft did to the store. Counts are of messages; ``notes`` are one line each."""

    thread_id: str
    url: str
    title: str | None
    new: int = 0
    changed: int = 0
    gone: int = 0
    found: int = 0
    declared: int | None = None
    notes: tuple[str, ...] = field(default=())


@dataclass(slots=True)
class _State:
    """A thread while a draft is laid over it."""

    stored: dict[str, Message]
    authority: dict[str, int]
    now: dict[str, Message]
    order: dict[str, int] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    gone: int = 0


def ingest(
    store: Store, draft: DraftThread, *, source: str, captured: str, url: str | None = None
) -> Ingested:
    """Bring a draft thread into the store, in one transaction.

    Args:
        source: ``file.warc.gz#offset``, or the name of the file imported.
        captured: ISO 8601 in UTC, when the draft's page was captured.
        url: The post's identity where the draft names none.

    Raises:
        BesideThePoint: The draft is a list of posts.
        NotAThread: It holds nothing.
        StoreError: The database did not answer; nothing was changed.
    """
    if draft.kind is PageKind.LISTING:
        raise BesideThePoint(
            "is a list of posts, not a post; its posts are archived from their own pages", subject=source
        )
    if not (draft.text.strip() or draft.comments or draft.html.strip()):
        raise NotAThread("holds neither a post nor comments that could be found", subject=source)
    address = _address(draft, url)
    with store.writing() as writer:
        return _ingest(writer, draft, address, source, captured)


def _address(draft: DraftThread, url: str | None) -> str:
    for candidate in (draft.url, url):
        if candidate and candidate.startswith("urn:"):
            return candidate
        if candidate and candidate.lower().startswith(("http://", "https://")):
            try:
                return normal_url(_clean(candidate) or "")
            except ValueError:  # a host that cannot be one
                continue
    return document_urn(draft)


def _ingest(writer: Writer, draft: DraftThread, address: str, source: str, captured: str) -> Ingested:
    site = Site(site_key(address), label(draft.site_title), draft.site_url, draft.platform)
    thread, address, complete_at = _thread(writer, draft, address, site.key)
    stored, authority = writer.messages(thread)
    state = _State({m.id: m for m in stored}, authority, {m.id: m for m in stored})
    found = identify(draft, thread, state.stored.keys())
    post = _post(draft, thread, address, site.key, source, captured)
    _lay(state, post, draft.authority)
    for one, comment in found.comments.items():
        message = _comment(one, comment, post, found.parents[one] or thread)
        if comment.status is Status.GHOST:
            _lay(state, _unseen(message), -1)
        else:
            _lay(state, message, draft.authority)
    for one, native in found.ghosts.items():
        _lay(state, _unseen(_comment(one, DraftComment(key=native, native_id=native), post, thread)), -1)
    complete = draft.complete or is_accounted_for(thread, state.stored, found.comments, draft)
    if complete and (complete_at is None or captured >= complete_at):
        complete_at = captured
        _mark_gone(state, found, draft, captured)
    elif complete_at is not None and captured < complete_at:
        _late(state, found, draft.authority)
    notes = [*draft.notes, *found.notes, *_place(state, found, thread)]
    writer.save_site(site)
    writer.save_thread(thread, site=site.key, url=address, native_id=draft.native_id, complete_at=complete_at)
    new, changed = _save(writer, state, thread)
    return Ingested(
        thread,
        address,
        state.now[thread].title,
        new,
        changed,
        state.gone,
        sum(m.kind is Kind.COMMENT and m.status is Status.VISIBLE for m in state.now.values()),
        state.now[thread].declared_comments,
        tuple(dict.fromkeys(notes)),
    )


def _thread(writer: Writer, draft: DraftThread, address: str, site: str) -> tuple[str, str, str | None]:
    """Return the id, URL and last complete capture of the thread that a draft belongs to."""
    wanted = thread_id(address)
    row = writer.resolve(wanted)
    if row is None and draft.native_id and site != "files":
        row = next(
            (r for r in writer.by_native_id(site, draft.native_id) if _same_post(writer, r["id"], draft)),
            None,
        )
        if row is not None:  # the post moved: it keeps its identity, and is known by both addresses
            writer.add_alias(wanted, row["id"], address)
            writer.log([m.id for m in writer.messages(row["id"])[0]])
            return row["id"], address, row["complete_at"]
    if row is None:
        return wanted, address, None
    return row["id"], row["url"], row["complete_at"]


def _same_post(writer: Writer, thread: str, draft: DraftThread) -> bool:
    messages, _ = writer.messages(thread)
    if messages[0].platform != draft.platform:
        return False
    numbers = {m.native_id for m in messages[1:] if m.native_id}
    return (messages[0].title or "") == (draft.title or "") or any(
        comment.native_id in numbers for comment in draft.comments
    )


# Messages from drafts ------------------------------------------------------------------------------------


def _clean(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _clean_date(date: Date) -> Date:
    return Date(date.value, date.precision, label(date.text))


def _links(links: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link for link in map(_clean, links) if link))


def _post(draft: DraftThread, thread: str, address: str, site: str, source: str, captured: str) -> Message:
    return Message(
        id=thread,
        kind=Kind.POST,
        site=site,
        platform=draft.platform,
        thread=address,
        thread_id=thread,
        native_id=_clean(draft.native_id),
        title=label(draft.title),
        author=label(draft.author),
        author_url=_clean(draft.author_url),
        date=_clean_date(draft.date),
        text=_clean(draft.text) or "",
        html=_clean(draft.html) or "",
        url=address,
        declared_comments=draft.declared_comments,
        captured=captured,
        source=_clean(source),
        tags=tuple(dict.fromkeys(tag for tag in map(label, draft.tags) if tag)),
        links=_links(draft.links),
    )


def _comment(one: str, comment: DraftComment, post: Message, parent: str) -> Message:
    return replace(
        post,
        id=one,
        kind=comment.kind,
        native_id=_clean(comment.native_id),
        parent=parent,
        title=None,
        author=label(comment.author),
        author_url=_clean(comment.author_url),
        by_post_author=comment.by_post_author,
        date=_clean_date(comment.date),
        text=_clean(comment.text) or "",
        html=_clean(comment.html) or "",
        url=_clean(comment.url) or _permalink(post.url, comment.native_id),
        status=comment.status,
        declared_comments=None,
        tags=(),
        links=_links(comment.links),
    )


def _permalink(post: str | None, native_id: str | None) -> str | None:
    """Return the post's URL with the comment's number, where the page printed no permalink."""
    return f"{post}#{native_id}" if post and native_id and not post.startswith("urn:") else post


def _unseen(message: Message) -> Message:
    """Return a ghost in a message's place: nothing is known of it but where it stands."""
    return replace(message, status=Status.GHOST, url=None, captured=None, source=None)


# One version over another --------------------------------------------------------------------------------


def _lay(state: _State, new: Message, authority: int) -> None:
    """Lay one message over what is known of it."""
    known = state.now.get(new.id)
    if known is None:
        state.now[new.id] = new
        state.authority[new.id] = authority
        return
    if known.status is Status.WITHHELD or new.status is Status.GHOST:
        return
    trust = state.authority[new.id]
    newer = (new.captured or "") >= (known.captured or "")
    if known.status is Status.GHOST or authority > trust:
        merged = _filled(new, known)
        if _differs(merged, known):
            state.now[new.id] = merged
            state.authority[new.id] = authority
    elif authority == trust and newer:
        merged = _filled(new, known)
        if not _differs(merged, known):
            return
        # The same capture read otherwise is our better reading, not the site's edit.
        if _said_otherwise(merged, known) and (new.captured, new.source) != (known.captured, known.source):
            state.revisions.append(_as_revision(known, new.captured or ""))
        state.now[new.id] = merged
    else:
        if authority == trust and _said_otherwise(new, known):
            state.revisions.append(_as_revision(new, known.captured or ""))
        state.now[new.id] = _filled(known, new)


def _filled(better: Message, other: Message) -> Message:
    """Return ``better`` with what only ``other`` knows."""
    missing = {
        name: getattr(other, name) for name in _MATTERS if getattr(better, name) is None and name != "date"
    }
    if better.date.value is None and other.date.value is not None:
        missing["date"] = other.date
    if not better.tags:
        missing["tags"] = other.tags
    if not better.text and better.status is Status.VISIBLE:
        missing |= {"text": other.text, "html": other.html, "links": other.links}
    return replace(better, **missing)


def _differs(one: Message, other: Message) -> bool:
    """Whether anything but provenance and place differs."""
    skip = {"captured", "source", "position", "depth", "thread", "site"}
    return any(getattr(one, f.name) != getattr(other, f.name) for f in fields(Message) if f.name not in skip)


def _words(text: str | None) -> list[str]:
    return (text or "").split()


def _said_otherwise(one: Message, other: Message) -> bool:
    return any(
        _words(getattr(one, name)) != _words(getattr(other, name)) for name in ("text", "title", "author")
    )


def _as_revision(old: Message, replaced: str) -> Revision:
    return Revision(
        old.id, 0, old.title, old.author, old.text, old.html, old.status, old.captured, replaced, old.source
    )


def _mark_gone(state: _State, found: Identified, draft: DraftThread, captured: str) -> None:
    """Mark what this whole view of the thread no longer shows."""
    kinds = kinds_shown(draft)
    for message in list(state.now.values()):
        if (
            message.kind in kinds
            and message.id not in found.comments
            and message.status in (Status.VISIBLE, Status.REMOVED)
            and state.authority[message.id] <= draft.authority
            and (message.captured or "") < captured
        ):
            state.now[message.id] = replace(message, status=Status.GONE)
            state.gone += 1


def _late(state: _State, found: Identified, authority: int) -> None:
    """Leave to a newer whole view of the thread what is there and what is gone."""
    for one in found.comments:
        known = state.stored.get(one)
        if known is None and state.authority[one] == authority:
            state.now[one] = replace(state.now[one], status=Status.GONE)
            state.gone += 1
        elif known is not None and known.status is Status.GONE:
            state.now[one] = replace(state.now[one], status=Status.GONE)


# Place and save ------------------------------------------------------------------------------------------


def _place(state: _State, found: Identified, thread: str) -> list[str]:
    """Put the messages in reading order; return what had to be mended."""
    comments = [message for message in state.now.values() if message.id != thread]
    known = {message.id: message.position for message in state.stored.values()}
    free = max(known.values(), default=0) + 1
    shown = {one: free + n for n, one in enumerate(found.comments)}
    whole = all(message.id in shown for message in comments)
    nodes = [
        Node(
            message.id,
            None if message.parent == thread else message.parent,
            message.native_id,
            message.date,
            shown.get(message.id, 0) if whole else known.get(message.id, shown.get(message.id, 0)),
        )
        for message in comments
    ]
    places, cut = arrange(nodes)
    for position, place in enumerate(places, start=1):
        state.now[place.id] = replace(
            state.now[place.id], parent=place.parent or thread, depth=place.depth, position=position
        )
    return [f"{len(cut)} replies went in a circle; it was cut, and they stand under the post"] if cut else []


def _neighbours(state: _State, touched: frozenset[str]) -> list[str]:
    """Return the parents and direct replies of messages: the index keeps something of each with the other."""
    near: dict[str, None] = {}
    for message in state.now.values():
        if message.id in touched:
            before = state.stored.get(message.id)
            near |= {one: None for one in (message.parent, before.parent if before else None) if one}
        elif message.parent in touched:
            near[message.id] = None
    return [one for one in near if one not in touched]


def _save(writer: Writer, state: _State, thread: str) -> tuple[int, int]:
    new = [one for one in state.now if one not in state.stored]
    before: Mapping[str, Message] = state.stored
    changed = []
    moved = []
    for one, message in state.now.items():
        if one in before and message != before[one]:
            old = before[one]
            if replace(old, position=message.position, thread=message.thread, site=message.site) == message:
                moved.append((one, message.position))
            else:
                changed.append(one)
    titled = thread in before and before[thread].title != state.now[thread].title
    order = sorted([*new, *changed], key=lambda one: state.now[one].position)
    if order:
        writer.save_messages([state.now[one] for one in order], state.authority, frozenset(new))
    writer.move_messages(moved)
    if titled:  # the index keeps a thread's title with each of its messages
        writer.log(list(state.now))
    elif order:
        writer.log(_neighbours(state, frozenset(order)))
    kept: dict[str, list[tuple[str | None, str]]] = {}
    for revision in state.revisions:
        known = kept.setdefault(revision.message_id, writer.revisions(revision.message_id))
        if (revision.title, revision.text) not in known:
            writer.add_revision(revision)
            known.append((revision.title, revision.text))
    if order or moved:
        writer.count(thread)
    return len(new), len(changed)
