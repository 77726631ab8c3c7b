"""Who may read, and how fast: an optional password for all, an optional limit for each reader.

``python -m pmlarchive.web.access`` asks for a password and prints what to set as ``password_hash``.
"""

import getpass
import hashlib
import hmac
import secrets

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_httpauth import HTTPBasicAuth
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.security import check_password_hash, generate_password_hash

from pmlarchive.config import Config
from pmlarchive.web import errors


def install(app: Flask, config: Config) -> None:
    """Ask for the password and keep to the limit, where these are set."""
    if config.string("rate_limit"):
        _limit(app, config.string("rate_limit"))
    if config.string("password_hash"):
        _ask(app, config.string("password_hash"))


def _limit(app: Flask, limit: str) -> None:
    Limiter(
        get_remote_address,
        app=app,
        application_limits=[limit],
        application_limits_per_method=False,
        storage_uri="memory://",
        headers_enabled=True,
    )


def _ask(app: Flask, wanted: str) -> None:
    auth = HTTPBasicAuth(realm="pmlarchive")
    key, known = secrets.token_bytes(32), set[bytes]()

    @auth.verify_password  # type: ignore[untyped-decorator]
    def verify(_name: str, password: str) -> bool:
        # Hashes are slow on purpose; a password once found right is remembered under a key of this process.
        digest = hmac.digest(key, password.encode("utf-8", "replace"), hashlib.sha256)
        if digest not in known:
            if not check_password_hash(wanted, password):
                return False
            known.add(digest)
        return True

    @auth.error_handler  # type: ignore[untyped-decorator]
    def refused(status: int) -> ResponseReturnValue:
        text = gettext("Whoever looks after this archive can tell you the password; any name will do.")
        return errors.page(status, gettext("This archive asks for a password"), text)

    @app.before_request
    @auth.login_required  # type: ignore[untyped-decorator]
    def locked() -> None:
        """Answer nothing, not even a stylesheet, without the password."""


def main() -> None:
    """Ask for a password and print its hash."""
    print(generate_password_hash(getpass.getpass("Password for readers: ")))  # noqa: T201


if __name__ == "__main__":
    main()
