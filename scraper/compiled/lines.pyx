"""The text of an element on one line."""

from libc.stdint cimport uint64_t
from libc.stdlib cimport free
from libc.string cimport strcmp, strlen
from lxml.includes.etreepublic cimport _Element, _getNs, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlNode

from scraper.compiled.nodes cimport check, is_among, is_text
from scraper.compiled.text cimport CONTROLS, Text, put, put_folded, read

from scraper.spelling import plain
from scraper.tags import APART as _APART

check()
import_lxml__etree()

cdef enum:
    UNREAD, JOINED, APART
    _MOST = 128

# What stands between the words before an element and those in it: by the elements' names, in order.
cdef list _NAMES = sorted(tag.encode() for tag in _APART if isinstance(tag, str))
cdef const char* _names[_MOST]
cdef int _betweens[_MOST]
cdef int _known = 0
cdef object _plain = plain

if len(_NAMES) > _MOST:
    raise ImportError("there are more names of elements than room for them")
for _name in _NAMES:
    _names[_known] = <bytes>_name
    _between_words = _APART[_name.decode()]
    _betweens[_known] = UNREAD if _between_words is None else APART if _between_words else JOINED
    _known += 1


cdef int _between(xmlNode* node) noexcept nogil:
    """Say how an element is read."""
    cdef int start = 0, end = _known, middle, order
    if node.ns is not NULL and _getNs(node) is not NULL:
        return APART
    while start < end:
        middle = (start + end) // 2
        order = strcmp(<const char*>node.name, _names[middle])
        if order == 0:
            return _betweens[middle]
        if order < 0:
            end = middle
        else:
            start = middle + 1
    return APART


cdef inline bint _ends_apart(Text* said) noexcept nogil:
    """Say whether what comes next needs no space before it."""
    return said.size == 0 or said.at[said.size - 1] == c" "


cdef uint64_t _put_all(Text* said, _Element element, skip, Py_ssize_t most) except? 1:
    """Write the texts in an element in order, if ``most`` is not zero up to about as many bytes; tell their signs.

    White space is folded as it is written.
    """
    cdef xmlNode* root = element._c_node
    cdef xmlNode* node = root.children
    cdef Py_ssize_t length, size = 0
    cdef uint64_t signs = 0, more = 0
    cdef int between
    while node is not NULL:
        if is_text(node):
            length = strlen(<const char*>node.content)
            put_folded(said, <const char*>node.content, length, _ends_apart(said), &more)
            signs |= more
            if most and node.prev is NULL and node.parent is not root:
                size += length
                if size > most:
                    return signs
        elif node.type == XML_ELEMENT_NODE:
            between = _between(node)
            if between != UNREAD and (skip is None or not is_among(node, element._doc, skip)):
                if between == APART and not _ends_apart(said):
                    put(said, b" ", 1)
                if node.children is not NULL:
                    node = node.children
                    continue
        while node.next is NULL:
            node = node.parent
            if node is root:
                return signs
        node = node.next
    return signs


def line_of(_Element element not None, skip=(), *, Py_ssize_t limit=0):
    """Return what ``scraper.lines.line_of`` returns."""
    cdef Text said = Text(NULL, 0, 0)
    cdef uint64_t signs
    cdef str text
    if element._c_node.type != XML_ELEMENT_NODE or _between(element._c_node) == UNREAD:
        return ""
    if skip and element in skip:
        return ""
    try:
        signs = _put_all(&said, element, skip or None, 3 * limit)
        text = read(said.at, said.size - (said.size and _ends_apart(&said)))
    finally:
        free(said.at)
    if (not signs & CONTROLS and text.isascii()) or text.isprintable():
        return text  # nothing in it is invisible, and no white space other than what was folded
    return _plain(text)
