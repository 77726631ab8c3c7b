"""Every element of a page with its tag, class names and id, in one walk over libxml2's nodes."""

from libc.string cimport strcmp
from lxml.includes.etreepublic cimport _Document, _Element, elementFactory, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlAttr, xmlNode

from scraper.compiled.nodes cimport check, value, words

from scraper.tags import OF_HEADS

check()
import_lxml__etree()

cdef frozenset _OF_HEADS = OF_HEADS


def read(_Element root not None):
    """Return what ``scraper.outline`` reads in Python, and attributes beside.

    Names of classes are the same object wherever they are the same, so that they are quickly looked up.
    """
    cdef _Document document = root._doc
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlAttr* attribute
    cdef const char* name
    cdef list elements = [], tags = [], labels = [], heads = []
    cdef dict ids = {}, hrefs = {}, names = {}, properties = {}, instants = {}
    cdef dict known = {}  # tags by their name's address: libxml2 keeps each once
    cdef dict same = {}
    cdef Py_ssize_t place = 0
    cdef object address, tag, label
    while True:
        if node.type == XML_ELEMENT_NODE:
            elements.append(elementFactory(document, node))
            address = <size_t>node.name
            tag = known.get(address)
            if tag is None:
                tag = known[address] = words(node.name)
            tags.append(tag)
            if tag in _OF_HEADS:
                heads.append(place)
            label = None
            attribute = node.properties
            while attribute is not NULL:
                name = <const char*>attribute.name
                if name[0] == c"c":
                    if strcmp(name, b"class") == 0:
                        label = value(attribute)
                        label = same.setdefault(label, label)
                elif name[0] == c"i":
                    if name[1] == c"d" and name[2] == 0:
                        own = value(attribute)
                        if own:
                            ids[place] = own
                    elif strcmp(name, b"itemprop") == 0:
                        properties[place] = value(attribute)
                elif name[0] == c"h":
                    if strcmp(name, b"href") == 0:
                        hrefs[place] = value(attribute)
                elif name[0] == c"n":
                    if strcmp(name, b"name") == 0:
                        names[place] = value(attribute)
                elif name[0] == c"d" and strcmp(name, b"datetime") == 0:
                    instants[place] = value(attribute)
                attribute = attribute.next
            labels.append(label)
            place += 1
            if node.children is not NULL:
                node = node.children
                continue
        while node is not top and node.next is NULL:
            node = node.parent
        if node is top:
            break
        node = node.next
    others = {"href": hrefs, "name": names, "itemprop": properties, "datetime": instants}
    return elements, tags, labels, ids, set(same), heads, others
