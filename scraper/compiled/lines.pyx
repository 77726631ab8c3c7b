"""The text of an element on one line."""

from libc.string cimport strlen
from lxml.includes.etreepublic cimport _Element, _getNs, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlNode

from scraper.compiled.nodes cimport check, is_among, is_text, words

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


def line_of(_Element element not None, skip=(), *, Py_ssize_t limit=0):
    """Return what ``scraper.lines.line_of`` returns."""
    cdef xmlNode* root = element._c_node
    cdef xmlNode* node
    cdef dict known = {}
    cdef bytearray said = bytearray()
    cdef Py_ssize_t size = 0, most = 3 * limit
    cdef int between
    cdef str text
    if root.type != XML_ELEMENT_NODE or _between(root, known) == UNREAD or (skip and element in skip):
        return ""
    if not skip:
        skip = None
    node = root.children
    while node is not NULL:
        if is_text(node):
            said += <bytes>node.content
            if most and node.prev is NULL and node.parent is not root:
                size += strlen(<const char*>node.content)
                if size > most:
                    break
        elif node.type == XML_ELEMENT_NODE:
            between = _between(node, known)
            if between != UNREAD and (skip is None or not is_among(node, element._doc, skip)):
                if between == APART:
                    said += b" "
                if node.children is not NULL:
                    node = node.children
                    continue
        while node.next is NULL:
            node = node.parent
            if node is root:
                break
        node = NULL if node is root else node.next
    text = said.decode("utf-8")
    return " ".join(text.split()) if text.isascii() else _plain(text)
