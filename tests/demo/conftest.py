"""What the demo's tests share."""

import socket

import pytest


@pytest.fixture
def unused_tcp_pair() -> int:
    """A free port whose next one is free too."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    pytest.fail("no two ports in a row are free")
