"""What a compiled ``Writer`` does at each element, by its tag."""

from lxml.includes.tree cimport xmlNode

cdef enum:
    NOTHING, UNHEARD, INLINE, LINK, ABBREVIATION, LEAF, CELL, HOLDER, NUMBERED, BREAK, LINE_BREAK, RULE
    PICTURE, PLAYER

# Holders that more is done at than at others, and leaf blocks.
cdef enum:
    PLAIN, LIST, NUMBERS, QUOTE, ITEM, TABLE, ROW, PREFORMATTED, TERM, NOWHERE


cdef class Step:
    cdef bytes opening, closing
    cdef tuple tags
    cdef int kind, sort, home
    cdef bint inside, whole


cdef Step step_of(xmlNode* node)
cdef bint is_hidden(xmlNode* node) except -1
