"""Serving an app with waitress."""

import waitress
from flask import Flask


def serve(app: Flask, host: str, port: int, threads: int) -> None:
    """Answer requests until the process is asked to stop.

    Raises:
        OSError: The address cannot be listened on (in use, or not this computer's).
    """
    waitress.serve(app, host=host, port=port, threads=threads, ident=None, _quiet=True)
