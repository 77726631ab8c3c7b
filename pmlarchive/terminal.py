"""How the command line speaks: results on standard output, all else on standard error."""

import json
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from index.results import Hit, SearchResult
from pmlarchive.audit import Audit
from pmlarchive.indexing import Progress as Report
from pmlarchive.model import Date, Kind, Message, Status, Thread
from scraper.clean import marked_text

# Escape sequences in a comment must not reach the terminal, nor marks that turn the writing direction.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# The same in JSON, where line ends are layout, and lone surrogates have no bytes.
_ACTING = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WIDTH, _INDENT, _DEEPEST = 88, 2, 12
_INSTEAD = {
    Status.GHOST: "[a comment that was never captured]",
    Status.REMOVED: "[removed by the site]",
    Status.GONE: "[gone from the site since]",
    Status.WITHHELD: "[taken down]",
}


def plain(text: str | None) -> str:
    """Return text that is safe to print on a terminal."""
    return _CONTROL.sub("", (text or "").encode("utf-8", "replace").decode("utf-8"))


def one_line(text: str | None) -> str:
    """Return text on one line, safe to print."""
    return " ".join(plain(text).split())


def say(line: str) -> None:
    """Say a line to the person, apart from the results."""
    click.echo(one_line(line), err=True)


def warn(line: str) -> None:
    """Say a line about something that could not be done."""
    click.secho(one_line(line), err=True, fg="yellow")


def print_json(value: object) -> None:
    """Print a value for programs to read; what would act on a terminal is written as JSON's escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """Show progress on a terminal, and nothing on a pipe; gives the function to call with (done, all)."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


# Search ----------------------------------------------------------------------------------------------------


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """Return a hit for programs to read."""
    message = hit.message
    return {
        "id": message.id,
        "native_id": message.native_id,
        "kind": message.kind.value,
        "thread": message.thread,
        "thread_title": hit.thread_title,
        "url": message.url,
        "parent": message.parent,
        "author": message.author,
        "date": message.date.value,
        "snippet": hit.snippet.text,
        "snippet_html": hit.snippet.html,
        "score": hit.score,
    }


def result_to_json(result: SearchResult) -> dict[str, Any]:
    """Return an answer for programs to read."""
    return {
        "query": result.query,
        "total": result.total,
        "threads": result.threads,
        "offset": result.offset,
        "limit": result.limit,
        "notes": list(result.notes),
        "hits": [hit_to_json(hit) for hit in result.hits],
    }


def print_result(result: SearchResult) -> None:
    """Print an answer for a person: by thread, with the passages that match."""
    for note in result.notes:
        warn(note)
    passages = "passage" if result.total == 1 else "passages"
    threads = "discussion" if result.threads == 1 else "discussions"
    click.echo(f"{result.total} {passages} in {result.threads} {threads}")
    for group in result.groups:
        click.echo()
        click.secho(one_line(group.title) or "(untitled)", bold=True)
        click.secho(one_line(group.thread), dim=True)
        for hit in group.hits:
            click.echo(f"  {_who(hit.message)}")
            marked = "".join(
                click.style(plain(f.text), bold=True, fg="green") if f.marked else plain(f.text)
                for f in hit.snippet.fragments
            )
            click.echo(textwrap.indent(" ".join(marked.split()), "    "))
            click.secho(f"    {one_line(hit.message.url)}", dim=True)


# Threads ---------------------------------------------------------------------------------------------------


def print_thread(thread: Thread) -> None:
    """Print a whole discussion; indentation stops at some depth, the number before each name goes on."""
    post = thread.post
    click.secho(one_line(post.title) or "(untitled)", bold=True)
    click.echo(_who(post))
    click.secho(one_line(post.url), dim=True)
    click.echo()
    _print_body(post, "")
    declared = f", the page says {post.declared_comments}" if post.declared_comments is not None else ""
    click.echo(f"\n{thread.found_comments} comments{declared}")
    for message in thread.comments:
        click.echo()
        indent = " " * (_INDENT * (min(message.depth, _DEEPEST) - 1))
        depth = f"({message.depth}) " if message.depth > _DEEPEST else ""
        click.echo(f"{indent}{depth}{_who(message)}")
        _print_body(message, indent)


def _print_body(message: Message, indent: str) -> None:
    if message.status is not Status.VISIBLE:
        click.secho(f"{indent}{_INSTEAD[message.status]}", dim=True)
    if message.status is Status.GONE or message.status is Status.WITHHELD:
        return
    text = marked_text(message.html) if "<blockquote" in message.html else message.text
    for paragraph in plain(text).split("\n"):
        click.echo(textwrap.fill(paragraph, _WIDTH, initial_indent=indent, subsequent_indent=indent))


def _who(message: Message) -> str:
    name = click.style(one_line(message.author) or "unknown author", fg="cyan")
    kind = "" if message.kind is not Kind.PING else " (elsewhere)"
    own = " (author of the post)" if message.by_post_author else ""
    return f"{name}{own}{kind} · {when(message.date)}"


def when(date: Date) -> str:
    """Return a date for a person, as exact as it is known."""
    if date.value is None:
        return f"date unknown (“{one_line(date.text)}”)" if date.text else "date unknown"
    return date.value.replace("T", " ")


# Audit -----------------------------------------------------------------------------------------------------


def print_audit(report: Audit, most: int) -> None:
    """Print how complete the archive is."""
    for site in report.sites:
        click.secho(one_line(site.site), bold=True)
        click.echo(f"  posts {site.threads}, comments {site.comments}, pings {site.pings}")
        if site.declaring:
            share = site.found_of_declared / site.declared if site.declared else 1.0
            click.echo(
                f"  {site.declaring} posts declare {site.declared} comments; "
                f"{site.found_of_declared} were found ({share:.1%}); {site.differing} posts differ"
            )
        click.echo(
            f"  ghosts {site.ghosts}, removed by the site {site.removed}, gone since {site.gone}, "
            f"taken down {site.withheld}; comments without author {site.unknown_authors}, "
            f"without date {site.unknown_dates}"
        )
    if report.differing:
        click.secho("\nDeclared against found", bold=True)
        for thread in report.differing[:most]:
            click.echo(
                f"  {thread.declared:>6} {thread.found:>6}  {one_line(thread.title)}  {one_line(thread.url)}"
            )
        _more(len(report.differing) - most)
    if report.problems:
        click.secho("\nWhat was odd, or could not be brought in", bold=True)
        for problem in report.problems[:most]:
            source, detail = one_line(problem.source), one_line(problem.detail)
            click.echo(f"  {detail}" if source in detail else f"  {source}: {detail}")
        _more(len(report.problems) - most)
    if report.uncaptured:
        click.secho("\nNamed by a site and not captured: run the same command again", bold=True)
        for url, why in report.uncaptured[:most]:
            click.echo(f"  {one_line(url)}: {one_line(why)}")
        _more(len(report.uncaptured) - most)
    if report.unindexed:
        click.echo(f"\n{report.unindexed} changes are not in the index yet: run `pmlarchive index`")
    for line in report.damage:
        warn(f"the database is damaged: {line}")


def _more(left: int) -> None:
    if left > 0:
        click.echo(f"  … and {left} more: --limit shows more of them, --json all")
