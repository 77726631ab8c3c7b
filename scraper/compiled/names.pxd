"""Short names known beforehand, such as tags, each with a number: found by their letters alone."""

from libc.string cimport memcpy, strcmp

cdef enum:
    SLOTS = 512
    LONGEST = 15


cdef struct Names:
    # Each name is in the slot that its letters sum up to or, where that is taken, in the next that is free.
    char[SLOTS][LONGEST + 1] slots
    short[SLOTS] numbers
    int size


cdef inline unsigned int _sum(const char* name) noexcept nogil:
    cdef unsigned int found = 0
    while name[0]:
        found = found * 31 + <unsigned char>name[0]
        name += 1
    return found


cdef inline int keep(Names* names, bytes name, short number) except -1:
    """Keep a name; its number is not zero."""
    cdef unsigned int slot = _sum(name)
    assert 0 < len(name) <= LONGEST and names.size < SLOTS // 2
    while names.slots[slot % SLOTS][0]:
        slot += 1
    memcpy(names.slots[slot % SLOTS], <const char*>name, len(name))
    names.numbers[slot % SLOTS] = number
    names.size += 1
    return 0


cdef inline int number_of(const Names* names, const char* name) noexcept nogil:
    """Return a name's number; zero for one that is not known."""
    cdef unsigned int slot = _sum(name)
    while names.slots[slot % SLOTS][0]:
        if strcmp(names.slots[slot % SLOTS], name) == 0:
            return names.numbers[slot % SLOTS]
        slot += 1
    return 0
