"""What nodes hold as tidy HTML and plain text: ``scraper.clean.written`` over libxml2's nodes.

The ``Writer`` here takes the same steps as ``scraper.writer.Writer``, on UTF-8; what is decided of links,
pictures and players is decided by the functions that both call.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint64_t
from libc.stdlib cimport free
from libc.string cimport memchr, memcmp, strlen, strstr
from lxml.includes.etreepublic cimport (
    _Document,
    _Element,
    attributeValueFromNsName,
    elementFactory,
    import_lxml__etree,
)
from lxml.includes.tree cimport const_xmlChar, xmlNode

from scraper.compiled.links cimport is_plain_address
from scraper.compiled.nodes cimport attribute_named, check, element_from, is_among, plain_value, text_from
from scraper.compiled.steps cimport (
    ABBREVIATION,
    BREAK,
    CELL,
    HOLDER,
    INLINE,
    ITEM,
    LEAF,
    LINE_BREAK,
    LINK,
    LIST,
    NUMBERED,
    NUMBERS,
    PICTURE,
    PLAIN,
    PLAYER,
    PREFORMATTED,
    QUOTE,
    ROW,
    RULE,
    TABLE,
    TERM,
    UNHEARD,
    Step,
    is_hidden,
    step_of,
)
from scraper.compiled.text cimport (
    COLON,
    MARKUP,
    WHITE,
    Text,
    has_address,
    is_blank,
    put,
    put_bytes,
    put_escaped,
    put_folded,
    read,
    room_for,
    sign_of,
    without_edges,
)

from scraper import attributes, writer
from scraper.compiled import steps
from scraper.lines import link_of
from scraper.spelling import fewer_breaks

check()
import_lxml__etree()

cdef enum:
    MOST = 64  # no less than ``DEEPEST``

cdef Py_ssize_t DEEPEST = writer.DEEPEST, FEW = writer.FEW
cdef object anchor = attributes.anchor, is_cited = attributes.is_cited, linkified = attributes.linkified
cdef object _link_of = link_of
cdef set EMPTIED = steps.EMPTIED
assert DEEPEST <= MOST

cdef bytes _P = b"</p>", _A = b"</a>", _ABBR = b"</abbr>", _DASH = b"- "


cdef inline bint _is_edge(char character, bint pre) noexcept nogil:
    """Say whether a character is none that a paragraph of the text begins or ends with."""
    return character == c"\n" or (not pre and (character == c" " or character == c"\t"))


@cython.final
cdef class Writer:
    """Writes tidy HTML and plain text side by side."""

    cdef object base, skip
    cdef _Document document
    cdef bint marked, sure, first, loose, spaced, broken
    cdef Text html, lines, line, run, holders, inlined
    cdef Py_ssize_t opened  # where the HTML's last tag ends, if it is an opening one
    cdef dict links
    cdef list inline
    cdef long[MOST] counters
    cdef Py_ssize_t counted, pre, quotes, linked
    cdef bytes block, bullet
    cdef const char* said  # the text that is taken now
    cdef Py_ssize_t size

    def __cinit__(self, base, bint marked, skip):
        self.base = base
        self.skip = skip or None
        self.marked = marked
        self.sure = self.first = self.loose = self.spaced = True
        self.links = {}
        self.inline = []

    def __dealloc__(self):
        free(self.html.at)
        free(self.lines.at)
        free(self.line.at)
        free(self.run.at)
        free(self.holders.at)
        free(self.inlined.at)

    # ---- nodes

    cdef int walk(self, list content) except -1:
        cdef _Element element
        cdef Step step
        for node in content:
            if isinstance(node, str):
                self.words_of(node, False)
                continue
            element = <_Element?>node
            step = step_of(element._c_node)
            if step.kind == UNHEARD or is_hidden(element._c_node) or (
                self.skip is not None and element in self.skip
            ):
                continue
            self.document = element._doc
            self.open(step, element._c_node)
            if step.inside:
                self.walk_inside(element._c_node)
            self.end(step)
        return 0

    cdef int walk_inside(self, xmlNode* root) except -1:
        cdef xmlNode* node = element_from(root.children)
        cdef xmlNode* after
        self.text_at(root.children)
        while node is not NULL:
            if self.begin(node):
                node = element_from(node.children)
                continue
            self.text_at(node.next)
            after = element_from(node.next)
            while after is NULL:
                node = node.parent
                if node is root:
                    return 0
                self.end(step_of(node))
                self.text_at(node.next)
                after = element_from(node.next)
            node = after
        return 0

    cdef bint begin(self, xmlNode* node) except -1:
        """Write an element's beginning and text, and its end too unless it holds elements to be heard of."""
        cdef Step step = step_of(node)
        cdef bint holds
        if step.kind == UNHEARD or (self.skip is not None and is_among(node, self.document, self.skip)):
            return False
        if node.properties is not NULL and is_hidden(node):
            return False
        holds = step.inside and element_from(node.children) is not NULL
        if step.whole and not holds:
            self.paragraph(step, node.children)
            return False
        self.open(step, node)
        if step.inside:
            self.text_at(node.children)
        if not holds:
            self.end(step)
        return holds

    cdef int open(self, Step step, xmlNode* node) except -1:
        cdef int kind = step.kind
        if kind == INLINE:
            self.open_inline(step.tags)
        elif kind == LINK:
            self.open_link(node)
        elif kind == LEAF:
            self.close()
            self.open_leaf(step, step.opening)
        elif kind == HOLDER:
            self.open_holder(step, step.opening)
        elif kind == BREAK:
            self.close()
        elif kind == LINE_BREAK:
            self.line_break()
        elif kind == PICTURE:
            self.picture(node)
        elif kind == CELL:
            self.open_cell(step, node)
        elif kind == NUMBERED:
            self.open_numbered(step, node)
        elif kind == ABBREVIATION:
            self.open_abbreviation(node)
        elif kind == PLAYER:
            self.player(node)
        elif kind == RULE:
            self.close()
            self.place(PLAIN, PLAIN)
            put(&self.html, b"<hr>", 4)
        return 0

    cdef int end(self, Step step) except -1:
        cdef int kind = step.kind
        if kind == INLINE or kind == ABBREVIATION:
            self.close_inline()
        elif kind == LINK:
            self.linked -= 1
            self.close_inline()
        elif kind == LEAF:
            self.close_leaf(step)
        elif kind == HOLDER or kind == NUMBERED:
            self.close_holder(step)
        elif kind == BREAK:
            self.close()
        elif kind == CELL:
            self.close_cell(step)
        return 0

    # ---- text and inline content

    cdef bint take(self, xmlNode* node) except -1:
        """Find the text that stands from a node on, whatever it is made of."""
        cdef xmlNode* more
        node = text_from(node)
        if node is NULL:
            self.size = 0
            return False
        more = text_from(node.next)
        if more is NULL:
            self.said = <const char*>node.content
            self.size = strlen(self.said)
            return self.size > 0
        self.run.size = 0
        while node is not NULL:
            put(&self.run, <const char*>node.content, strlen(<const char*>node.content))
            node = text_from(node.next)
        self.said = self.run.at
        self.size = self.run.size
        return self.size > 0

    cdef int text_at(self, xmlNode* node) except -1:
        """Write the text that stands from a node on, if any."""
        if self.take(node):
            self.text(self.said, self.size)
        return 0

    cdef int text(self, const char* said, Py_ssize_t size) except -1:
        """Write text, unless it is blank and stands between blocks."""
        cdef Py_ssize_t place = 0
        if self.block is None:
            while place < size and sign_of(said[place]) & WHITE:
                place += 1
            if place == size:
                return 0
        return self.words(said, size)

    cdef int words_of(self, str said, bint whole) except -1:
        cdef bytes spelled = said.encode("utf-8", "surrogatepass")
        if whole:
            return self.words(spelled, len(spelled))
        return self.text(spelled, len(spelled))

    cdef int words(self, const char* said, Py_ssize_t size) except -1:
        cdef Py_ssize_t start = self.line.size
        cdef uint64_t signs = COLON | MARKUP
        if self.pre:
            put(&self.line, said, size)
            self.sure = self.sure and memchr(said, c"\r", size) is NULL
        else:
            put_folded(&self.line, said, size, self.spaced, &signs)
        if self.line.size == start:
            return 0
        self.open_paragraph()
        self.spaced = not self.pre and self.line.at[self.line.size - 1] == c" "
        return self.put_said(start, signs)

    cdef int put_said(self, Py_ssize_t start, uint64_t signs) except -1:
        """Write to the HTML what was written to the line from a place on."""
        cdef const char* said = self.line.at + start
        cdef Py_ssize_t size = self.line.size - start
        if signs & COLON and not self.linked and has_address(said, size):
            html, urls, sure = linkified(read(said, size))
            self.put_html(html)
            self.sure = self.sure and sure
            for url in urls:
                self.links[url] = None
        elif signs & MARKUP:
            put_escaped(&self.html, said, size)
        else:
            put(&self.html, said, size)
        return 0

    cdef int put_html(self, str html) except -1:
        return put_bytes(&self.html, html.encode("utf-8", "surrogatepass"))

    cdef int put_opening(self, bytes tag) except -1:
        put_bytes(&self.html, tag)
        self.opened = self.html.size
        return 0

    cdef int put_closing(self, bytes tag) except -1:
        cdef Py_ssize_t opened = self.opened
        self.opened = 0  # what holds a tag is not empty
        if opened and is_blank(self.html.at + opened, self.html.size - opened):
            if tag in EMPTIED and self.take_out(opened, tag):
                return 0
        return put_bytes(&self.html, tag)

    cdef bint take_out(self, Py_ssize_t opened, bytes closing) noexcept:
        """Take the last opening tag out of the HTML, if it is of the same name and has no attributes."""
        cdef Py_ssize_t start = opened - PyBytes_GET_SIZE(closing) + 1
        if start < 0 or self.html.at[start] != c"<":
            return False
        if memcmp(self.html.at + start + 1, PyBytes_AS_STRING(closing) + 2, opened - start - 1) != 0:
            return False
        self.html.size = start
        return True

    cdef int open_paragraph(self) except -1:
        if self.block is None:
            self.place(PLAIN, PLAIN)
            self.block = _P
            self.put_opening(b"<p>")
            self.reopen()
        return 0

    cdef int reopen(self) except -1:
        for tags in self.inline:
            self.put_opening((<tuple>tags)[0])
        return 0

    cdef int close(self) except -1:
        """End the open paragraph, in the HTML and in the text."""
        self.close_block()
        if self.line.size:
            self.flush()
        return 0

    cdef int close_block(self) except -1:
        self.spaced = True
        if self.block is not None:
            for tags in reversed(self.inline):
                self.put_closing((<tuple>tags)[1])
            self.put_closing(self.block)
            self.block = None
        return 0

    cdef int flush(self) except -1:
        """Take the line over into the text."""
        cdef const char* said = self.line.at
        cdef Py_ssize_t size = self.line.size, start = 0
        cdef bint pre = self.pre > 0
        self.line.size = 0
        if not pre and memchr(said, c"\n", size) is not NULL:
            size = without_edges(self.line.at, size)
        while size > start and _is_edge(said[size - 1], pre):
            size -= 1
        while size > start and _is_edge(said[start], pre):
            start += 1
        if is_blank(said + start, size - start):
            return 0
        self.put_glue()
        self.put_marked(said + start, size - start)
        return 0

    cdef int put_glue(self) except -1:
        """Write what stands between paragraphs of the text."""
        if self.lines.size:
            put(&self.lines, b"\n\n", 2 if self.loose else 1)
        self.loose = True
        return 0

    cdef int put_marked(self, const char* said, Py_ssize_t size) except -1:
        """Write a paragraph of the text, after the mark of its list and those of quotations."""
        cdef Py_ssize_t marks = min(self.quotes, 5) if self.marked else 0
        cdef Py_ssize_t taken
        cdef const char* end
        self.put_marks(marks)
        if self.bullet is not None:
            put_bytes(&self.lines, self.bullet)
            self.bullet = None
        while True:
            end = <const char*>memchr(said, c"\n", size)
            if end is NULL:
                break
            self.broken = True
            if not marks:
                break
            taken = end + 1 - said
            put(&self.lines, said, taken)
            self.put_marks(marks)
            said += taken
            size -= taken
        return put(&self.lines, said, size)

    cdef int put_marks(self, Py_ssize_t marks) except -1:
        for _ in range(marks):
            put(&self.lines, b"> ", 2)
        return 0

    cdef int open_inline(self, tuple tags) except -1:
        cdef bint kept = len(self.inline) < DEEPEST
        room_for(&self.inlined, 1)[0] = kept
        self.inlined.size += 1
        if kept:
            self.inline.append(tags)
            if self.block is not None:
                self.put_opening(tags[0])
            if len(self.inline) > FEW:
                self.sure = False
        return 0

    cdef int close_inline(self) except -1:
        self.inlined.size -= 1
        if self.inlined.at[self.inlined.size]:
            tags = <tuple>self.inline.pop()
            if self.block is not None:
                self.put_closing(tags[1])
        return 0

    cdef int open_link(self, xmlNode* node) except -1:
        cdef const char* plain = plain_value(attribute_named(node, b"href"))
        cdef Py_ssize_t size = strlen(plain) if plain is not NULL else 0
        self.linked += 1
        if size and is_plain_address(plain, size) and strstr(plain, b"web.archive.org") is NULL:
            self.links[read(plain, size)] = None
            if self.linked > 1:
                self.sure = False
            return self.open_inline((self.plain_anchor(plain, size), _A))
        url = _link_of(attributeValueFromNsName(node, NULL, <const_xmlChar*>b"href"), self.base)
        if url is None:
            room_for(&self.inlined, 1)[0] = 0
            self.inlined.size += 1
            return 0
        if is_cited(url, self.base):
            self.links[url] = None
        if self.linked > 1:
            self.sure = False
        return self.open_inline((self.anchor(url), _A))

    cdef bytes anchor(self, str url):
        """Return a link's beginning."""
        cdef bytes spelled = url.encode("utf-8", "surrogatepass")
        if is_plain_address(spelled, len(spelled)):
            return self.plain_anchor(spelled, len(spelled))
        opening, sure = anchor(url)
        self.sure = self.sure and sure
        return (<str>opening).encode("utf-8", "surrogatepass")

    cdef bytes plain_anchor(self, const char* url, Py_ssize_t size):
        self.run.size = 0
        put(&self.run, b'<a href="', 9)
        put_escaped(&self.run, url, size)
        put(&self.run, b'" rel="nofollow ugc noopener">', 30)
        return self.run.at[: self.run.size]

    cdef int open_abbreviation(self, xmlNode* node) except -1:
        title = attributeValueFromNsName(node, NULL, <const_xmlChar*>b"title")
        if title:
            self.sure = False
        return self.open_inline(((<str>attributes.abbreviation(title)).encode("utf-8"), _ABBR))

    cdef int line_break(self) except -1:
        if self.block is not None:
            put(&self.html, b"<br>", 4)
            put(&self.line, b"\n", 1)
            self.spaced = True
        return 0

    cdef int picture(self, xmlNode* node) except -1:
        shown = attributes.depicted(elementFactory(self.document, node), self.base)
        if isinstance(shown, str):
            self.words_of(shown, True)
        elif shown is not None:
            self.aside(shown[0], shown[1], shown[2])
        return 0

    cdef int player(self, xmlNode* node) except -1:
        url, label = attributes.played(elementFactory(self.document, node), self.base)
        if url:
            self.links[url] = None
            self.aside("", url, label)
        return 0

    cdef int aside(self, str said, url, str label) except -1:
        """Say in the HTML that something stands here that is not shown; in the text, its description."""
        cdef bytes spelled = f"[{label}]".encode("utf-8", "surrogatepass")
        cdef bint linked = url is not None and not self.linked
        self.open_paragraph()
        if linked:
            put_bytes(&self.html, self.anchor(url))
        put_escaped(&self.html, spelled, len(spelled))
        if linked:
            put_bytes(&self.html, _A)
        if said:
            put_bytes(&self.line, said.encode("utf-8", "surrogatepass"))
            self.spaced = False
        return 0

    # ---- blocks

    cdef void place(self, int sort, int home) noexcept:
        """Note whether who reads the HTML leaves a block where it now begins."""
        cdef int around = self.holders.at[self.holders.size - 1] if self.holders.size else PLAIN
        if home != PLAIN:
            self.sure = self.sure and around == home
        elif around == TABLE or around == ROW or sort == around == ITEM:  # it would end the item around it
            self.sure = False

    cdef int open_holder(self, Step step, bytes opening, long start=1) except -1:
        cdef int sort = step.sort
        self.close()
        self.place(sort, step.home)
        if self.holders.size < DEEPEST:
            self.put_opening(opening)
            if sort == LIST or sort == NUMBERS:
                self.first = True
                self.counters[self.counted] = start - 1
                self.counted += 1
            elif sort == QUOTE:
                self.quotes += 1
            elif sort == ITEM:
                self.item()
        else:
            self.sure = False
        room_for(&self.holders, 1)[0] = <char>sort
        self.holders.size += 1
        return 0

    cdef int item(self) except -1:
        if self.counted:
            self.counters[self.counted - 1] += 1
        self.bullet = _DASH
        if self.counted and self.holders.size and self.holders.at[self.holders.size - 1] == NUMBERS:
            self.bullet = b"%d. " % self.counters[self.counted - 1]
        if self.counted > 1 or not self.first:
            self.loose = False
        self.first = False
        return 0

    cdef int open_numbered(self, Step step, xmlNode* node) except -1:
        start = attributeValueFromNsName(node, NULL, <const_xmlChar*>b"start") if node.properties else None
        if not start:
            return self.open_holder(step, step.opening)
        self.sure = False
        number = attributes.first_number(start)
        if number is None:
            return self.open_holder(step, step.opening)
        return self.open_holder(step, b'<ol start="%d">' % number, number)

    cdef int close_holder(self, Step step) except -1:
        cdef int sort = step.sort
        self.close()
        self.holders.size -= 1
        if self.holders.size < DEEPEST:
            self.put_closing(step.closing)
            if sort == LIST or sort == NUMBERS:
                self.counted -= 1
            elif sort == QUOTE:
                self.quotes -= 1
        if sort == ITEM:
            self.bullet = None
        elif sort == ROW:
            self.loose = False
        return 0

    cdef int open_leaf(self, Step step, bytes opening) except -1:
        """Begin a block that holds inline content alone; what was open has ended."""
        self.place(step.sort, step.home)
        self.put_opening(opening)
        self.block = step.closing
        self.reopen()
        self.pre += step.sort == PREFORMATTED
        return 0

    cdef int close_leaf(self, Step step) except -1:
        self.close()
        if step.sort == PREFORMATTED:
            self.pre -= 1
        elif step.sort == TERM:
            self.loose = False
        return 0

    cdef int paragraph(self, Step step, xmlNode* node) except -1:
        """Write a paragraph or heading that holds nothing but text."""
        cdef bint bare = not (self.inline or self.pre or self.quotes or self.bullet is not None)
        cdef uint64_t signs
        self.take(node)
        self.close()
        if not bare:
            self.open_leaf(step, step.opening)
            if self.size:
                self.words(self.said, self.size)
            return self.close_leaf(step)
        put_folded(&self.line, self.said, self.size, True, &signs)
        if is_blank(self.line.at, self.line.size):
            self.line.size = 0
            return 0
        self.place(step.sort, step.home)
        self.put_opening(step.opening)
        self.put_said(0, signs)
        put_bytes(&self.html, step.closing)
        return self.flush()

    cdef int open_cell(self, Step step, xmlNode* node) except -1:
        """Begin a cell of a table, whose row is one line of the text."""
        cdef bytes opening = step.opening
        if self.line.size:
            put(&self.line, b" | ", 3)
        self.close_block()
        if attribute_named(node, b"colspan") is not NULL or attribute_named(node, b"rowspan") is not NULL:
            spans = attributes.spans(elementFactory(self.document, node))
            if spans:
                opening = opening[: len(opening) - 1] + (<str>spans).encode("utf-8") + b">"
        return self.open_leaf(step, opening)

    cdef int close_cell(self, Step step) except -1:
        if self.block is not None and self.block == step.closing:
            self.close_block()
            return 0
        return self.close()

    cdef tuple finish(self):
        """Return the HTML, whether it is sure, the text and the links."""
        cdef str html, text
        self.close()
        html = read(self.html.at, self.html.size)
        text = read(self.lines.at, self.lines.size)
        return html, self.sure, fewer_breaks(text) if self.broken else text, tuple(self.links)


def written(content not None, base, skip, bint marked):
    """Return what ``scraper.clean.written`` returns."""
    cdef Writer writer = Writer(base, marked, skip)
    if isinstance(content, _Element):
        writer.document = (<_Element>content)._doc
        writer.walk_inside((<_Element>content)._c_node)
    else:
        writer.walk(content)
    return writer.finish()
