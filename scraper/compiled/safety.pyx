"""Whether HTML has none but harmless tags: ``scraper.clean.is_harmless``."""

from libc.string cimport memset, strcmp, strncmp

from scraper.compiled.names cimport LONGEST, Names, keep, number_of

from scraper import tidy

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_FindChar(str text, Py_UCS4 sign, Py_ssize_t start, Py_ssize_t end, int way) except -2

cdef Names _TAGS  # what stands between the brackets of harmless tags
memset(&_TAGS, 0, sizeof(_TAGS))
for tag in tidy.WRITTEN:
    keep(&_TAGS, f"{tag}".encode(), 1)
    keep(&_TAGS, f"/{tag}".encode(), 1)


cdef Py_ssize_t _after(str html, Py_ssize_t start) except -1:
    """Return where to look for the next tag, if one is harmless that begins at a place; else zero."""
    cdef char[LONGEST + 1] tag
    cdef Py_ssize_t size = len(html), at = start
    cdef Py_UCS4 sign = 0  # that was read last
    while at < size and at - start < LONGEST:  # which is as much as tells that a link leads where one may
        sign = html[at]
        if sign == c">" or sign == 0 or sign > 127:
            break
        tag[at - start] = <char>sign
        at += 1
    tag[at - start] = 0
    if sign == c">" and number_of(&_TAGS, tag):
        at += 1
        return 0 if at < size and html[at] == c"\n" and strcmp(tag, b"pre") == 0 else at
    if strncmp(tag, b'a href="http', 12) == 0 or strcmp(tag, b'a href="mailto:') == 0:
        return start
    return 0


def is_harmless(str html not None):
    """Return what ``scraper.clean.is_harmless`` returns."""
    cdef Py_ssize_t size = len(html), at
    if size and html[0] == 0xFEFF:
        return False
    at = PyUnicode_FindChar(html, c"<", 0, size, 1)
    while at >= 0:
        at = _after(html, at + 1)
        if not at:
            return False
        at = PyUnicode_FindChar(html, c"<", at, size, 1)
    return True
