"""Bodies of HTTP messages: transfer and content encodings taken off, within a limit, from any bytes."""

import sys
import zlib
from collections.abc import Mapping

try:
    import brotli
except ImportError:  # pragma: no cover - PyPy has the same under another name
    import brotlicffi as brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Largest window that a sender may use (RFC 9659), as a power of two: what unpacking takes of memory.
_WINDOW: Mapping[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
_ZSTD = b"\x28\xb5\x2f\xfd"
_PIECE = 65536


def media_type(content_type: str) -> str:
    """Return a Content-Type header's media type in lower case, without parameters."""
    return content_type.partition(";")[0].strip().lower()


def split_head(message: bytes) -> tuple[bytes, bytes]:
    """Split an HTTP message into head and body, passing over interim (1xx) responses."""
    while True:
        head, gap, body = message.partition(b"\r\n\r\n")
        if not gap:
            head, _, body = message.partition(b"\n\n")
        words = head.split(None, 2)
        if len(words) > 1 and len(words[1]) == 3 and words[1].startswith(b"1") and body.startswith(b"HTTP/"):
            message = body
            continue
        return head, body


def decoded_body(raw: bytes, headers: Mapping[str, str], limit: int) -> tuple[bytes, bool]:
    """Take off chunking and compression.

    A header that promises what the bytes are not is disbelieved: the bytes are returned as they are.

    Args:
        raw: The body as it crossed the wire.
        headers: Names in lower case.
        limit: Most bytes returned; decoding stops there.

    Returns:
        The body and whether it is whole.
    """
    whole = True
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw, whole = _dechunked(raw)
    for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
        name = coding.strip()
        if name in ("gzip", "x-gzip"):
            found = _inflated(raw, zlib.MAX_WBITS | 16, limit)
        elif name == "deflate":
            # "deflate" is meant to be zlib's format (RFC 9110, 8.4.1.2); many servers send it bare.
            found = _inflated(raw, zlib.MAX_WBITS, limit) or _inflated(raw, -zlib.MAX_WBITS, limit)
        elif name == "br":
            found = _unbrotlied(raw, limit)
        elif name == "zstd":
            found = _unzstded(raw, limit)
        else:
            continue
        if found is not None:
            raw, ok = found
            whole = whole and ok
    return raw[:limit], whole and len(raw) <= limit


def _dechunked(raw: bytes) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    at = 0
    while True:
        end = raw.find(b"\r\n", at, at + 1000)
        try:
            size = int(raw[at:end].partition(b";")[0].strip(), 16) if end > 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            # Never chunked at all (a recorder took it off and left the header), or broken off.
            return (raw, True) if not parts else (b"".join(parts), False)
        if size == 0:
            return b"".join(parts), True
        parts.append(raw[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
        if len(parts[-1]) < size:
            return b"".join(parts), False


def _inflated(raw: bytes, window: int, limit: int) -> tuple[bytes, bool] | None:
    """Return inflated bytes (at most one more than ``limit``) and whether the stream was whole.

    ``None``: the bytes are not compressed this way at all. What follows a whole member and is not another is
    dropped, as browsers do.
    """
    out = bytearray()
    decoder = zlib.decompressobj(window)
    data, at = b"", 0
    members = 0
    while len(out) <= limit:
        if not data:
            data = raw[at : at + _PIECE]
            at += _PIECE
            if not data:
                return (bytes(out), False) if out else None
        try:
            out += decoder.decompress(data, limit + 1 - len(out))
        except zlib.error:
            return (bytes(out), members > 0) if out else None
        data = decoder.unconsumed_tail
        if decoder.eof:
            members += 1
            data = decoder.unused_data
            if not data and at >= len(raw):
                return bytes(out), True
            decoder = zlib.decompressobj(window)
    return bytes(out), False


def _unbrotlied(raw: bytes, limit: int) -> tuple[bytes, bool] | None:
    """Return what Brotli packed (RFC 7932), as ``_inflated`` does."""
    out, decoder, at = bytearray(), brotli.Decompressor(), 0
    try:
        while len(out) <= limit and not decoder.is_finished():
            data = b""
            if decoder.can_accept_more_data():
                data = raw[at : at + _PIECE]
                at += _PIECE
                if not data:
                    break
            out += decoder.process(data, output_buffer_limit=limit + 1 - len(out))
    except brotli.error:
        return (bytes(out), False) if out else None
    # Brotli has no sign at its beginning: text that calls itself packed can look like the start of a stream.
    if not (out or decoder.is_finished()) and raw.isascii():
        return None
    return bytes(out), decoder.is_finished()


def _unzstded(raw: bytes, limit: int) -> tuple[bytes, bool] | None:
    """Return what Zstandard packed (RFC 8878), as ``_inflated`` does."""
    out, decoder = bytearray(), zstd.ZstdDecompressor(options=_WINDOW)
    data, whole = raw, False
    try:
        while len(out) <= limit:
            out += decoder.decompress(data, limit + 1 - len(out))
            data = b""
            if decoder.eof:
                whole = True
                if not (data := decoder.unused_data):
                    break
                decoder = zstd.ZstdDecompressor(options=_WINDOW)
            elif decoder.needs_input:
                return (bytes(out), False) if out or raw.startswith(_ZSTD) else None
    except zstd.ZstdError:
        return (bytes(out), whole) if out else None
    return bytes(out), whole and len(out) <= limit
