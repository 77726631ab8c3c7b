"""What ``scraper.platforms.generic.tree`` asks of a page's elements, without an object for each."""

from cpython.bytearray cimport PyByteArray_AS_STRING, PyByteArray_GET_SIZE
from libc.string cimport strcmp, strncmp
from lxml.includes.etreepublic cimport import_lxml__etree
from lxml.includes.tree cimport XML_COMMENT_NODE, XML_ELEMENT_NODE, XML_PI_NODE, xmlAttr, xmlNode

from scraper.compiled.nodes cimport check, text_from, value, words as words_of
from scraper.compiled.outline cimport Elements

check()
import_lxml__etree()


cdef Elements _elements(outline, Py_ssize_t first, Py_ssize_t last, bytearray alive):
    cdef Elements elements = outline.elements
    if not 0 <= first <= last <= elements.size:
        raise IndexError(first, last)
    if alive is not None and PyByteArray_GET_SIZE(alive) != last - first:
        raise ValueError("not one flag for each element")
    return elements


cdef inline xmlNode* _node(Elements elements, Py_ssize_t place) noexcept:
    return elements.places[place].node


def shape(outline not None, Py_ssize_t first, Py_ssize_t last):
    """Return what ``scraper.platforms.generic.tree.shape`` returns."""
    cdef Elements elements = _elements(outline, first, last, None)
    cdef list parents = [], ends = [0] * (last - first)
    cdef Py_ssize_t place, above = -1
    cdef xmlNode* around
    for place in range(last - first):
        around = _node(elements, first + place).parent
        while above >= 0 and _node(elements, first + above) is not around:
            ends[above] = place
            above = parents[above]
        parents.append(above)
        above = place
    while above >= 0:
        ends[above] = last - first
        above = parents[above]
    return parents, ends


cdef str _text(xmlNode* node):
    """Return the text that a node begins, or that stands behind XInclude's marks; ``None`` for white space."""
    cdef const char* at
    cdef xmlNode* after
    cdef list texts
    node = text_from(node)
    if node is NULL or node.content is NULL:
        return None
    after = text_from(node.next)
    if after is NULL:
        at = <const char*>node.content
        while at[0] == c" " or c"\t" <= at[0] <= c"\r":
            at += 1
        return words_of(node.content) if at[0] else None
    texts = [words_of(node.content)]
    while after is not NULL:
        texts.append(words_of(after.content))
        after = text_from(after.next)
    return "".join(texts)


def words(outline not None, Py_ssize_t first, Py_ssize_t last, bytearray alive not None):
    """Return what ``scraper.platforms.generic.tree.words`` returns."""
    cdef Elements elements = _elements(outline, first, last, alive)
    cdef list own = [""] * (last - first), between = []
    cdef Py_ssize_t place
    cdef xmlNode* node
    cdef str text, said
    for place in range(last - first):
        if not PyByteArray_AS_STRING(alive)[place]:
            continue
        node = _node(elements, first + place).children
        text = _text(node)
        if text is not None:
            own[place] = text.strip()
        while node is not NULL:
            if node.type == XML_ELEMENT_NODE or node.type == XML_COMMENT_NODE or node.type == XML_PI_NODE:
                text = _text(node.next)
                if text is not None:
                    said = text.strip()
                    if said:
                        between.append((place, said, len(text)))
            node = node.next
    return own, between


cdef inline bint _tells(const char* name) noexcept nogil:
    """Say whether an attribute may tell something of comments."""
    if name[0] == c"d":
        return strncmp(name, b"data-", 5) == 0
    if name[0] == c"t":
        return strcmp(name, b"title") == 0
    if name[0] == c"r":
        return strcmp(name, b"rel") == 0 or strcmp(name, b"role") == 0
    if name[0] == c"s":
        return strcmp(name, b"style") == 0
    if name[0] == c"i":
        return strcmp(name, b"itemprop") == 0 or strcmp(name, b"itemtype") == 0
    return strcmp(name, b"name") == 0


def attributes(outline not None, Py_ssize_t first, Py_ssize_t last, bytearray alive not None):
    """Return what ``scraper.platforms.generic.tree.attributes`` returns."""
    cdef Elements elements = _elements(outline, first, last, alive)
    cdef list found = []
    cdef Py_ssize_t place
    cdef xmlAttr* attribute
    for place in range(last - first):
        if not PyByteArray_AS_STRING(alive)[place]:
            continue
        attribute = _node(elements, first + place).properties
        while attribute is not NULL:
            if attribute.ns is NULL and _tells(<const char*>attribute.name):
                found.append((place, words_of(attribute.name), value(attribute)))
            attribute = attribute.next
    return found
