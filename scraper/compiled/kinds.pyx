"""What is asked of every element of a WordPress page: whether it is of some kind.

A page's tags and class names are few, and most of them the same object wherever they stand: what was
answered is remembered by their addresses, which the lists that hold them keep from being another's.
"""

from cpython.ref cimport PyObject
from libc.string cimport memset

cdef enum:
    _KNOWN = 512


cdef inline size_t _slot(PyObject* one, PyObject* other) noexcept nogil:
    """Return where to look for a pair: objects stand at even distances, which a product spreads."""
    return <size_t>((((<size_t>one >> 4) * 31 + (<size_t>other >> 4)) * 0x9E3779B97F4A7C15u) >> 32) & (_KNOWN - 1)


def standing(wanted, list tags not None, Py_ssize_t start=0, stop=None):
    """Do what ``scraper.platforms.wordpress_extent`` does in Python."""
    cdef PyObject* known[_KNOWN]
    cdef bint said[_KNOWN]
    cdef list found = []
    cdef Py_ssize_t place, end = len(tags) if stop is None else min(<Py_ssize_t>stop, len(tags))
    cdef object tag
    cdef size_t slot
    memset(known, 0, sizeof(known))
    for place in range(max(start, 0), end):
        tag = tags[place]
        slot = _slot(<PyObject*>tag, NULL)
        if known[slot] is not <PyObject*>tag:
            said[slot] = tag in wanted
            known[slot] = <PyObject*>tag
        if said[slot]:
            found.append(place)
    return found


def holding(tuple words not None, list labels not None):
    """Do what ``scraper.platforms.wordpress_extent`` does in Python."""
    cdef PyObject* known[_KNOWN]
    cdef bint said[_KNOWN]
    cdef list found = []
    cdef Py_ssize_t place
    cdef object label
    cdef size_t slot
    memset(known, 0, sizeof(known))
    for place in range(len(labels)):
        label = labels[place]
        if label is None:
            continue
        slot = _slot(<PyObject*>label, NULL)
        if known[slot] is not <PyObject*>label:
            said[slot] = _holds(label, words)
            known[slot] = <PyObject*>label
        if said[slot]:
            found.append(place)
    return found


cdef bint _holds(str label, tuple words) except -1:
    cdef str word
    for word in words:
        if word in label:
            return True
    return False
