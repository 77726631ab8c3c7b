"""Which language a page is in: the reader's, as far as there is a translation; else English.

Every string of pages and templates is marked for translation. To add a language: ``pybabel init -i
messages.pot -d . -l de`` in ``translations/``, translate, ``pybabel compile -d .``; see docs/web.md.
"""

from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_translations

FOLDER = Path(__file__).parent / "translations"


def install(app: Flask, folder: Path = FOLDER) -> None:
    """Speak the languages whose compiled catalogues lie in ``folder``."""
    catalogues = folder.glob("*/LC_MESSAGES/messages.mo")
    spoken = ["en", *sorted(path.parent.parent.name for path in catalogues)]

    def choose() -> str:
        if not has_request_context():
            return "en"
        return request.accept_languages.best_match(spoken, "en") or "en"

    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    Babel(app, locale_selector=choose)

    # A long thread asks for thousands of words: the catalogue is looked up once for each request.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )

    @app.after_request
    def vary(response: Response) -> Response:
        if len(spoken) > 1:
            response.vary.add("Accept-Language")
        return response


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue
