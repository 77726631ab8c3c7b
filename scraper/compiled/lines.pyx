"""The text of an element on one line."""

from libc.stdint cimport uint64_t
from libc.stdlib cimport free
from libc.string cimport memcpy, memset, strlen
from lxml.includes.etreepublic cimport _Document, _Element, _getNs, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlNode

from scraper.compiled.names cimport Names, keep, number_of
from scraper.compiled.nodes cimport check, is_among, is_text
from scraper.compiled.text cimport HIGHS, Text, characters, read, room_for, stand_as_they_are, white_at

from scraper.tags import APART

check()
import_lxml__etree()

cdef enum:
    SPACED, JOINED, UNREAD  # what stands between the words before an element and those in it

cdef Names _APART
memset(&_APART, 0, sizeof(_APART))
for tag, between in APART.items():
    if isinstance(tag, str):
        assert between in ("", None)
        keep(&_APART, tag.encode(), UNREAD if between is None else JOINED)


cdef inline int _between(xmlNode* node) noexcept nogil:
    return SPACED if _getNs(node) is not NULL else number_of(&_APART, <const char*>node.name)


cdef inline int _unseen_at(const unsigned char* at, Py_ssize_t size) noexcept nogil:
    """Return how many bytes the character has that text begins with, if ``scraper.spelling.plain`` drops it."""
    if at[0] == 0xC2:
        return 2 if size > 1 and at[1] == 0xAD else 0
    if size < 3:
        return 0
    if at[0] == 0xE2 and at[1] == 0x80:
        return 3 if 0x8B <= at[2] <= 0x8F or 0xA8 <= at[2] <= 0xAE else 0
    if at[0] == 0xE2 and at[1] == 0x81:
        return 3 if at[2] == 0xA0 else 0
    return 3 if at[0] == 0xEF and at[1] == 0xBB and at[2] == 0xBF else 0


cdef int _put_line(Text* line, const char* said, Py_ssize_t size) except -1:
    """Write text with every run of white space as one space, even with what stands before; none at the start."""
    cdef char* out = room_for(line, size + 1)
    cdef const unsigned char* at = <const unsigned char*>said
    cdef const unsigned char* end = at + size
    cdef bint spaced = line.size == 0 or line.at[line.size - 1] == c" "
    cdef uint64_t eight
    cdef int taken
    while at < end:
        if end - at >= 8 and not (spaced and at[0] <= c" "):
            memcpy(&eight, at, 8)
            if not eight & HIGHS and stand_as_they_are(eight):
                memcpy(out, &eight, 8)
                out += 8
                at += 8
                spaced = (at - 1)[0] == c" "
                continue
        taken = _unseen_at(at, end - at) if at[0] >= 0x80 else 0
        if taken:
            at += taken
            continue
        taken = white_at(at, end - at)
        if taken:
            if not spaced:
                out[0] = c" "
                out += 1
                spaced = True
            at += taken
        else:
            out[0] = at[0]
            out += 1
            at += 1
            spaced = False
    line.size = out - line.at
    return 0


cdef int _put_all(Text* line, _Element element, skip, Py_ssize_t most) except -1:
    """Write the texts in an element in order, if ``most`` is not zero up to about as many characters."""
    cdef xmlNode* root = element._c_node
    cdef xmlNode* node = root.children
    cdef _Document document = element._doc
    cdef Py_ssize_t length, size = 0
    cdef int between
    while node is not NULL:
        if is_text(node):
            length = strlen(<const char*>node.content)
            _put_line(line, <const char*>node.content, length)
            if most and node.prev is NULL and node.parent is not root:
                size += characters(<const char*>node.content)
                if size > most:
                    return 0
        elif node.type == XML_ELEMENT_NODE:
            between = _between(node)
            if between != UNREAD and (skip is None or not is_among(node, document, skip)):
                if between == SPACED:
                    _put_line(line, b" ", 1)
                if node.children is not NULL:
                    node = node.children
                    continue
        while node.next is NULL:
            node = node.parent
            if node is root:
                return 0
        node = node.next
    return 0


def line_of(_Element element not None, skip=(), *, Py_ssize_t limit=0):
    """Return what ``scraper.lines.line_of`` returns."""
    cdef Text line = Text(NULL, 0, 0)
    if element._c_node.type != XML_ELEMENT_NODE or _between(element._c_node) == UNREAD:
        return ""
    if skip and element in skip:
        return ""
    try:
        _put_all(&line, element, skip or None, 3 * limit)
        if line.size and line.at[line.size - 1] == c" ":
            line.size -= 1
        return read(line.at, line.size)
    finally:
        free(line.at)
