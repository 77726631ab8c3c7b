"""What a compiled ``Writer`` does at each element: ``scraper.tidy.STEPS``, found by libxml2's names."""

cimport cython
from libc.string cimport memset, strcmp
from lxml.includes.etreepublic cimport _getNs, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, xmlAttr, xmlNode

from scraper.compiled.names cimport Names, keep, number_of
from scraper.compiled.nodes cimport check, value

from scraper import tidy, writer

check()
import_lxml__etree()

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


cdef list _STEPS = [Step("", tidy.NOTHING)]
cdef Names _NUMBERS  # of tags: where their steps are
memset(&_NUMBERS, 0, sizeof(_NUMBERS))
for tag, step in tidy.STEPS.items():
    if isinstance(tag, str):
        keep(&_NUMBERS, tag.encode(), len(_STEPS))
        _STEPS.append(Step(tag, step))
cdef Step _UNHEARD = Step("", tidy.UNHEARD)


cdef Step step_of(xmlNode* node):
    """Return what is done at an element."""
    if node.type != XML_ELEMENT_NODE:
        return _UNHEARD
    return <Step>_STEPS[0 if _getNs(node) is not NULL else number_of(&_NUMBERS, <const char*>node.name)]


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
