"""Connections that record every byte, keep to limits, and go only where they may.

httpcore calls the stream below for each read and write, so what is recorded is what crossed the wire (inside
TLS), and a server cannot outlast the deadline by dripping, in its headers as little as in its body.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpcore

from pmlarchive.errors import Refused


class OverLimit(httpcore.ReadError):
    """The response is larger than may be read."""


class OutOfTime(httpcore.ReadTimeout):
    """The response did not end within the time allowed for the whole of it."""


@dataclass(slots=True)
class Recording:
    """What crosses the wire during one exchange.

    Attributes:
        deadline: On the monotonic clock, in seconds.
        most: Bytes of response that are read.
    """

    deadline: float
    most: int
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    address: str | None = None


def is_public(address: str) -> bool:
    """Say whether an IP address is one that anybody on the internet could reach."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        # Addresses that smuggle an IPv4 one: mapped, 6to4, NAT64 (RFC 6052).
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in ipaddress.IPv6Network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast


class Backend(httpcore.NetworkBackend):
    """Opens TCP connections to checked addresses.

    Args:
        allow_private: Whether private, loopback and other special addresses may be connected to.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore.SyncBackend()
        self._local = threading.local()

    def record(self, recording: Recording) -> None:
        """Let this thread's exchanges be written to ``recording`` from now on."""
        self._local.recording = recording

    @property
    def recording(self) -> Recording:
        """The recording of the exchange that this thread is in."""
        found: Recording = self._local.recording
        return found

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of ``host`` that may be reached: the very address that was checked.

        Raises:
            Refused: None of them may.
        """
        problem: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
                continue
            return Stream(stream, self, address)
        raise problem or httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved ({error})") from error
        found = list(dict.fromkeys(str(info[4][0]) for info in infos))
        allowed = [address for address in found if self._allow_private or is_public(address)]
        if found and not allowed:
            raise Refused(
                f"{host} is at {found[0]}, on a private network or this computer; --allow-private lets it be "
                "fetched",
                subject=host,
            )
        return allowed


class Stream(httpcore.NetworkStream):
    """A connection that writes down what passes and stops at the limits of the exchange it serves."""

    def __init__(self, inner: httpcore.NetworkStream, backend: Backend, address: str) -> None:
        self._inner = inner
        self._backend = backend
        self._address = address

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, within the exchange's size and time."""
        recording = self._backend.recording
        left = recording.deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime("the whole answer took too long")
        try:
            data = self._inner.read(max_bytes, left if timeout is None else min(timeout, left))
        except httpcore.ReadTimeout as error:
            if timeout is None or left < timeout:
                raise OutOfTime("the whole answer took too long") from error
            raise
        recording.received += data
        recording.address = self._address
        if len(recording.received) > recording.most:
            raise OverLimit(f"the answer is larger than {recording.most} bytes")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send, and write down what was sent."""
        self._backend.recording.sent += buffer
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on inside TLS, recording what is said there."""
        inner = self._inner.start_tls(ssl_context, server_hostname, timeout)
        return Stream(inner, self._backend, self._address)

    def get_extra_info(self, info: str) -> Any:
        """Return what the socket knows."""
        return self._inner.get_extra_info(info)
