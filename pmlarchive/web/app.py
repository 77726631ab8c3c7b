"""The application: ``create_app`` opens an archive folder and returns what a WSGI server runs."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_babel import get_locale
from flask_compress import Compress
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from pmlarchive.archive import Archive
from pmlarchive.config import Value
from pmlarchive.web import (
    access,
    browse,
    comments,
    context,
    dates,
    errors,
    feeds,
    home,
    inline,
    language,
    messages,
    pages,
    read,
    safe,
    search,
    security,
    typefaces,
    urls,
)
from pmlarchive.web.api import routes as api
from pmlarchive.works import work_url

_HERE = Path(__file__).parent
_BLUEPRINTS = (
    home.bp,
    search.bp,
    read.bp,
    messages.bp,
    browse.bp,
    pages.bp,
    feeds.bp,
    api.bp,
    typefaces.bp,
)
_A_YEAR = timedelta(days=365)


def create_app(archive_path: Path | str, *, options: Mapping[str, Value] | None = None) -> Flask:
    """Open the archive in a folder and return the app that shows it.

    Raises:
        ArchiveError: The folder holds no archive, or a setting does not fit.
    """
    return build_app(Archive.open(Path(archive_path), options=options))


def build_app(archive: Archive, *, translations: Path = language.FOLDER) -> Flask:
    """Return the app that shows an archive already open, in the languages of a folder of catalogues."""
    app = Flask(
        "pmlarchive.web",
        root_path=str(_HERE),
        # The address changes with the files, so browsers may keep them for ever.
        static_url_path=f"/static/{_fingerprint(_HERE / 'static')}",
    )
    app.config.update(
        COMPRESS_ALGORITHM_STREAMING=["zstd", "br", "gzip", "deflate"],
        COMPRESS_LEVEL=4,  # half the time of 6 for pages a twentieth longer
        SEND_FILE_MAX_AGE_DEFAULT=_A_YEAR,
        MAX_CONTENT_LENGTH=1 << 16,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    context.bind(app, archive)
    security.guard(app, archive.config)
    access.install(app, archive.config)
    errors.install(app)
    language.install(app, translations)
    Compress(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    _equip_templates(app, archive)
    if archive.config.flag("proxy"):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1, x_prefix=1)  # type: ignore[method-assign]
    return app


def _equip_templates(app: Flask, archive: Archive) -> None:
    app.jinja_env.globals |= {
        "archive_title": archive.config.string("title"),
        "fonts": bool(typefaces.FOUND),
        "thread_url": urls.thread_url,
        "place_url": urls.place_url,
        "about_url": urls.about_url,
        "search_url": urls.search_url,
        "absence": comments.absence,
        "replying": comments.replying,
        "here": urls.here,
        "site_name": context.site_name,
        "work_url": work_url,
        "month_name": dates.month_name,
        "body": safe.body,
        "snippet": safe.snippet,
        "close": Markup("</ol></details></li>"),
    }

    @app.context_processor
    def page_facts() -> dict[str, object]:
        return {"locale": str(get_locale() or "en").replace("_", "-"), "names": context.names()}

    app.jinja_env.filters |= {
        "date": dates.element,
        "day": dates.day,
        "date_words": dates.words,
        "moment": dates.moment,
        "number": dates.number,
        "inline": inline.inline,
        "plain": inline.plain,
    }


def _fingerprint(folder: Path) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
