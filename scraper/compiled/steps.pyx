"""What a compiled ``Writer`` does at each element: ``scraper.tidy.STEPS``, found by libxml2's names."""

cimport cython
from cpython.ref cimport PyObject
from libc.string cimport memset, strcmp, strlen
from lxml.includes.etreepublic cimport _getNs, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlAttr, xmlNode

from scraper.compiled.nodes cimport check, value

from scraper import tidy, writer

check()
import_lxml__etree()

cdef enum:
    SLOTS = 1024
    LONGEST = 16  # no tag that means anything is as long

#: How elements end that are taken out of the HTML where they hold nothing.
EMPTIED = set()

cdef object UNDISPLAYED = tidy.UNDISPLAYED, is_unseen = tidy.is_unseen

cdef dict _KINDS = {
    writer.Writer.open_inline: INLINE,
    writer.Writer.open_link: LINK,
    writer.Writer.open_abbreviation: ABBREVIATION,
    writer.Writer.open_leaf: LEAF,
    writer.Writer.open_holder: HOLDER,
    writer.Writer.open_numbered: NUMBERED,
    writer.Writer.close: BREAK,
    writer.Writer.line_break: LINE_BREAK,
    writer.Writer.rule: RULE,
    writer.Writer.picture: PICTURE,
    writer.Writer.player: PLAYER,
}
cdef dict _SORTS = {
    "ul": LIST,
    "ol": NUMBERS,
    "blockquote": QUOTE,
    "li": ITEM,
    "table": TABLE,
    "tr": ROW,
    "pre": PREFORMATTED,
    "dt": TERM,
}


@cython.final
cdef class Step:
    """What is done at an element, by its tag: an entry of ``scraper.tidy.STEPS``."""

    def __cinit__(self, str tag, tuple step):
        do, what, self.inside, _, whole = step
        cell = tag in ("td", "th")
        self.tag = tag.encode()
        if step is tidy.UNHEARD or step is tidy.NOTHING:
            self.kind = UNHEARD if step is tidy.UNHEARD else NOTHING
        else:
            self.kind = CELL if cell else _KINDS[do]
        if self.kind == INLINE:
            self.tags = (what[0].encode(), what[1].encode())
        name = what if isinstance(what, str) else tag
        self.opening = f"<{name}>".encode()
        self.closing = f"</{name}>".encode()
        self.sort = _SORTS.get(name, PLAIN)
        self.home = PLAIN
        if name in writer.HOMES:
            self.home = _SORTS.get(writer.HOMES[name], NOWHERE)
        self.whole = whole is writer.Writer.paragraph
        for opening, closing in ((self.opening, self.closing), self.tags or (b"", b"")):
            if writer.EMPTY.fullmatch((opening + closing).decode()):
                EMPTIED.add(closing)


# The steps, each in the slot that its tag's letters sum up to or, where that is taken, in the next.
cdef PyObject* _SLOTS[SLOTS]
memset(_SLOTS, 0, sizeof(_SLOTS))


cdef inline unsigned int _slot(const char* tag) noexcept nogil:
    cdef unsigned int found = 0
    while tag[0]:
        found = found * 31 + <unsigned char>tag[0]
        tag += 1
    return found & (SLOTS - 1)


cdef list _kept():
    """Return the steps, with each in its slot."""
    cdef list steps = [Step(tag, step) for tag, step in tidy.STEPS.items() if isinstance(tag, str)]
    cdef unsigned int slot
    for step in steps:
        assert len((<Step>step).tag) < LONGEST
        slot = _slot((<Step>step).tag)
        while _SLOTS[slot] is not NULL:
            slot = (slot + 1) & (SLOTS - 1)
        _SLOTS[slot] = <PyObject*>step
    return steps


cdef list _STEPS = _kept()
cdef Step _NOTHING = Step("", tidy.NOTHING), _UNHEARD = Step("", tidy.UNHEARD)


cdef Step step_of(xmlNode* node):
    """Return what is done at an element."""
    cdef const char* tag
    cdef unsigned int slot
    if node.type != XML_ELEMENT_NODE:
        return _UNHEARD
    tag = <const char*>node.name
    if _getNs(node) is not NULL or strlen(tag) >= LONGEST:
        return _NOTHING
    slot = _slot(tag)
    while _SLOTS[slot] is not NULL:
        if strcmp(tag, (<Step>_SLOTS[slot]).tag) == 0:
            return <Step>_SLOTS[slot]
        slot = (slot + 1) & (SLOTS - 1)
    return _NOTHING


cdef bint is_hidden(xmlNode* node) except -1:
    """Say whether an element's attributes hide it, as ``scraper.tidy`` knows them."""
    cdef xmlAttr* attribute = node.properties
    cdef const char* name
    cdef str said
    while attribute is not NULL:
        name = <const char*>attribute.name
        if attribute.ns is not NULL:
            pass
        elif name[0] == c"h":
            if strcmp(name, b"hidden") == 0:
                return True
        elif name[0] == c"c":
            if strcmp(name, b"class") == 0 and attribute.children is not NULL:
                said = value(attribute)
                if said and is_unseen(said):
                    return True
        elif name[0] == c"s":
            if strcmp(name, b"style") == 0:
                said = value(attribute)
                if "display" in said and UNDISPLAYED.search(said):
                    return True
        attribute = attribute.next
    return False
