"""Looks at bytes: the compiled ones see what the Python ones see."""

import importlib.util
import re
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scraper.glance


def _python() -> ModuleType:
    """Load the module once more, with the functions that compiled ones are chosen over."""
    spec = importlib.util.spec_from_file_location("python_glance", scraper.glance.__file__)
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PMLARCHIVE_PURE", "1")
        spec.loader.exec_module(loaded)
    return loaded


BOTH = [pytest.param(scraper.glance, id="chosen"), pytest.param(_python(), id="python")]
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
#: Where the ranges of UTF-8's bytes begin and end.
_EDGES = bytes([
    *(0x00, 0x08, 0x09, 0x0B, 0x0D, 0x1B, 0x20, 0x7E, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2),
    *(0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF),
])  # fmt: skip


def _is_plain(data: bytes) -> bool:
    try:
        return _CONTROLS.search(data.decode()) is None
    except UnicodeDecodeError:
        return False


@pytest.mark.parametrize("glance", BOTH)
def test_what_is_plain(glance: Any) -> None:
    for first in range(256):
        for second in range(256):
            data = bytes((first, second))
            assert glance.is_plain(data) == _is_plain(data), data
    for signs in product(_EDGES, repeat=3):
        data = b"\xf1" + bytes(signs)
        assert glance.is_plain(data[1:]) == _is_plain(data[1:]), data[1:]
        assert glance.is_plain(data) == _is_plain(data), data


_PIECES = [
    *(b"", b"a", b"a" * 31, b"a" * 62, b"a" * 63, b"a" * 64, b"a" * 8190, b"\xc3\xa4" * 32, b"\r\n\t\x0c"),
    *("ä".encode(), "漢字".encode(), "😀".encode(), b"\xe2\x82", b"\xf0\x9f\x98", b"\x80", b"\xe4", b"\xff"),
    *(b"\x00", b"\x0b", b"\x1b", b"\x7f", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc2\x85"),
]


@pytest.mark.parametrize("glance", BOTH)
@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(b"".join))
def test_what_is_plain_at_any_place(glance: Any, data: bytes) -> None:
    assert glance.is_plain(data) == _is_plain(data)


@pytest.mark.parametrize("glance", BOTH)
@given(st.lists(st.sampled_from([b"a", b"b", b"\x00", b"ab" * 31, b"aab", b"a" * 64]), max_size=12).map(b"".join),
       st.text("ab\x00", min_size=1, max_size=12).map(str.encode))  # fmt: skip
def test_words(glance: Any, data: bytes, word: bytes) -> None:
    assert glance.holds(data, word) == (data.find(word) >= 0)


@pytest.mark.parametrize("glance", BOTH)
@pytest.mark.parametrize("word", [b"x", b"xy", b"xyz", b"x" + b"-" * 62 + b"z", b"x" + b"-" * 200 + b"z"])
def test_a_word_is_found_wherever_it_stands(glance: Any, word: bytes) -> None:
    for before, after in product([*range(130)], (0, 1, 63, 64, 65, 200)):
        data = b"-" * before + word + b"-" * after
        assert glance.holds(data, word)
        assert not glance.holds(data, word + b"!")
        assert not glance.holds(data[: before + len(word) - 1], word)


@pytest.mark.parametrize("glance", BOTH)
@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b"<p id=comment-1>", {"comment-1"}),
        (b"<p id='div-comment-12'><li id=\"li-comment-3\"><i id=dsq-comment-id-4 >", None),
        (b'grid="comment-1\n"; x.id="c123456"; id=c12345>', {"comment-1", "c123456"}),
        (b"id=\"'comment-1'id=''comment-2'id=comment-id=comment-3'", {"comment-3"}),
        (b"id=comment-1id=comment-2\x0bid=comment-3", {"comment-2"}),
        (b"id=c1234567\x00 id=comment- id=comment-1\xc2\xa0 ID=comment-2 ", set()),
        (b"id=c0123456789012345678901234567890123456789>id=", {"c0123456789012345678901234567890123456789"}),
        (b"", set()),
    ],
)
def test_ids_of_comments(glance: Any, data: bytes, ids: set[str] | None) -> None:
    assert glance.comment_ids(data) == (
        ids if ids is not None else {"div-comment-12", "li-comment-3", "dsq-comment-id-4"}
    )


_PARTS = [
    *(b"id=", b"id=", b"i", b"d=", b'"', b"'", b">", b" ", b"\n", b"\x1c", b"\x00", b"\xff", b"a" * 60),
    *(b"li-", b"div-", b"dsq-", b"comment-", b"comment-", b"id-", b"c", b"1", b"12345", b"123456"),
]


@given(st.lists(st.sampled_from(_PARTS), max_size=40).map(b"".join))
def test_ids_are_found_alike(data: bytes) -> None:
    assert scraper.glance.comment_ids(data) == BOTH[1].values[0].comment_ids(data)
