"""Every element of a page with its tag, class names and id, in one walk over libxml2's nodes."""

from libc.string cimport strcmp
from lxml.includes.etreepublic cimport (
    _Document,
    _Element,
    _getNs,
    elementFactory,
    import_lxml__etree,
    namespacedName,
)
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlAttr, xmlNode

from scraper.compiled.nodes cimport check, value, words

check()
import_lxml__etree()


def read(_Element root not None):
    """Return the elements in page order, their tags, their class names, and their ids by place."""
    cdef _Document document = root._doc
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlAttr* attribute
    cdef const char* name
    cdef list elements = [], tags = [], labels = []
    cdef dict ids = {}, known = {}  # names by their address: libxml2 keeps each once
    cdef Py_ssize_t place = 0
    cdef object address, tag, label
    while True:
        if node.type == XML_ELEMENT_NODE:
            elements.append(elementFactory(document, node))
            address = <size_t>node.name
            tag = known.get(address) if _getNs(node) is NULL else namespacedName(node)
            if tag is None:
                tag = known[address] = words(node.name)
            tags.append(tag)
            label = None
            attribute = node.properties
            while attribute is not NULL:
                name = <const char*>attribute.name
                if attribute.ns is not NULL:
                    pass
                elif name[0] == c"c":
                    if strcmp(name, b"class") == 0:
                        label = value(attribute)
                elif name[0] == c"i" and name[1] == c"d" and name[2] == 0:
                    own = value(attribute)
                    if own:
                        ids[place] = own
                attribute = attribute.next
            labels.append(label)
            place += 1
            if node.children is not NULL:
                node = node.children
                continue
        while node is not top and node.next is NULL:
            node = node.parent
        if node is top:
            return elements, tags, labels, ids
        node = node.next
