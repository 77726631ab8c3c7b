"""Every element of a page with its tag, class names and id, in one walk over libxml2's nodes."""

from cpython.ref cimport PyObject
from libc.limits cimport INT_MAX
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcpy, strcmp, strlen
from lxml.includes.etreepublic cimport _Element, _getNs, elementFactory, import_lxml__etree, namespacedName
from lxml.includes.tree cimport XML_ELEMENT_NODE, const_xmlChar, xmlAttr, xmlNode

from scraper.compiled.nodes cimport attribute_named, check, plain_value, value, words

from scraper.tags import OF_HEADS

check()
import_lxml__etree()

cdef frozenset _OF_HEADS = OF_HEADS
cdef dict _SIGNS = {"href": HREF, "name": NAME, "itemprop": PROPERTY, "datetime": INSTANT, "rel": RELATION}


cdef inline uint64_t _spread(uint64_t number) noexcept nogil:
    """Return a number whose upper bits differ even where numbers are alike."""
    return number * 0x9E3779B97F4A7C15u


cdef inline size_t _slot(xmlNode* node, size_t mask) noexcept nogil:
    """Return where to begin to look for a node."""
    return <size_t>(_spread(<size_t>node) >> 32) & mask


cdef class Elements:
    """The elements of a page in order: lxml's object for one is made when it is first asked for, and kept.

    Most are never asked for. The tree must stay as it is.
    """

    def __dealloc__(self):
        free(self.places)
        free(self.slots)

    cdef Place* add(self, xmlNode* node) except NULL:
        cdef void* moved
        cdef Place* place
        if self.size == self.room:
            if self.room > INT_MAX // 2:
                raise MemoryError
            self.room = 2 * self.room + 512
            moved = realloc(self.places, self.room * sizeof(Place))
            if moved is NULL:
                raise MemoryError
            self.places = <Place*>moved
        place = self.places + self.size
        place.node = node
        place.has = 0
        self.size += 1
        return place

    cdef int spread(self) except -1:
        """Note where each node stands."""
        cdef Py_ssize_t place, room = 4
        cdef size_t slot
        while room < 2 * self.size:
            room *= 2
        self.mask = room - 1
        self.slots = <unsigned int*>calloc(room, sizeof(unsigned int))
        if self.slots is NULL:
            raise MemoryError
        for place in range(self.size):
            slot = _slot(self.places[place].node, self.mask)
            while self.slots[slot]:
                slot = (slot + 1) & self.mask
            self.slots[slot] = place + 1  # zero where there is none
        self.made = [None] * self.size
        return 0

    cdef _Element at(self, Py_ssize_t place):
        cdef object found = self.made[place]
        if found is None:
            found = self.made[place] = elementFactory(self.document, self.places[place].node)
        return <_Element>found

    cdef Py_ssize_t place_of(self, xmlNode* node) noexcept nogil:
        """Return where a node stands; -1 where it is none of these elements."""
        cdef size_t slot = _slot(node, self.mask)
        while self.slots[slot]:
            if self.places[self.slots[slot] - 1].node is node:
                return self.slots[slot] - 1
            slot = (slot + 1) & self.mask
        return -1

    cdef Py_ssize_t after_node(self, xmlNode* node) noexcept nogil:
        """Return the place after a node's last descendant."""
        cdef Py_ssize_t place = self.place_of(node)
        cdef xmlNode* beside
        while place < 0 and node is not NULL:  # comments have no place
            beside = node.next
            while beside is not NULL:
                if beside.type == XML_ELEMENT_NODE:
                    place = self.place_of(beside)
                    if place >= 0:
                        return place
                beside = beside.next
            node = node.parent
            place = self.place_of(node)
        return self.size if place < 0 else self.places[place].after

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


# libxml2 keeps each name once: its address tells it, and a name is looked at when it is first met.
cdef struct _Tag:
    const_xmlChar* name
    PyObject* tag
    bint is_of_heads

cdef struct _Attribute:
    const_xmlChar* name
    int sign

cdef struct _Label:
    const char* content
    PyObject* label


cdef class _Walk:
    """A walk over a page, and what was read on it."""

    cdef Elements elements
    cdef list tags, labels, heads
    cdef dict ids
    cdef dict names, kinds  # each different tag, and label, by itself
    cdef _Tag known_tags[128]
    cdef _Attribute known_attributes[64]
    cdef _Label known_labels[256]

    def __cinit__(self):
        self.elements = Elements.__new__(Elements)
        self.tags, self.labels, self.heads = [], [], []
        self.ids, self.names, self.kinds = {}, {}, {}

    cdef int over(self, xmlNode* top) except -1:
        """Read every element from the top down."""
        cdef Elements elements = self.elements
        cdef xmlNode* node = top
        cdef Py_ssize_t place, around = -1
        while True:
            if node.type == XML_ELEMENT_NODE:
                place = elements.size
                elements.add(node)
                self.read_tag(node, place)
                self.read_attributes(node, place)
                if node.children is not NULL:
                    # Until the walk comes out of an element, there stands what it stands in itself.
                    elements.places[place].after = around
                    around = place
                    node = node.children
                    continue
                elements.places[place].after = place + 1
            while node is not top and node.next is NULL:
                node = node.parent
                place, around = around, elements.places[around].after
                elements.places[place].after = elements.size
            if node is top:
                return 0
            node = node.next

    cdef int read_tag(self, xmlNode* node, Py_ssize_t place) except -1:
        cdef _Tag* known = &self.known_tags[_spread(<size_t>node.name) >> 57]
        cdef object tag
        if known.name is not node.name:
            tag = words(node.name)
            tag = self.names.setdefault(tag, tag)
            known.name, known.tag, known.is_of_heads = node.name, <PyObject*>tag, tag in _OF_HEADS
        if _getNs(node) is not NULL:
            self.tags.append(namespacedName(node))
            return 0
        self.tags.append(<object>known.tag)
        if known.is_of_heads:
            self.heads.append(place)
        return 0

    cdef int read_attributes(self, xmlNode* node, Py_ssize_t place) except -1:
        cdef xmlAttr* attribute = node.properties
        cdef _Attribute* known
        cdef object label = None, own
        while attribute is not NULL:
            known = &self.known_attributes[_spread(<size_t>attribute.name) >> 58]
            if known.name is not attribute.name:
                known.name, known.sign = attribute.name, _sign_of(<const char*>attribute.name)
            if known.sign and attribute.ns is NULL:
                self.elements.places[place].has |= known.sign
                if known.sign == CLASS:
                    label = self.label_of(attribute)
                elif known.sign == ID:
                    own = value(attribute)
                    if own:
                        self.ids[place] = own
            attribute = attribute.next
        self.labels.append(label)
        return 0

    cdef object label_of(self, xmlAttr* attribute):
        """Return class names: the same object wherever they are the same, so that they are quickly looked up."""
        cdef const char* content = plain_value(attribute)
        cdef _Label* known
        cdef object label
        if content is NULL:
            label = value(attribute)
            return self.kinds.setdefault(label, label)
        known = &self.known_labels[_sum_of(content)]
        if known.content is NULL or strcmp(known.content, content) != 0:
            label = words(<const_xmlChar*>content)
            label = self.kinds.setdefault(label, label)
            known.content, known.label = content, <PyObject*>label
        return <object>known.label


cdef int _sign_of(const char* name) noexcept nogil:
    if strcmp(name, b"class") == 0:
        return CLASS
    if strcmp(name, b"id") == 0:
        return ID
    if strcmp(name, b"href") == 0:
        return HREF
    if strcmp(name, b"name") == 0:
        return NAME
    if strcmp(name, b"itemprop") == 0:
        return PROPERTY
    if strcmp(name, b"datetime") == 0:
        return INSTANT
    return RELATION if strcmp(name, b"rel") == 0 else 0


cdef inline size_t _sum_of(const char* content) noexcept nogil:
    """Return a number below 256 in which most texts differ that differ in length, beginning or end."""
    cdef size_t size = strlen(content)
    cdef uint64_t first = 0, last = 0
    memcpy(&first, content, min(size, 8))
    if size > 8:
        memcpy(&last, content + size - 8, 8)
    return <size_t>(_spread(first * 31 + last * 7 + size) >> 56)


def read(_Element root not None):
    """Return what ``scraper.outline`` reads in Python."""
    cdef _Walk walk = _Walk.__new__(_Walk)
    cdef Elements elements = walk.elements
    elements.document = root._doc
    walk.over(root._c_node)
    elements.spread()
    if elements.size:
        elements.made[0] = root  # a tree that has no document around it lives as long as somebody holds its root
    return elements, walk.tags, walk.labels, walk.ids, walk.heads, [*walk.kinds]


def places_of(Elements elements not None):
    """Return where each element stands."""
    cdef Places places = Places.__new__(Places)
    places.elements = elements
    return places


def having(Elements elements not None, places, str attribute not None):
    """Return by place what an attribute says, of the elements that have it."""
    cdef bytes name = attribute.encode()
    cdef int sign = _SIGNS.get(attribute, 0)
    cdef xmlAttr* found
    cdef Py_ssize_t place
    cdef dict said = {}
    for place in range(elements.size):
        if not sign or elements.places[place].has & sign:
            found = attribute_named(elements.places[place].node, name)
            if found is not NULL:
                said[place] = value(found)
    return said


def standing(list tags not None, str tag not None):
    """Return the places of a tag: each is but one object, which is known once it is met."""
    cdef object met = None
    cdef Py_ssize_t place
    cdef list found = []
    for place in range(len(tags)):
        if tags[place] is met or (met is None and <str>tags[place] == tag):
            met = tags[place]
            found.append(place)
    return found
