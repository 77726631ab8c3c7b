"""What a page's bytes hold, at a glance."""

from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memcmp, strncmp

cdef enum:
    BLOCK = 64
    FEWEST = 6  # digits of a number that stands behind a mere ``c``


# ---- UTF-8 without control characters


cdef inline bint _is_strange(unsigned char character) noexcept nogil:
    """Say whether a byte is a control character, or none of ASCII."""
    cdef unsigned char printed = character - 32, spaced = character - 9
    return (printed > 94) & ((spaced > 4) | (spaced == 2))


cdef inline bint _is_usual(const unsigned char* at) noexcept nogil:
    """Say whether no byte of a block is strange: without branches, so that many are looked at at once."""
    cdef unsigned char strange = 0
    cdef int place
    for place in range(BLOCK):
        strange |= _is_strange(at[place])
    return strange == 0


cdef inline int _taken(const unsigned char* at, Py_ssize_t left) noexcept nogil:
    """Return how many bytes the character has that some bytes begin with; 0 if none, or a control one, does.

    Source: The Unicode Standard, table 3-7, Well-Formed UTF-8 Byte Sequences.
    """
    cdef unsigned char first = at[0], least = 0x80, most = 0xBF
    cdef int size, place
    if first < 0x80:
        return not _is_strange(first)
    if first < 0xC2 or first > 0xF4:
        return 0
    size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if size > left:
        return 0
    if first == 0xE0:
        least = 0xA0
    elif first == 0xED:
        most = 0x9F
    elif first == 0xF0:
        least = 0x90
    elif first == 0xF4:
        most = 0x8F
    if not least <= at[1] <= most:
        return 0
    for place in range(2, size):
        if at[place] & 0xC0 != 0x80:
            return 0
    return size


def is_plain(bytes data not None):
    """Return what ``scraper.glance.is_plain`` returns."""
    cdef const unsigned char* at = data
    cdef const unsigned char* end = at + len(data)
    cdef const unsigned char* stop
    cdef int taken
    while at < end:
        stop = end
        if end - at >= BLOCK:
            stop = at + BLOCK
            if _is_usual(at):
                at = stop
                continue
        while at < stop:
            taken = _taken(at, end - at)
            if not taken:
                return False
            at += taken
    return True


# ---- words


cdef inline bint _may_begin(const char* at, const char* word, Py_ssize_t last) noexcept nogil:
    """Say whether a word may begin anywhere in a block, by two of its signs and the last."""
    cdef char first = word[0], second = word[1], third = word[last]
    cdef unsigned char met = 0
    cdef int place
    for place in range(BLOCK):
        met |= (at[place] == first) & (at[place + 1] == second) & (at[place + last] == third)
    return met != 0


cdef const char* _next(const char* at, const char* end, const char* word, Py_ssize_t size) noexcept nogil:
    """Return where a word of two bytes or more begins; ``NULL`` where it does not."""
    cdef const char* stop
    if end - at < size:
        return NULL
    end -= size - 1  # no word begins there or later
    while at < end:
        stop = end
        if end - at >= BLOCK:
            stop = at + BLOCK
            if not _may_begin(at, word, size - 1):
                at = stop
                continue
        while at < stop:
            if at[0] == word[0] and at[1] == word[1] and memcmp(at, word, size) == 0:
                return at
            at += 1
    return NULL


def holds(bytes data not None, bytes word not None):
    """Return what ``scraper.glance.holds`` returns."""
    cdef const char* at = data
    return word in data if len(word) < 2 else _next(at, at + len(data), word, len(word)) is not NULL


# ---- ids of comments


cdef inline const char* _behind(const char* at, const char* word, size_t size) noexcept nogil:
    """Return what stands behind a word; where another stands, that."""
    return at + size if strncmp(at, word, size) == 0 else at


cdef inline bint _is_digit(char character) noexcept nogil:
    return c"0" <= character <= c"9"


cdef inline const char* _behind_id(const char* at) noexcept nogil:
    """Return what stands behind the id of a comment; ``NULL`` where none stands."""
    cdef const char* start = at
    cdef Py_ssize_t fewest = 1
    if at[0] == c"c" and _is_digit(at[1]):
        at += 1
        fewest = FEWEST
    else:
        at = _behind(at, b"li-", 3)
        if at is start:
            at = _behind(at, b"div-", 4)
        if at is start:
            at = _behind(at, b"dsq-", 4)
        start = at
        at = _behind(at, b"comment-", 8)
        if at is start:
            return NULL
        at = _behind(at, b"id-", 3)
    start = at
    while _is_digit(at[0]):
        at += 1
    return at if at - start >= fewest else NULL


def comment_ids(bytes data not None):
    """Return what ``scraper.glance.comment_ids`` returns.

    Behind the last byte, Python keeps a zero, which ends whatever is read here.
    """
    cdef const char* at = data
    cdef const char* end = at + len(data)
    cdef const char* stop
    cdef set found = set()
    while True:
        at = _next(at, end, b"id=", 3)
        if at is NULL:
            return found
        at += 3
        at += at[0] == c'"' or at[0] == c"'"
        stop = _behind_id(at)
        if stop is NULL:
            continue
        if stop[0] == c'"' or stop[0] == c"'" or stop[0] == c">" or stop[0] == c" " or 9 <= stop[0] <= 13:
            found.add(PyUnicode_DecodeASCII(at, stop - at, NULL))
