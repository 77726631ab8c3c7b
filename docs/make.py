"""Writes the pages of docs/ that list what the code has: commands and settings. Run after changing either.

python docs/make.py
"""

from pathlib import Path

import click

from pmlarchive import config
from pmlarchive.cli import main

HERE = Path(__file__).parent

_SETTINGS = """# Settings

A setting is looked for in the options of a command, then in the environment (`PMLARCHIVE_ENGINE=whoosh`),
then in `archive.toml` in the archive's folder (`engine = "whoosh"`), and has a default. `pmlarchive settings`
prints the values in force.

| setting | default | what it is |
| --- | --- | --- |
"""

_COMMANDS = """# Commands

`pmlarchive [-a FOLDER] COMMAND …`. The archive is the folder that `-a` or the environment variable
`PMLARCHIVE` names, else `archive` here. Exit status: 0 done; 1 something could not be done (said on standard
error, one line each; the rest was completed); 2 wrong usage. Results go to standard output, all else to
standard error; progress is shown on a terminal only.
"""


def settings_page() -> str:
    """Return docs/settings.md."""
    rows = []
    for row in config.SETTINGS:
        value = str(row.default).lower() if isinstance(row.default, bool) else row.default
        rows.append(f"| `{row.name}` | {f'`{value}`' if value != '' else '(empty)'} | {row.help} |\n")
    return _SETTINGS + "".join(rows)


def commands_page() -> str:
    """Return docs/commands.md."""
    return _COMMANDS + "".join(_command(name, command) for name, command in main.commands.items())


def _command(name: str, command: click.Command) -> str:
    text, _, examples = (command.help or "").partition("\b")
    words = "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
    lines = [line.strip() for line in examples.strip().splitlines()[1:]]
    context = click.Context(command, info_name=name)
    usage = " ".join(["pmlarchive", name, *command.collect_usage_pieces(context)])
    options = []
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            flags = ", ".join(f"`{flag}`" for flag in [*parameter.opts, *parameter.secondary_opts])
            options.append(f"| {flags} | {' '.join((parameter.help or '').split())} |\n")
    table = "\n| option | what it does |\n| --- | --- |\n" + "".join(options) if options else ""
    code = "\n".join(lines)
    return f"\n## `{name}`\n\n```\n{usage}\n```\n\n{words}\n{table}\n```sh\n{code}\n```\n"


if __name__ == "__main__":
    (HERE / "settings.md").write_text(settings_page(), encoding="utf-8")
    (HERE / "commands.md").write_text(commands_page(), encoding="utf-8")
