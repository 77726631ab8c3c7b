"""The command line: thin; every command opens an archive, calls one function, and prints what it gave."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from pmlarchive import __version__, config, terminal
from pmlarchive.archive import Archive
from pmlarchive.errors import ArchiveError

F = TypeVar("F", bound=Callable[..., Any])
_WEB = ("http://", "https://")


class _Commands(click.Group):
    """Turns every error of ours into one line and exit status 1, in whichever command it comes."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ArchiveError as error:
            terminal.warn(f"pmlarchive: {error.line()}")
            ctx.exit(1)
        except BrokenPipeError:  # whoever read us has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KeyboardInterrupt:
            terminal.warn("stopped; nothing stored is lost, the same command goes on")
            ctx.exit(130)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)


def setting(*names: str) -> Callable[[F], F]:
    """Make options of settings; their help and defaults are those of the table."""

    def add(command: F) -> F:
        for name in reversed(names):
            row = config.BY_NAME[name]
            default = (
                f"  [default: {str(row.default).lower() if isinstance(row.default, bool) else row.default}]"
            )
            flag = f"--{name.replace('_', '-')}"
            if isinstance(row.default, bool):
                option = click.option(f"{flag}/--no-{flag[2:]}", name, default=None, help=row.help + default)
            else:
                kind = click.Choice(row.choices) if row.choices else type(row.default)
                option = click.option(flag, name, type=kind, default=None, help=row.help + default)
            command = option(command)
        return command

    return add


def _address(_context: click.Context, _option: click.Parameter, url: str | None) -> str | None:
    """Refuse what cannot be the address of a post."""
    if url is None or url.startswith("urn:"):
        return url
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() in ("http", "https") and parts.hostname and url.isprintable():
            return url
    except ValueError:
        pass
    raise click.BadParameter("must be a whole address, such as https://blog.example/2014/05/post/")


_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "-a",
    "--archive",
    "folder",
    envvar="PMLARCHIVE",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("archive"),
    show_default=True,
    help="The archive's folder. The environment variable PMLARCHIVE names it too.",
)
@click.version_option(__version__, "-V", "--version")
@click.pass_context
def main(ctx: click.Context, folder: Path) -> None:
    """Keep a blog and every reply under it: bring it in, find any passage, read whole discussions.

    \b
    Examples:
      pmlarchive demo                                  try it with a small sample blog
      pmlarchive add https://blog.example/             archive a blog
      pmlarchive add saved-pages/ letter.txt           archive files
      pmlarchive search 'EBV rebound author:"Prof G"'  find passages
      pmlarchive serve                                 read in the browser
    """
    ctx.obj = folder


@main.command()
@click.argument("targets", nargs=-1, required=True, metavar="URL|PATH...")
@click.option(
    "--url",
    callback=_address,
    help="For one file: the address of its post, where the page names none. For one folder: the address of "
    "the site that it is a copy of.",
)
@setting("delay", "timeout", "contact", "robots", "allow_private", "max_bytes", "max_pages")
@click.pass_obj
def add(folder: Path, /, targets: tuple[str, ...], url: str | None, **options: Any) -> None:
    """Archive a site, or bring in files and folders.

    A URL is crawled politely: one request at a time, robots.txt obeyed. Run the same command again after a
    break and it goes on where it was. Files may be saved pages, plain-text captures, exports of blogs, and
    other crawlers' captures (WARC, WACZ); folders are searched for them. What cannot be read is said in one
    line and passed over.

    \b
    Examples:
      pmlarchive add https://blog.example/
      pmlarchive add saved-pages/
      pmlarchive add post.html --url https://blog.example/2014/05/post/
      pmlarchive add copy-of-blog/ --url https://blog.example/
    """
    from pmlarchive.adding import add_to

    if add_to(folder, targets, url, options):
        raise SystemExit(1)


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@setting("delay", "timeout", "contact", "robots", "allow_private", "max_bytes", "max_pages")
@click.pass_obj
def update(folder: Path, /, sites: tuple[str, ...], **options: Any) -> None:
    """Look for what is new, changed or gone on sites that were crawled before. SITE: a host or an address.

    What changed keeps its earlier versions; what is gone is marked, not lost.

    \b
    Examples:
      pmlarchive update
      pmlarchive update blog.example
    """
    from pmlarchive.adding import update_all

    with Archive.open(folder, options=options) as archive:
        failed = update_all(archive, sites)
    if failed:
        raise SystemExit(1)


@main.command()
@setting("workers")
@click.pass_obj
def parse(folder: Path, /, **options: Any) -> None:
    """Read every capture again with today's parsers; no network is needed.

    \b
    Examples:
      pmlarchive parse
      pmlarchive parse --workers 1
    """
    from pmlarchive.adding import parse_all

    with Archive.open(folder, options=options) as archive:
        failed = parse_all(archive)
    if failed:
        raise SystemExit(1)


@main.command()
@click.option("--changes-only", is_flag=True, help="Only catch up with what changed, do not build anew.")
@setting("engine", "semantic")
@click.pass_obj
def index(folder: Path, /, changes_only: bool, **options: Any) -> None:
    """Build the full-text index anew; searches go on meanwhile.

    With `--semantic yes`, each message then also gets a vector of what it means, and search orders by that
    too. This takes long and can be stopped: the same command goes on where it was.

    \b
    Examples:
      pmlarchive index
      pmlarchive index --engine whoosh
      pmlarchive index --changes-only --semantic yes
    """
    from pmlarchive.adding import follow_meaning

    with Archive.open(folder, options=options) as archive:
        with terminal.progress("Indexing") as report:
            count = archive.update_index(report) if changes_only else archive.rebuild_index(report)
        terminal.say(f"{count} messages indexed")
        failed = follow_meaning(archive, anew=not changes_only)
    if failed:
        raise SystemExit(1)


@main.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Hits to show.")
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0), help="Hits to pass over.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="What comes first.",
)
@_as_json
@setting("engine", "semantic")
@click.pass_obj
def search(
    folder: Path, /, query: tuple[str, ...], limit: int, offset: int, sort: str, as_json: bool, **options: Any
) -> None:
    """Find passages in posts and comments.

    \b
    Examples:
      pmlarchive search tysabri brain infection
      pmlarchive search '"IRIS to another virus"'
      pmlarchive search 'EBV NOT vaccine author:"Prof G"' --json
    """
    with Archive.open(folder, options=options) as archive:
        with terminal.progress("Indexing") as report:
            archive.update_index(report)
        if archive.lacks:
            terminal.warn(archive.lacks)
        result = archive.search(" ".join(query), limit=limit, offset=offset, sort=sort)
    if as_json:
        terminal.print_json(terminal.result_to_json(result))
    else:
        terminal.print_result(result)


@main.command()
@click.argument("thread")
@_as_json
@click.pass_obj
def show(folder: Path, /, thread: str, as_json: bool) -> None:
    """Print a whole discussion. THREAD is a post's address or id.

    \b
    Examples:
      pmlarchive show https://blog.example/2014/05/post/
      pmlarchive show p0123456789abcdef0123 --json
    """
    with Archive.open(folder) as archive:
        found = archive.store.thread(thread)
    if as_json:
        from pmlarchive.export.jsonl import to_json

        terminal.print_json([to_json(message) for message in found])
    else:
        terminal.print_thread(found)


@main.command()
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@setting("host", "port", "threads", "proxy", "engine", "semantic", "title", "noindex")
@click.pass_obj
def serve(folder: Path, /, open_browser: bool, **options: Any) -> None:
    """Read and search the archive in a browser, on this computer.

    \b
    Examples:
      pmlarchive serve --open
      pmlarchive serve --port 9000
    """
    from pmlarchive.web.app import build_app
    from pmlarchive.web.serve import serve as serve_app

    with Archive.open(folder, options=options) as archive:
        with terminal.progress("Indexing") as report:
            archive.update_index(report)
        if archive.lacks:
            terminal.warn(archive.lacks)
        host, port = archive.config.string("host"), archive.config.integer("port")
        name = f"[{host}]" if ":" in host else host

        def ready(port: int) -> None:
            terminal.say(f"Serving {folder} on http://{name}:{port}/ (Ctrl+C stops)")
            if open_browser:
                click.launch(f"http://{name}:{port}/")

        try:
            serve_app(build_app(archive), host, port, archive.config.integer("threads"), ready)
        except OSError as error:
            raise ArchiveError(
                f"http://{name}:{port}/ cannot be served ({error.strerror or error}); try another --port"
            ) from error


@main.command()
@click.argument("form", type=click.Choice(["jsonl"]), metavar="FORMAT")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, instead of standard output.",
)
@click.pass_obj
def export(folder: Path, /, form: str, output: Path | None) -> None:
    """Write the archive in another form. FORMAT: jsonl (one message a line, everything known of it).

    \b
    Examples:
      pmlarchive export jsonl > archive.jsonl
      pmlarchive export jsonl -o archive.jsonl
    """
    from pmlarchive.export import write

    with Archive.open(folder) as archive:
        write(archive, form, output)


@main.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(0), help="Lines of each list.")
@_as_json
@click.pass_obj
def audit(folder: Path, /, limit: int, as_json: bool) -> None:
    """Say how complete the archive is: what pages declared, what was found, what could not be read.

    Exit status 1 where something could not be brought in or the database is damaged.

    \b
    Examples:
      pmlarchive audit
      pmlarchive audit --json
    """
    from pmlarchive import audit as auditing

    with Archive.open(folder) as archive:
        report = auditing.audit(archive)
    if as_json:
        terminal.print_json(auditing.to_json(report))
    else:
        terminal.print_audit(report, limit)
    if not report.sound:
        raise SystemExit(1)


@main.command()
@click.option("--no-open", "open_browser", flag_value=False, default=True, help="Do not open the browser.")
@click.option("--exit-after-check", is_flag=True, help="Prove one search and one thread, then stop.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port; 0: any free one.")
@click.pass_context
def demo(ctx: click.Context, open_browser: bool, exit_after_check: bool, port: int) -> None:
    """Try it: a small sample blog is served and archived on this computer, and opened in the browser.

    Nothing leaves this computer. The sample archive is kept in the folder `demo-archive`, or the one that -a
    names, and made anew at each run.

    \b
    Examples:
      pmlarchive demo
      pmlarchive demo --no-open --port 8765
    """
    from pmlarchive.demo.run import run_demo

    given = ctx.find_root().get_parameter_source("folder") is not click.core.ParameterSource.DEFAULT
    folder = ctx.obj if given else Path("demo-archive")
    raise SystemExit(
        run_demo(
            folder, port=port, open_browser=open_browser, exit_after_check=exit_after_check, echo=terminal.say
        )
    )


@main.command()
@_as_json
@click.pass_obj
def settings(folder: Path, /, as_json: bool) -> None:
    """List every setting, its value here, and what it does.

    Settings are looked for in options, in the environment (PMLARCHIVE_ENGINE=whoosh), in the archive folder's
    archive.toml, and have defaults.

    \b
    Examples:
      pmlarchive settings
    """
    here = config.load(folder)
    if as_json:
        terminal.print_json({row.name: here[row.name] for row in config.SETTINGS})
        return
    for row in config.SETTINGS:
        click.secho(f"{row.name} = {here[row.name]!r}", bold=True)
        click.echo(f"    {row.help}  [default: {row.default!r}]")


if __name__ == "__main__":
    main()
