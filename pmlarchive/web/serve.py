"""Serving an app with waitress."""

import logging
import socket
from collections.abc import Callable
from typing import Any

import waitress
from flask import Flask


def listen(app: Flask, host: str, port: int, threads: int) -> Any:
    """Return a server that listens already; its ``run`` answers, ``effective_port`` is where.

    Raises:
        OSError: The address cannot be listened on (in use, or not this computer's).
    """
    # A browser asks for a page's parts all at once; that a request waits its turn is no news to anybody.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # A socket of our own: waitress leaves its own one open where the port is taken.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    return waitress.create_server(app, sockets=[listening], threads=threads, ident=None)


def serve(app: Flask, host: str, port: int, threads: int, ready: Callable[[int], None]) -> None:
    """Answer requests until the process is asked to stop; ``ready`` is told the port, once it answers.

    Raises:
        OSError: As for ``listen``.
    """
    server = listen(app, host, port, threads)
    ready(server.effective_port)
    server.run()
