from lxml.includes.etreepublic cimport _Document, _Element
from lxml.includes.tree cimport xmlNode

# Attributes that several ask for, a bit each.
cdef enum:
    CLASS = 1, ID = 2, HREF = 4, NAME = 8, PROPERTY = 16, INSTANT = 32, RELATION = 64


cdef struct Place:
    xmlNode* node
    int after  # the place after the last descendant
    int has  # which of these attributes


cdef class Elements:
    cdef _Document document
    cdef list made
    cdef Place* places
    cdef unsigned int* slots
    cdef Py_ssize_t size, room, mask

    cdef Place* add(self, xmlNode* node) except NULL
    cdef int spread(self) except -1
    cdef _Element at(self, Py_ssize_t place)
    cdef Py_ssize_t place_of(self, xmlNode* node) noexcept nogil
    cdef Py_ssize_t after_node(self, xmlNode* node) noexcept nogil


cdef class Places:
    cdef Elements elements
