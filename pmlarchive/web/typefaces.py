"""Typefaces that come as packages: served from here; where one is missing, the system's own."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, send_file

bp = Blueprint("typefaces", __name__)


@dataclass(frozen=True, slots=True)
class Face:
    """A font file: where its package keeps it, and the family, weights and style it stands for."""

    package: str
    file: str
    family: str
    weight: str = "400"
    style: str = "normal"


_FACES = {
    "literata": Face("fontpkg_literata", "Literata[opsz,wght].ttf", "Literata", "200 900"),
    "literata-italic": Face(
        "fontpkg_literata", "Literata-Italic[opsz,wght].ttf", "Literata", "200 900", "italic"
    ),
    **{
        f"atkinson-{name.lower()}": Face(
            "fontpkg_atkinson_hyperlegible",
            f"AtkinsonHyperlegible-{name}.ttf",
            "Atkinson Hyperlegible",
            "700" if "Bold" in name else "400",
            "italic" if "Italic" in name else "normal",
        )
        for name in ("Regular", "Italic", "Bold", "BoldItalic")
    },
}


def _find(face: Face) -> Path | None:
    found = importlib.util.find_spec(face.package)
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "files" / face.file
    return path if path.is_file() else None


FOUND = {name: path for name, face in _FACES.items() if (path := _find(face))}


def stylesheet() -> str:
    """Return the ``@font-face`` rules of the faces that are installed."""
    return "".join(
        f'@font-face{{font-family:"{face.family}";font-style:{face.style};font-weight:{face.weight};'
        f'font-display:swap;src:url("/fonts/{name}.ttf") format("truetype")}}\n'
        for name, face in _FACES.items()
        if name in FOUND
    )


@bp.get("/fonts.css")
def css() -> Response:
    """Send the rules."""
    return Response(stylesheet(), mimetype="text/css")


@bp.get("/fonts/<name>.ttf")
def font(name: str) -> Response:
    """Send a font file."""
    if name not in FOUND:
        abort(404)
    return send_file(FOUND[name], mimetype="font/ttf", max_age=31_536_000)
