"""One table of settings: every default and every word of help is here and nowhere else.

A setting is looked for in the options given on the command line, then in the environment
(``PMLARCHIVE_<NAME>``), then in the archive folder's ``archive.toml``, then in the table's default.
"""

import math
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pmlarchive.errors import ConfigError

FILE_NAME = "archive.toml"
ENV_PREFIX = "PMLARCHIVE_"

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its type is its default's; ``choices`` limit a string."""

    name: str
    default: Value
    help: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    problem: Callable[[str], str | None] = lambda _value: None
    """Says what is wrong with a text; ``None``: nothing."""


_HASH = re.compile(r"(scrypt(:\d+){0,3}|pbkdf2(:\w+(:\d+)?)?)\$[^$]+\$[0-9a-f]+")


def _no_hash(value: str) -> str | None:
    return (
        None
        if not value or _HASH.fullmatch(value)
        else "must be what `python -m pmlarchive.web.access` prints"
    )


def _no_limit(value: str) -> str | None:
    if not value:
        return None
    from limits import parse_many  # noqa: PLC0415 - only where a limit is set

    try:
        parse_many(value)
    except ValueError:
        return "must look like `120 per minute`"
    return None


SETTINGS = (
    Setting("title", "My archive", "What the archive is called on its pages."),
    Setting(
        "engine", "tantivy", "Search engine: tantivy (fast) or whoosh (pure Python).", ("tantivy", "whoosh")
    ),
    Setting(
        "semantic",
        "auto",
        "Whether search also goes by meaning: yes (`index` then makes a vector of every message, about a "
        "thousand a minute; needs the extra `semantic`), no, or auto: where the archive has vectors.",
        ("auto", "yes", "no"),
    ),
    Setting("host", "127.0.0.1", "Address that `serve` listens on; the default is this computer only."),
    Setting("port", 8765, "Port that `serve` listens on.", least=0, most=65_535),
    Setting("threads", 4, "Requests that `serve` answers side by side.", least=1),
    Setting(
        "proxy",
        False,
        "Whether `serve` stands behind one reverse proxy, whose X-Forwarded-* headers it then believes.",
    ),
    Setting(
        "delay",
        1.0,
        "Least seconds between two requests to one host; 0: no pause, for a site of your own.",
        least=0,
    ),
    Setting("timeout", 30.0, "Seconds that a site may stay silent before a request is given up.", least=0.1),
    Setting(
        "contact", "", "An address that the crawler gives to the sites it visits, so they can reach you."
    ),
    Setting("robots", True, "Whether robots.txt is obeyed. Leave it on for sites that are not yours."),
    Setting(
        "allow_private", False, "Whether addresses on private networks and this computer may be crawled."
    ),
    Setting("max_bytes", 50_000_000, "Largest page or file in bytes that is read.", least=1),
    Setting("max_pages", 0, "Pages that one crawl fetches at most; 0: no limit.", least=0),
    Setting(
        "names",
        "as-written",
        "How commenters' names are shown: as-written, initials, or pseudonyms that stay the same.",
        ("as-written", "initials", "pseudonyms"),
    ),
    Setting("names_key", "", "Secret that pseudonyms are made with; empty: new ones at every start."),
    Setting(
        "password_hash",
        "",
        "Readers must know the password that this stands for (`python -m pmlarchive.web.access` makes one); "
        "empty: no password.",
        problem=_no_hash,
    ),
    Setting(
        "rate_limit",
        "",
        "Requests that one reader's address may make, as in `120 per minute`; empty: no limit.",
        problem=_no_limit,
    ),
    Setting(
        "workers", 0, "Processes that share the reading of captures; 0: as many as there are cores.", least=0
    ),
    Setting("noindex", True, "Whether pages ask web search engines to stay away."),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Config:
    """The settings in force for one archive."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = {setting.name: setting.default for setting in SETTINGS} | dict(values)

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def string(self, name: str) -> str:
        """Return a setting that is text."""
        return str(self._values[name])

    def integer(self, name: str) -> int:
        """Return a setting that is a whole number."""
        return int(self._values[name])

    def number(self, name: str) -> float:
        """Return a setting that is a number."""
        return float(self._values[name])

    def flag(self, name: str) -> bool:
        """Return a setting that is on or off."""
        return bool(self._values[name])


def load(folder: Path | None, options: Mapping[str, Value | None] | None = None) -> Config:
    """Gather the settings for the archive in ``folder`` (``None``: no archive yet).

    Raises:
        ConfigError: A name is unknown, a value does not fit, or ``archive.toml`` cannot be read.
    """
    values: dict[str, Value] = {}
    if folder is not None:
        path = folder / FILE_NAME
        values |= {name: _check(name, value, str(path)) for name, value in _read(path).items()}
    for name in BY_NAME:
        variable = ENV_PREFIX + name.upper()
        if variable in os.environ:
            values[name] = _check(name, os.environ[variable], variable)
    for name, value in (options or {}).items():
        if value is not None:
            values[name] = _check(name, value, f"--{name.replace('_', '-')}")
    return Config(values)


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot be read ({error}); mend or remove it", subject=str(path)) from error


def _check(name: str, value: object, where: str) -> Value:
    setting = BY_NAME.get(name)
    if setting is None:
        raise ConfigError(
            f"there is no setting {name!r}; the settings are {', '.join(sorted(BY_NAME))}", subject=where
        )
    try:
        fitted = _fit(setting, value)
    except ValueError as error:
        kind = {bool: "true or false", int: "a whole number", float: "a number"}.get(
            type(setting.default), "text"
        )
        raise ConfigError(f"{name} must be {kind}, not {value!r}", subject=where) from error
    wrong = setting.problem(fitted) if isinstance(fitted, str) else None
    if wrong:
        raise ConfigError(f"{name} {wrong}", subject=where)
    if setting.choices and fitted not in setting.choices:
        raise ConfigError(f"{name} must be one of {', '.join(setting.choices)}, not {value!r}", subject=where)
    if setting.least is not None and float(fitted) < setting.least:
        raise ConfigError(f"{name} must be at least {setting.least:g}, not {value!r}", subject=where)
    if setting.most is not None and float(fitted) > setting.most:
        raise ConfigError(f"{name} must be at most {setting.most:g}, not {value!r}", subject=where)
    return fitted


def _fit(setting: Setting, value: object) -> Value:
    match setting.default:
        case bool():
            if isinstance(value, bool):
                return value
            word = str(value).strip().lower()
            if word in _TRUE or word in _FALSE:
                return word in _TRUE
            raise ValueError(value)
        case int() | float() as default:
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise ValueError(value)
            number = type(default)(value)
            if not math.isfinite(number):
                raise ValueError(value)
            return number
        case _:
            if not isinstance(value, str):
                raise ValueError(value)
            return value
