"""What all compiled readers ask of libxml2's nodes, which lxml's elements stand for."""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strcmp, strlen
from lxml.includes.etreepublic cimport _Document, _isElement, attributeValue, elementFactory
from lxml.includes.tree cimport (
    XML_CDATA_SECTION_NODE,
    XML_ELEMENT_NODE,
    XML_TEXT_NODE,
    XML_XINCLUDE_END,
    XML_XINCLUDE_START,
    const_xmlChar,
    xmlAttr,
    xmlNode,
)


cdef extern from "libxml/xmlversion.h":
    int LIBXML_VERSION

cdef extern from "lxml-version.h":
    const char* LXML_VERSION_STRING


cdef inline int check() except -1:
    """Refuse another lxml or libxml2 than the one built for: its nodes may be laid out otherwise."""
    from lxml import etree

    met = (etree.LXML_VERSION[:2], etree.LIBXML_VERSION[:2])
    built = LXML_VERSION_STRING.decode().split(".")
    if met != ((int(built[0]), int(built[1])), (LIBXML_VERSION // 10000, LIBXML_VERSION // 100 % 100)):
        raise ImportError(f"built for another lxml or libxml2 than {met}")
    return 0


cdef inline str words(const_xmlChar* content):
    """Return libxml2's UTF-8 as text."""
    return PyUnicode_DecodeUTF8(<const char*>content, strlen(<const char*>content), NULL)


cdef inline bint is_text(xmlNode* node) noexcept nogil:
    return node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE


cdef inline str value(xmlAttr* attribute):
    """Return an attribute's value."""
    cdef xmlNode* part = attribute.children
    if part is NULL:
        return ""
    if part.next is NULL and is_text(part) and part.content is not NULL:
        return words(part.content)
    return attributeValue(attribute.parent, attribute)  # there are entities in it


cdef inline size_t leading(xmlNode* node) noexcept nogil:
    """Return how many bytes of text stand from a node to the next that is none."""
    cdef size_t total = 0
    while node is not NULL and is_text(node):
        total += strlen(<const char*>node.content)
        node = node.next
    return total


cdef inline size_t length(xmlNode* top, size_t enough) noexcept nogil:
    """Return how many bytes of text are inside an element; counting ends beyond ``enough``."""
    cdef size_t total = 0
    cdef xmlNode* node = top.children
    while node is not NULL:
        if is_text(node):
            total += strlen(<const char*>node.content)
            if total > enough:
                return total
        elif node.type == XML_ELEMENT_NODE and node.children is not NULL:
            node = node.children
            continue
        while node.next is NULL:
            node = node.parent
            if node is top:
                return total
        node = node.next
    return total


cdef inline bint is_among(xmlNode* node, _Document document, elements) except -1:
    """Say whether an element is among some that somebody holds: lxml made an object of each of those."""
    return node._private is not NULL and elementFactory(document, node) in elements


cdef inline xmlNode* text_from(xmlNode* node) noexcept nogil:
    """Return the text that a node is, or that stands behind XInclude's marks; as lxml looks for it."""
    while node is not NULL and not is_text(node):
        if node.type != XML_XINCLUDE_START and node.type != XML_XINCLUDE_END:
            return NULL
        node = node.next
    return node


cdef inline xmlNode* element_from(xmlNode* node) noexcept nogil:
    """Return the node, or the next that lxml knows as an element (comments are)."""
    while node is not NULL and not _isElement(node):
        node = node.next
    return node


cdef inline xmlAttr* attribute_named(xmlNode* node, const char* name) noexcept nogil:
    """Return an element's attribute, if it has it."""
    cdef xmlAttr* attribute = node.properties
    while attribute is not NULL:
        if attribute.ns is NULL and strcmp(<const char*>attribute.name, name) == 0:
            return attribute
        attribute = attribute.next
    return NULL


cdef inline const char* plain_value(xmlAttr* attribute) noexcept nogil:
    """Return an attribute's value where there is one, and it is one stretch of text."""
    cdef xmlNode* part = NULL if attribute is NULL else attribute.children
    if part is NULL or part.next is not NULL or not is_text(part):
        return NULL
    return <const char*>part.content
