"""Every element of a page with its tag, class names and id, in one walk over libxml2's nodes."""

from libc.stdlib cimport free, malloc
from libc.string cimport memset, strcmp
from lxml.includes.etreepublic cimport _Element, _getNs, elementFactory, import_lxml__etree, namespacedName
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlAttr, xmlNode

from scraper.compiled.nodes cimport check, value, words

from scraper.tags import OF_HEADS

check()
import_lxml__etree()

cdef frozenset _OF_HEADS = OF_HEADS

cdef enum:
    _KNOWN = 256


cdef xmlNode* _next(xmlNode* node, xmlNode* top) noexcept nogil:
    """Return the node after one in page order, inside an element; ``NULL`` after the last."""
    if node.type == XML_ELEMENT_NODE and node.children is not NULL:
        return node.children
    while node is not top and node.next is NULL:
        node = node.parent
    return NULL if node is top else node.next


cdef inline size_t _slot(xmlNode* node, size_t mask) noexcept nogil:
    """Return where to begin to look for a node: nodes stand at even distances, which a product spreads."""
    return <size_t>((<unsigned long long>(<size_t>node >> 4) * 0x9E3779B97F4A7C15u) >> 32) & mask


cdef class Elements:
    """The elements of a page in order: lxml's object for one is made when it is first asked for, and kept.

    Most are never asked for. The tree must stay as it is.
    """

    def __dealloc__(self):
        free(self.nodes)
        free(self.keys)
        free(self.values)

    cdef int take(self, xmlNode* top) except -1:
        """Note every element from the top down, and where it stands."""
        cdef xmlNode* node = top
        cdef Py_ssize_t place = 0, room = 4
        cdef size_t slot
        while node is not NULL:
            self.size += node.type == XML_ELEMENT_NODE
            node = _next(node, top)
        while room < 2 * self.size:
            room *= 2
        self.mask = room - 1
        self.nodes = <xmlNode**>malloc(self.size * sizeof(xmlNode*))
        self.keys = <xmlNode**>malloc(room * sizeof(xmlNode*))
        self.values = <Py_ssize_t*>malloc(room * sizeof(Py_ssize_t))
        if self.nodes is NULL or self.keys is NULL or self.values is NULL:
            raise MemoryError
        memset(self.keys, 0, room * sizeof(xmlNode*))
        self.made = [None] * self.size
        node = top
        while node is not NULL:
            if node.type == XML_ELEMENT_NODE:
                self.nodes[place] = node
                slot = _slot(node, self.mask)
                while self.keys[slot] is not NULL:
                    slot = (slot + 1) & self.mask
                self.keys[slot] = node
                self.values[slot] = place
                place += 1
            node = _next(node, top)
        return 0

    cdef _Element at(self, Py_ssize_t place):
        cdef object found = self.made[place]
        if found is None:
            found = self.made[place] = elementFactory(self.document, self.nodes[place])
        return <_Element>found

    cdef Py_ssize_t place_of(self, xmlNode* node) noexcept nogil:
        """Return where a node stands; -1 where it is none of these elements."""
        cdef size_t slot = _slot(node, self.mask)
        while self.keys[slot] is not NULL:
            if self.keys[slot] is node:
                return self.values[slot]
            slot = (slot + 1) & self.mask
        return -1

    cdef Py_ssize_t after_node(self, xmlNode* node) noexcept nogil:
        """Return the place after a node's last descendant."""
        cdef xmlNode* top = self.nodes[0] if self.size else NULL
        cdef xmlNode* beside
        cdef Py_ssize_t place
        while node is not top and node is not NULL:  # beside the top, there may be comments
            beside = node.next
            while beside is not NULL:
                if beside.type == XML_ELEMENT_NODE:
                    place = self.place_of(beside)
                    if place >= 0:
                        return place
                beside = beside.next
            node = node.parent
        return self.size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        cdef Py_ssize_t place
        if isinstance(index, slice):
            return [self.at(place) for place in range(*index.indices(self.size))]
        place = index
        if place < 0:
            place += self.size
        if not 0 <= place < self.size:
            raise IndexError(index)
        return self.at(place)

    def __iter__(self):
        cdef Py_ssize_t place
        for place in range(self.size):
            yield self.at(place)


cdef class Places:
    """Where each element stands."""

    def __getitem__(self, _Element element not None):
        cdef Py_ssize_t place = self.elements.place_of(element._c_node)
        if place < 0:
            raise KeyError(element)
        return place

    def __contains__(self, element):
        return isinstance(element, _Element) and self.elements.place_of((<_Element>element)._c_node) >= 0

    def get(self, element, default=None):
        return self[element] if element in self else default

    def after(self, _Element element not None):
        """Return the place after an element's last descendant."""
        return self.elements.after_node(element._c_node)


def read(_Element root not None):
    """Return what ``scraper.outline`` reads in Python, and attributes beside.

    Names of classes are the same object wherever they are the same, so that they are quickly looked up.
    """
    cdef Elements elements = Elements.__new__(Elements)
    cdef Places places = Places.__new__(Places)
    cdef list tags = [], labels = [], heads = []
    cdef dict ids = {}, hrefs = {}, names = {}, properties = {}, instants = {}
    cdef const void* known[_KNOWN]  # the addresses of tags' names, since libxml2 keeps each once
    cdef list told = [None] * _KNOWN
    cdef dict same = {}
    cdef Py_ssize_t place
    cdef xmlNode* node
    cdef xmlAttr* attribute
    cdef const char* name
    cdef object tag, is_of_heads, label, own
    cdef size_t slot
    memset(known, 0, sizeof(known))
    elements.document = root._doc
    elements.take(root._c_node)
    if elements.size:
        elements.made[0] = root  # a tree that has no document around it lives as long as somebody holds its root
    places.elements = elements
    for place in range(elements.size):
        node = elements.nodes[place]
        slot = (<size_t>node.name >> 3) & (_KNOWN - 1)
        if known[slot] is not node.name:
            tag = words(node.name)
            known[slot] = node.name
            told[slot] = (tag, tag in _OF_HEADS)
        tag, is_of_heads = <tuple>told[slot]
        if _getNs(node) is not NULL:
            tag, is_of_heads = namespacedName(node), False
        tags.append(tag)
        if is_of_heads is True:
            heads.append(place)
        label = None
        attribute = node.properties
        while attribute is not NULL:
            name = <const char*>attribute.name
            if attribute.ns is not NULL:
                pass
            elif name[0] == c"c":
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
    others = {"href": hrefs, "name": names, "itemprop": properties, "datetime": instants}
    return elements, places, tags, labels, ids, (set(same), heads, others)
