"""Bytes of a text file → clean lines, whatever the charset and the line ends."""

import codecs
import re

from bs4.dammit import UnicodeDammit
from charset_normalizer import from_bytes

from pmlarchive.errors import NotAThread

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
# What people's files really come in; the many regional charsets beside these only draw wrong guesses.
_LEGACY = [
    "cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "cp850",
]  # fmt: skip
_UTF8_RUN = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAMPLE = 64_000
_TAB = 4


def decode(data: bytes, subject: str | None = None) -> str:
    r"""Return the text of ``data`` with ``\n`` line ends and no control characters.

    The charset is taken from a byte order mark, else UTF-8 if it is that, else UTF-8 with stray Windows-1252
    bytes, else what charset_normalizer finds most likely.

    Raises:
        NotAThread: The bytes are empty or no text at all (a picture, a program, an archive).
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise NotAThread("the file is empty; there is nothing to import", subject=subject)
    text = _LINE_END.sub("\n", _to_text(data))
    clean = _CONTROLS.sub("", text)
    if (
        len(text) - len(clean) > len(text) // 50
        or clean[:_SAMPLE].count("\ufffd") > len(clean[:_SAMPLE]) // 10
    ):
        raise NotAThread("the file holds no text; give it in HTML or as plain text", subject=subject)
    if not clean.strip():
        raise NotAThread("the file is empty; there is nothing to import", subject=subject)
    return clean


def _to_text(data: bytes) -> str:
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return data.decode(charset, "replace")
    head = data[:_SAMPLE]
    if head.count(0) > len(head) // 5:
        # UTF-16 without a mark: in mostly Latin text every other byte is zero.
        return data.decode(
            "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le", "replace"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, head)


def _legacy(data: bytes, head: bytes) -> str:
    if _multibyte_share(head) > 0.5:
        # Mostly UTF-8, with bytes of a Windows charset pasted in between (or cut off at the end).
        return UnicodeDammit.detwingle(data).decode("utf-8", "replace")
    best = from_bytes(head, cp_isolation=_LEGACY).best()
    return data.decode(best.encoding if best is not None else "cp1252", "replace")


def _multibyte_share(head: bytes) -> float:
    """Return how much of the bytes above ASCII forms valid UTF-8 sequences."""
    high = sum(byte >= 0x80 for byte in head)
    valid = sum(len(run) for run in _UTF8_RUN.findall(head))
    return valid / high if high else 0.0


def lines(text: str) -> list[tuple[int, str]]:
    """Return each line as (indentation in columns, text without outer space); blank lines as ``(0, "")``."""
    found = []
    for line in text.split("\n"):
        spread = line.expandtabs(_TAB).replace("\xa0", " ")
        body = spread.strip()
        found.append((len(spread) - len(spread.lstrip()) if body else 0, body))
    return found
