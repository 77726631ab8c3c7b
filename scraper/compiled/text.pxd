"""Text as compiled readers write it: UTF-8 in one stretch of memory that grows."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint64_t
from libc.stdlib cimport realloc
from libc.string cimport memchr, memcpy, strlen


cdef extern from *:
    """
    /* Sets of characters below 64, a bit each. */
    #define SIGN(c) ((uint64_t)1 << (c))
    #define SIGNS_WHITE (SIGN(' ') | SIGN('\\t') | SIGN('\\r') | SIGN('\\f') | SIGN('\\n'))
    #define SIGNS_MARKUP (SIGN('&') | SIGN('<') | SIGN('>'))
    #define SIGNS_COLON SIGN(':')
    /* Eight bytes, each of which is one; and the highest bit of each. */
    #define EIGHT_ONES ((uint64_t)0x0101010101010101)
    #define EIGHT_HIGHS (EIGHT_ONES << 7)
    """
    const uint64_t WHITE "SIGNS_WHITE"
    const uint64_t MARKUP "SIGNS_MARKUP"
    const uint64_t COLON "SIGNS_COLON"
    const uint64_t ONES "EIGHT_ONES"
    const uint64_t HIGHS "EIGHT_HIGHS"


cdef enum:
    ESCAPED = 4096


cdef struct Text:
    char* at
    Py_ssize_t size
    Py_ssize_t room


cdef inline char* room_for(Text* text, Py_ssize_t more) except NULL:
    """Return where so many more bytes may be written."""
    cdef Py_ssize_t needed = text.size + more
    cdef void* moved
    if needed > text.room:
        needed += needed // 2 + 256
        moved = realloc(text.at, needed)
        if moved is NULL:
            raise MemoryError
        text.at = <char*>moved
        text.room = needed
    return text.at + text.size


cdef inline int put(Text* text, const char* at, Py_ssize_t size) except -1:
    memcpy(room_for(text, size), at, size)
    text.size += size
    return 0


cdef inline int put_bytes(Text* text, bytes more) except -1:
    return put(text, PyBytes_AS_STRING(more), PyBytes_GET_SIZE(more))


cdef inline uint64_t sign_of(char character) noexcept nogil:
    cdef unsigned char code = <unsigned char>character
    return <uint64_t>(code < 64) << (code & 63)


cdef inline uint64_t any_zero(uint64_t eight) noexcept nogil:
    """Say, by any bit, whether any of eight bytes is zero."""
    return (eight - ONES) & ~eight & HIGHS


cdef inline bint stand_as_they_are(uint64_t eight) noexcept nogil:
    """Say whether in eight bytes there is no white space but lone spaces, and neither markup nor a colon."""
    cdef uint64_t spaces = eight ^ (ONES * 0x20)
    cdef uint64_t other = (eight - ONES * 0x20) & ~eight & HIGHS  # what is below a space
    spaces = ~(((spaces & ~HIGHS) + ~HIGHS) | spaces | ~HIGHS)  # the highest bit of each byte that is one
    other |= any_zero(eight ^ (ONES * 0x26))  # &
    other |= any_zero((eight | (ONES * 6)) ^ (ONES * 0x3E))  # 8 : < >
    return (other | (spaces & (spaces << 8))) == 0


cdef inline int put_folded(
    Text* text, const char* at, Py_ssize_t size, bint spaced, uint64_t* signs
) except -1:
    """Write text with every run of white space as one space, or none where ``spaced``; tell its signs."""
    cdef char* out = room_for(text, size + 1)
    cdef const char* end = at + size
    cdef const char* stop
    cdef uint64_t eight, sign, seen = 0
    cdef bint white
    while at < end:
        if end - at >= 8:
            memcpy(&eight, at, 8)
            if stand_as_they_are(eight) and not (spaced and at[0] == c" "):
                memcpy(out, &eight, 8)
                spaced = at[7] == c" "
                out += 8
                at += 8
                continue
            stop = at + 8
        else:
            stop = end
        while at < stop:
            sign = sign_of(at[0])
            seen |= sign
            white = (sign & WHITE) != 0
            out[0] = c" " if white else at[0]
            out += 1 - (white & spaced)
            spaced = white
            at += 1
    text.size = out - text.at
    signs[0] = seen
    return 0


cdef inline int put_escaped(Text* text, const char* at, Py_ssize_t size) except -1:
    """Write text as HTML: piece by piece, since room is made for the most that it can become."""
    while size > ESCAPED:
        put_piece_escaped(text, at, ESCAPED)
        at += ESCAPED
        size -= ESCAPED
    return put_piece_escaped(text, at, size)


cdef inline int put_piece_escaped(Text* text, const char* at, Py_ssize_t size) except -1:
    cdef char* out = room_for(text, 5 * size)
    cdef Py_ssize_t place
    cdef char character
    for place in range(size):
        character = at[place]
        if character == c"&":
            memcpy(out, b"&amp;", 5)
            out += 5
        elif character == c"<":
            memcpy(out, b"&lt;", 4)
            out += 4
        elif character == c">":
            memcpy(out, b"&gt;", 4)
            out += 4
        else:
            out[0] = character
            out += 1
    text.size = out - text.at
    return 0


cdef inline str read(const char* at, Py_ssize_t size):
    """Return text; texts that callers give may hold halves of characters, as ``str`` does."""
    return PyUnicode_DecodeUTF8(at, size, b"surrogatepass")


cdef inline Py_ssize_t characters(const char* text) noexcept nogil:
    """Return how many characters a text has: as many as bytes, without those that one goes on with."""
    cdef Py_ssize_t size = strlen(text), place = 0, count = size
    cdef uint64_t eight
    while place < size:
        if size - place >= 8:
            memcpy(&eight, text + place, 8)
            if not eight & HIGHS:  # all ASCII
                place += 8
                continue
        count -= (text[place] & 0xC0) == 0x80
        place += 1
    return count


cdef inline int white_at(const unsigned char* at, Py_ssize_t size) noexcept nogil:
    """Return how many bytes the white space has that text begins with, if ``str.isspace`` knows it so."""
    cdef unsigned char first = at[0], last
    if first < 0x80:
        return first == 32 or 9 <= first <= 13 or 28 <= first <= 31
    if first == 0xC2 and size > 1:
        return 2 if at[1] == 0x85 or at[1] == 0xA0 else 0
    if size < 3:
        return 0
    last = at[2]
    if first == 0xE2 and at[1] == 0x80:
        return 3 if last <= 0x8A or last == 0xA8 or last == 0xA9 or last == 0xAF else 0
    if first == 0xE2 and at[1] == 0x81:
        return 3 if last == 0x9F else 0
    if first == 0xE1:
        return 3 if at[1] == 0x9A and last == 0x80 else 0
    return 3 if first == 0xE3 and at[1] == 0x80 and last == 0x80 else 0


cdef inline bint is_blank(const char* at, Py_ssize_t size) noexcept nogil:
    """Say whether text holds nothing but white space, of any kind."""
    cdef Py_ssize_t place = 0
    cdef int taken
    while place < size:
        taken = white_at(<const unsigned char*>at + place, size - place)
        if not taken:
            return False
        place += taken
    return True


cdef inline bint has_address(const char* at, Py_ssize_t size) noexcept nogil:
    """Say whether ``://`` is in a text."""
    cdef const char* end = at + size - 2
    while at < end:
        at = <const char*>memchr(at, c":", end - at)
        if at is NULL:
            return False
        if at[1] == c"/" and at[2] == c"/":
            return True
        at += 1
    return False


cdef inline Py_ssize_t without_edges(char* at, Py_ssize_t size) noexcept nogil:
    """Take the spaces around newlines out of a text, in place; return its size then."""
    cdef Py_ssize_t place, written = 0
    for place in range(size):
        if at[place] == c"\n":
            while written and at[written - 1] == c" ":
                written -= 1
        elif at[place] == c" " and written and at[written - 1] == c"\n":
            continue
        at[written] = at[place]
        written += 1
    return written
