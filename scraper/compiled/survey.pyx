"""The walk of ``scraper.post.survey``: most of a page's elements tell nothing, which is seen at once."""

from cpython.ref cimport PyObject
from libc.string cimport strcmp, strlen, strrchr, strstr
from lxml.includes.etreepublic cimport _Element, _getNs, elementFactory, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, XML_ENTITY_REF_NODE, const_xmlChar, xmlAttr, xmlNode

from scraper.compiled.nodes cimport attribute_named, check, is_text, leading, plain_value, value, words
from scraper.compiled.outline cimport HREF, ID, PROPERTY, RELATION, Elements
from scraper.compiled.text cimport characters

from scraper.post import findings, senses
from scraper.tags import DROPPED as _DROPPED

check()
import_lxml__etree()

cdef dict _KINDS = findings.KINDS
cdef int PASS = findings.PASS, MAY_PASS = findings.MAY_PASS, NOTE = findings.NOTE
cdef int LINK = findings.LINK, BOX = findings.BOX, PARAGRAPH = findings.PARAGRAPH
cdef int BESIDE = senses.BESIDE, COUNT = senses.COUNT
cdef object _sense = senses.sense, _sense_of_property = senses.sense_of_property
cdef object _note = findings.note, _note_link = findings.note_link
cdef object _length_of = findings.length_of
cdef object _weigh = findings.weigh, _weigh_paragraph = findings.weigh_paragraph
cdef frozenset _ANCHORS = findings.COMMENT_ANCHORS
cdef size_t _LONGEST_ANCHOR = max(len(name.encode()) for name in findings.COMMENT_ANCHORS)


# An outline holds each name but once, or a few times: what is known of one is found by its address.
cdef struct _Known:
    PyObject* name
    int says


cdef class _Walk:
    """A walk over a page, outside its comments."""

    cdef object found, beside
    cdef Elements elements
    cdef list tags, labels
    cdef dict ids, weight, place
    cdef set roots
    cdef _Known kinds[64]
    cdef _Known senses[256]

    def __init__(self, found, roots, beside):
        self.found, self.beside, self.roots = found, beside, set(roots)
        self.elements = found.outline.elements
        self.tags, self.labels, self.ids = found.outline.tags, found.outline.labels, found.outline.ids
        self.weight, self.place = found.weight, found.place

    cdef int over(self) except -1:
        cdef Elements elements = self.elements
        cdef set passed_by = self.found.beside
        cdef Py_ssize_t at = 0, passed = 0
        cdef int kind, says, has
        cdef object tag
        cdef xmlNode* node
        while at < elements.size:
            tag, node, has = self.tags[at], elements.places[at].node, elements.places[at].has
            kind, says = self.kind_of(tag), self.sense_at(at, has)
            if (
                kind & PASS
                or (self.roots and at in self.roots)
                or ((says & BESIDE or kind & MAY_PASS) and self.beside.holds(at, tag, says))
            ):
                if tag not in _DROPPED:
                    passed_by.add(elements.at(at))
                passed += elements.places[at].after - at - 1
                at = elements.places[at].after
                continue
            if has & PROPERTY:
                says |= self.sense_of_property(node)
            if kind & LINK and (says & COUNT or (has & (HREF | RELATION) and _may_tell(node))):
                says |= <int>_note_link(self.found, at - passed, elements.at(at), says)
            if says or kind & NOTE:
                _note(self.found, at - passed, elements.at(at), tag, says)
            if kind & BOX:
                if _begins(node):
                    self.weigh_box(elements.at(at), at - passed)
            elif kind & PARAGRAPH:
                self.weigh_paragraph(node, tag, at, at - passed)
            at += 1
        return 0

    cdef int kind_of(self, str tag) except -1:
        cdef _Known* known = &self.kinds[(<size_t><PyObject*>tag >> 4) & 63]
        if known.name is not <PyObject*>tag:
            known.name, known.says = <PyObject*>tag, _KINDS.get(tag, 0)
        return known.says

    cdef int sense_at(self, Py_ssize_t at, int has) except -1:
        """Say what the class names and the id of an element mean."""
        cdef object label = self.labels[at]
        cdef _Known* known
        cdef int says = 0
        if label is not None:
            known = &self.senses[(<size_t><PyObject*>label >> 4) & 255]
            if known.name is not <PyObject*>label:
                known.name, known.says = <PyObject*>label, _sense(label) if label else 0
            says = known.says
        if has & ID and at in self.ids:
            says |= <int>_sense(self.ids[at])
        return says

    cdef int sense_of_property(self, xmlNode* node) except -1:
        cdef str said = value(attribute_named(node, b"itemprop"))
        return _sense_of_property(said) if said else 0

    cdef int weigh_box(self, _Element element, Py_ssize_t place) except -1:
        cdef str text = element.text
        if text and len(text) > 40:
            text = text.strip()
            if len(text) > 40:
                _weigh(self.found, place, element, len(text))
        return 0

    cdef int weigh_paragraph(self, xmlNode* node, str tag, Py_ssize_t at, Py_ssize_t place) except -1:
        """Add what a paragraph weighs to the weight of what holds it, as ``findings`` does."""
        cdef xmlNode* holder = node.parent
        cdef Py_ssize_t size
        cdef bint is_item = tag == "li"
        cdef int level
        if tag == "br":
            if leading(node.next) <= 30:
                return 0
            size = _characters_from(node.next)
            if size <= 30:
                return 0
        else:
            if is_item and (leading(node.children) <= 40 or _characters_from(node.children) <= 40):
                return 0
            size = _characters_in(node)
            if size < 0:  # there are entities in it
                _weigh_paragraph(self.found, place, self.elements.at(at), tag)
                return 0
            if size <= 20:
                return 0
            for level in range(3):
                if not _is_named(holder, b"blockquote"):
                    break
                holder = holder.parent
            if is_item and holder is not NULL:
                holder = holder.parent
        if holder is not NULL and holder.type == XML_ELEMENT_NODE and not (
            _is_named(holder, b"p") or _is_named(holder, b"blockquote")
        ):
            self.add(elementFactory(self.elements.document, holder), size, place)
        return 0

    cdef int add(self, _Element holder, Py_ssize_t size, Py_ssize_t place) except -1:
        known = self.weight.get(holder)
        self.weight[holder] = size if known is None else known + size
        if known is None:
            self.place.setdefault(holder, place)
        return 0


def walk(found not None, roots not None, beside not None):
    """Do what ``scraper.post.survey`` does in Python."""
    cdef _Walk walk = _Walk(found, roots, beside)
    walk.over()


def written(outline not None, Py_ssize_t start, Py_ssize_t end, Py_ssize_t enough):
    """Do what ``scraper.post.beside`` does in Python."""
    cdef Elements elements = outline.elements
    cdef Py_ssize_t total = 0, place, size
    cdef xmlNode* node
    for place in range(start, min(end, elements.size)):
        node = elements.places[place].node
        if _is_named(node, b"p"):
            size = _characters_in(node)
            if size < 0:
                size = _length_of(elements.at(place))
        elif _is_named(node, b"br"):
            size = _characters_from(node.next)
        else:
            continue
        if size > 40:
            total += size
            if total >= enough:
                break
    return total


cdef bint _may_tell(xmlNode* link) except -1:
    """Say whether a link's relation or where it leads may mean anything."""
    cdef xmlAttr* attribute = attribute_named(link, b"rel")
    cdef const char* mark
    cdef const char* said
    if attribute is not NULL and attribute.children is not NULL:
        said = plain_value(attribute)
        if said is NULL or strstr(said, b"tag") is not NULL or strstr(said, b"author") is not NULL:
            return True
    attribute = attribute_named(link, b"href")
    if attribute is NULL or attribute.children is NULL:
        return False
    said = plain_value(attribute)
    if said is NULL:
        return True
    mark = strrchr(said, c"#")
    mark = said if mark is NULL else mark + 1
    return strlen(mark) <= _LONGEST_ANCHOR and words(<const_xmlChar*>mark) in _ANCHORS


cdef bint _is_named(xmlNode* node, const char* name) noexcept nogil:
    return (
        node is not NULL
        and node.type == XML_ELEMENT_NODE
        and strcmp(<const char*>node.name, name) == 0
        and _getNs(node) is NULL
    )


cdef bint _begins(xmlNode* box) noexcept nogil:
    """Say whether an element begins with text that may be long enough to be weighed, beyond white space."""
    cdef xmlNode* node = box.children
    cdef const char* text
    cdef size_t size = leading(node)
    if size <= 40:
        return False
    while node is not NULL and is_text(node):
        text = <const char*>node.content
        while c"\t" <= text[0] <= c"\r" or text[0] == c" ":
            text += 1
            size -= 1
        if text[0]:
            return size > 40
        node = node.next
    return False


cdef Py_ssize_t _characters_from(xmlNode* node) noexcept nogil:
    """Return how many characters of text stand from a node to the next that is none."""
    cdef Py_ssize_t count = 0
    while node is not NULL and is_text(node):
        count += characters(<const char*>node.content)
        node = node.next
    return count


cdef Py_ssize_t _characters_in(xmlNode* top) noexcept nogil:
    """Return how many characters of text are inside an element; -1 where entities are."""
    cdef Py_ssize_t count = 0
    cdef xmlNode* node = top.children
    while node is not NULL:
        if is_text(node):
            count += characters(<const char*>node.content)
        elif node.type == XML_ENTITY_REF_NODE:
            return -1
        elif node.type == XML_ELEMENT_NODE and node.children is not NULL:
            node = node.children
            continue
        while node.next is NULL:
            node = node.parent
            if node is top:
                return count
        node = node.next
    return count
