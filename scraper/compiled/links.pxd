"""Addresses that most links lead to, told without a look at anything else."""

from libc.string cimport strncmp


cdef inline bint _is_letter(char character) noexcept nogil:
    return c"a" <= (character | 32) <= c"z"


cdef inline bint is_plain_address(const char* url, Py_ssize_t size) noexcept nogil:
    """Say whether an address is whole, sure and cited; of others, ``scraper.attributes`` decides."""
    cdef const char* end = url + size
    cdef const char* label
    cdef bint dotted = False, lettered = True
    if strncmp(url, b"http", 4) != 0:
        return False
    url += 5 if url[4] == c"s" else 4
    if strncmp(url, b"://", 3) != 0:
        return False
    url += 3
    label = url
    while True:
        if (url[0] == c"." or url[0] == c"-") and url > label:
            lettered = url[0] == c"."
            dotted = dotted or lettered
            label = url + 1
        elif c"0" <= url[0] <= c"9":
            lettered = False
        elif not _is_letter(url[0]):
            break
        url += 1
    if not dotted or not lettered or url - label < 2 or (url[0] and url[0] != c"/"):
        return False
    while c" " < url[0] < 127 and url[0] != c'"' and url[0] != c"#" and url[0] != c"<" and url[0] != c">":
        url += 1
    return url == end
