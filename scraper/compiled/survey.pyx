"""The walk of ``scraper.post.survey``: most of a page's elements tell nothing, which is seen at once."""

from libc.string cimport strcmp, strlen, strrchr
from lxml.includes.etreepublic cimport _Element, import_lxml__etree
from lxml.includes.tree cimport const_xmlChar, xmlAttr, xmlNode

from scraper.compiled.outline cimport Elements
from scraper.compiled.nodes cimport attribute_named, check, leading, length, value, words

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
cdef object _weigh = findings.weigh, _weigh_paragraph = findings.weigh_paragraph
cdef frozenset _ANCHORS = findings.COMMENT_ANCHORS
cdef size_t _LONGEST_ANCHOR = max(len(name.encode()) for name in findings.COMMENT_ANCHORS)


def walk(found not None, roots not None, beside not None):
    """Do what ``scraper.post.survey`` does in Python."""
    cdef Elements elements = found.outline.elements
    cdef list tags = found.outline.tags, labels = found.outline.labels
    cdef dict ids = found.outline.ids
    cdef dict said = {}  # of class names: those of a page are few
    cdef set tops = set(roots)
    cdef Py_ssize_t at = 0, passed = 0, end = len(tags), after
    cdef int kind, says
    cdef object tag, label, known
    cdef xmlNode* node
    cdef xmlAttr* prop
    while at < end:
        tag, label, node = tags[at], labels[at], elements.places[at].node
        kind = _KINDS.get(tag, 0)
        says = 0
        if label is not None and label:
            known = said.get(label)
            if known is None:
                known = said[label] = _sense(label)
            says = known
        if at in ids:
            says |= <int>_sense(ids[at])
        if (
            kind & PASS
            or at in tops
            or ((says & BESIDE or kind & MAY_PASS) and beside.holds(at, tag, says))
        ):
            if tag not in _DROPPED:
                found.beside.add(elements.at(at))
            after = elements.places[at].after
            passed += after - at - 1
            at = after
            continue
        prop = attribute_named(node, b"itemprop")
        if prop is not NULL and prop.children is not NULL:
            says |= <int>_sense_of_property(value(prop))
        if kind & LINK and (says & COUNT or _may_tell(node)):
            says |= <int>_note_link(found, at - passed, elements.at(at), says)
        if says or kind & NOTE:
            _note(found, at - passed, elements.at(at), tag, says)
        if kind & BOX:
            if leading(node.children) > 40:
                _weigh_box(found, at - passed, elements.at(at))
        elif kind & PARAGRAPH and _may_weigh(node, tag):
            _weigh_paragraph(found, at - passed, elements.at(at), tag)
        at += 1


cdef bint _may_tell(xmlNode* link) except -1:
    """Say whether a link's relation or where it leads may mean anything."""
    cdef xmlAttr* attribute = attribute_named(link, b"rel")
    cdef const char* mark
    cdef xmlNode* part
    if attribute is not NULL:
        return True
    attribute = attribute_named(link, b"href")
    if attribute is NULL or attribute.children is NULL:
        return False
    part = attribute.children
    if part.next is not NULL or part.content is NULL:
        return True
    mark = strrchr(<const char*>part.content, c"#")
    mark = <const char*>part.content if mark is NULL else mark + 1
    return strlen(mark) <= _LONGEST_ANCHOR and words(<const_xmlChar*>mark) in _ANCHORS


cdef int _weigh_box(found, Py_ssize_t place, _Element element) except -1:
    cdef str text = element.text
    if text and len(text) > 40:
        text = text.strip()
        if len(text) > 40:
            _weigh(found, place, element, len(text))
    return 0


cdef bint _may_weigh(xmlNode* node, str tag) except -1:
    """Say whether a paragraph, or what follows a line break, is long enough to be weighed."""
    if tag == "br":
        return leading(node.next) > 30
    if tag == "li":
        return leading(node.children) > 40
    return length(node, 20) > 20
