"""Pages about the pages: help, and how they look."""

from flask import Blueprint, render_template
from flask_babel import gettext

bp = Blueprint("pages", __name__)


@bp.get("/help")
def help() -> str:  # noqa: A001  # the page's name
    """Explain asking, reading, keys, and what may be missing."""
    return render_template("help.html")


@bp.get("/comfort")
def comfort() -> str:
    """Offer sizes, spacing, typefaces, widths and colours; the browser keeps what is chosen."""
    return render_template("comfort.html", comforts=_comforts())


def _comforts() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return (name, legend, choices); the empty value is what a page has by itself."""
    return [
        (
            "size",
            gettext("Text size"),
            [
                ("small", gettext("smaller")),
                ("", gettext("as it is")),
                ("large", gettext("larger")),
                ("huge", gettext("much larger")),
            ],
        ),
        (
            "spacing",
            gettext("Space between lines and words"),
            [("", gettext("as it is")), ("wide", gettext("wider")), ("widest", gettext("widest"))],
        ),
        (
            "face",
            gettext("Typeface"),
            [
                ("", gettext("with serifs")),
                ("sans", gettext("without serifs")),
                ("legible", gettext("for low vision (Atkinson Hyperlegible)")),
            ],
        ),
        (
            "width",
            gettext("Width of lines"),
            [("narrow", gettext("narrow")), ("", gettext("as it is")), ("full", gettext("wide"))],
        ),
        (
            "theme",
            gettext("Colours"),
            [
                ("", gettext("as the system has them")),
                ("light", gettext("light")),
                ("dark", gettext("dark")),
                ("contrast", gettext("high contrast")),
            ],
        ),
    ]
