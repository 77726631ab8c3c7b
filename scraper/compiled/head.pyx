"""What stands in a page's head and is asked for, which is the least of it."""

from lxml.includes.etreepublic cimport import_lxml__etree
from lxml.includes.tree cimport xmlAttr, xmlNode

from scraper.compiled.nodes cimport attribute_named, check, value
from scraper.compiled.outline cimport Elements

from scraper import head

check()
import_lxml__etree()

cdef frozenset _ASKED = head.ASKED, _OF_WORDPRESS = head.OF_WORDPRESS, _LEADING = head.LEADING
cdef tuple _FOLDERS = head.FOLDERS


cdef inline str _said(xmlNode* node, const char* name):
    """Return what an attribute says; nothing where there is none."""
    cdef xmlAttr* attribute = attribute_named(node, name)
    return "" if attribute is NULL else value(attribute)


cdef inline int _note(list found, place, str key, str name, xmlNode* node) except -1:
    if name and name.lower() in _ASKED:
        found.append((place, key, name, _said(node, b"content")))
    return 0


def told(outline not None):
    """Return what ``scraper.head`` gathers in Python."""
    cdef Elements elements = outline.elements
    cdef list tags = outline.tags, found = []
    cdef xmlNode* node
    cdef str tag, rel, href, folder
    cdef bint is_wordpress = False
    cdef Py_ssize_t at
    for place in <list>outline.heads:
        at = place
        node, tag = elements.places[at].node, tags[at]
        if tag == "meta":
            _note(found, place, "property", _said(node, b"property"), node)
            _note(found, place, "name", _said(node, b"name"), node)
        elif tag == "link":
            rel = _said(node, b"rel")
            if rel in _OF_WORDPRESS:
                href = "" if is_wordpress else _said(node, b"href")
                for folder in _FOLDERS:
                    if folder in href:
                        is_wordpress = True
                        found.append((place, "wordpress", "", href))
                        break
            elif rel in _LEADING:
                found.append((place, rel, "", _said(node, b"href")))
            elif rel == "alternate":
                found.append((place, rel, _said(node, b"type"), _said(node, b"title")))
        elif tag == "title" or "ld+json" in _said(node, b"type"):
            found.append((place, tag, "", ""))
    return found
