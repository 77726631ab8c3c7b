from lxml.includes.etreepublic cimport _Document, _Element
from lxml.includes.tree cimport xmlNode


cdef class Elements:
    cdef _Document document
    cdef list made
    cdef xmlNode** nodes
    cdef xmlNode** keys
    cdef Py_ssize_t* values
    cdef Py_ssize_t size, mask

    cdef int take(self, xmlNode* top) except -1
    cdef _Element at(self, Py_ssize_t place)
    cdef Py_ssize_t place_of(self, xmlNode* node) noexcept nogil
    cdef Py_ssize_t after_node(self, xmlNode* node) noexcept nogil


cdef class Places:
    cdef Elements elements
