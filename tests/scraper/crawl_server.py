"""A small web server on loopback whose answers are bytes, for tests of the crawler."""

import gzip
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    at: float


Answer = bytes | Callable[["Connection"], None]


@dataclass
class Connection:
    sock: socket.socket
    request: Request
    stop: threading.Event

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)


@dataclass
class Server:
    pages: dict[str, Answer | Callable[[Request], Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    port: int = 0
    slow: float = 0.0
    default: bytes = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nNone"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def html(self, path: str, body: str, **headers: str) -> None:
        self.pages[path] = ok(body.replace("{base}", self.base), **headers)


def ok(
    body: str | bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{extra}\r\n".encode()
        + data
    )


def zipped(body: bytes) -> bytes:
    return ok(gzip.compress(body), Content_Encoding="gzip")


def redirect(target: str, status: str = "301 Moved Permanently") -> bytes:
    return f"HTTP/1.1 {status}\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


@contextmanager
def serving() -> Iterator[Server]:
    state = Server()
    stop = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while not stop.is_set():
                line = self.rfile.readline(65536).decode("latin-1").split()
                if len(line) < 2:
                    return
                headers: dict[str, str] = {}
                while field_line := self.rfile.readline(65536).decode("latin-1").strip():
                    name, _, value = field_line.partition(":")
                    headers[name.lower()] = value.strip()
                request = Request(line[1], headers, time.monotonic())
                state.requests.append(request)
                if state.slow:
                    time.sleep(state.slow)
                answer = state.pages.get(line[1], state.default)
                if callable(answer):
                    try:
                        given = answer(request)  # type: ignore[arg-type]
                    except TypeError:
                        raise
                    answer = given  # type: ignore[assignment]
                try:
                    if callable(answer):
                        answer(Connection(self.connection, request, stop))
                        return
                    self.wfile.write(answer)
                except OSError:
                    return

    class Tcp(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

        def handle_error(self, *_: object) -> None:
            pass

    with Tcp(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            stop.set()
            server.shutdown()
            thread.join()
