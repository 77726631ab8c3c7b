"""What is asked of every element of a WordPress page's comments: whether it is of some kind, and of which.

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


def kinds_among(list spans not None, list tags not None, list labels not None, props, instants, telling):
    """Do what ``scraper.platforms.wordpress_kinds`` does in Python."""
    cdef PyObject* known_tags[_KNOWN]
    cdef PyObject* known_labels[_KNOWN]
    cdef Py_ssize_t known[_KNOWN]
    cdef list every = [("", None, None, False)], found = [], places, kinds
    cdef dict numbers = {}
    cdef Py_ssize_t place, start, stop, number, outermost
    cdef Py_ssize_t size = min(len(tags), len(labels))
    cdef bint is_marked = bool(props) or bool(instants)
    cdef object tag, label, pieces, span
    cdef size_t slot
    memset(known_tags, 0, sizeof(known_tags))
    for pieces in spans:
        places, kinds = [], []
        outermost = -1
        for span in pieces:
            start, stop = span
            if outermost < 0:
                outermost = start
            for place in range(max(start, 0), min(stop, size)):
                tag, label = tags[place], labels[place]
                if is_marked and (place in props or place in instants):
                    number = _number(tag, label, props.get(place), place in instants, numbers, every, telling)
                else:
                    slot = _slot(<PyObject*>tag, <PyObject*>label)
                    if known_tags[slot] is not <PyObject*>tag or known_labels[slot] is not <PyObject*>label:
                        known[slot] = _number(tag, label, None, False, numbers, every, telling)
                        known_tags[slot] = <PyObject*>tag
                        known_labels[slot] = <PyObject*>label
                    number = known[slot]
                if number and place != outermost:
                    places.append(place)
                    kinds.append(number)
        found.append((places, tuple(kinds)))
    return found, every


cdef Py_ssize_t _number(
    tag, label, prop, bint has_time, dict numbers, list every, telling
) except -1:
    """Return the number of a kind; 0 if it can mean nothing."""
    cdef tuple kind = (tag, label, prop, has_time)
    cdef object number
    if not (label or prop or has_time or tag in telling):
        return 0
    number = numbers.get(kind)
    if number is None:
        number = numbers[kind] = len(every)
        every.append(kind)
    return number
