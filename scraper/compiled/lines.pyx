"""The text of an element on one line."""

from libc.stdlib cimport free
from libc.string cimport strlen
from lxml.includes.etreepublic cimport _Element, _getNs, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlNode

from scraper.compiled.nodes cimport check, is_among, is_text, words
from scraper.compiled.text cimport Text, put, read

from scraper.spelling import plain
from scraper.tags import APART as _APART

check()
import_lxml__etree()

cdef enum:
    UNREAD, JOINED, APART

# What stands between the words before an element and those in it.
cdef dict _BETWEEN = {
    tag: UNREAD if between is None else APART if between else JOINED
    for tag, between in _APART.items()
    if isinstance(tag, str)
}
cdef object _plain = plain


cdef int _between(xmlNode* node, dict known) except -1:
    """Say how an element is read; names are known by their address, since libxml2 keeps each once."""
    cdef object address, found
    if _getNs(node) is not NULL:
        return APART
    address = <size_t>node.name
    found = known.get(address)
    if found is None:
        found = known[address] = _BETWEEN.get(words(node.name), APART)
    return found


cdef int _put_all(Text* said, _Element element, skip, Py_ssize_t most) except -1:
    """Write the texts in an element in order, if ``most`` is not zero up to about as many bytes."""
    cdef xmlNode* root = element._c_node
    cdef xmlNode* node = root.children
    cdef dict known = {}
    cdef Py_ssize_t length, size = 0
    cdef int between
    while node is not NULL:
        if is_text(node):
            length = strlen(<const char*>node.content)
            put(said, <const char*>node.content, length)
            if most and node.prev is NULL and node.parent is not root:
                size += length
                if size > most:
                    return 0
        elif node.type == XML_ELEMENT_NODE:
            between = _between(node, known)
            if between != UNREAD and (skip is None or not is_among(node, element._doc, skip)):
                if between == APART:
                    put(said, b" ", 1)
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
    cdef Text said = Text(NULL, 0, 0)
    cdef str text
    if element._c_node.type != XML_ELEMENT_NODE or _between(element._c_node, {}) == UNREAD:
        return ""
    if skip and element in skip:
        return ""
    try:
        _put_all(&said, element, skip or None, 3 * limit)
        text = read(said.at, said.size)
    finally:
        free(said.at)
    return " ".join(text.split()) if text.isascii() else _plain(text)
