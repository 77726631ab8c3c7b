"""A small blog in our own words."""

from dataclasses import replace

from index.document import Document
from index.index import Index
from pmlarchive.model import Date, Kind, Message, Precision

ENGINES = ("tantivy", "whoosh")


def message(number: int, text: str = "", **more: object) -> Message:
    """Make the message ``m<number>``; a comment in thread ``t1`` unless said otherwise."""
    plain = Message(
        id=f"m{number}",
        kind=Kind.COMMENT,
        site="blog.example",
        platform="wordpress",
        thread="https://blog.example/t1/",
        thread_id="t1",
        parent="m1",
        depth=1,
        text=text,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def day(value: str) -> Date:
    """Make a date known to the day."""
    return Date(value, Precision.DAY, value)


def post(number: int, title: str, text: str = "", **more: object) -> Message:
    """Make a post in a thread of its own, ``t<number>``."""
    place = {"thread": f"https://blog.example/t{number}/", "thread_id": f"t{number}"}
    return message(
        number, text, **{"kind": Kind.POST, "title": title, "parent": None, "depth": 0, **place, **more}
    )


BLOG = (
    post(1, "Rebound after stopping Tysabri", "Relapses came back within months.", author="Prof G",
         date=day("2012-03-05"), tags=("treatment",), links=("https://doi.org/10.1000/xyz123",)),
    message(2, "My rebound was awful; EBV titres rose. Was it the virus?", author="Jane Doe", date=day("2012-03-06")),
    message(3, "Jane, rebounding is known. We saw it in five people.", author="Prof G", parent="m2", depth=2,
            by_post_author=True, date=day("2012-03-07")),
    message(4, "anti-CD20 drugs and IL-17; 25(OH)D was low. MS'ers can't wait.", author="Ann Other",
            date=day("2013-07-01")),
    post(5, "Vitamin D and Sjögren’s", "β-interferon, TGFβ1 and B-cell counts. See 10.1056/NEJMoa1606468.",
         author="Team G", date=day("2014-03-15"), site="other.example", platform="blogger"),
    message(6, "Does vitamin C help? PML-IRIS scares me. AIDS too.", author="Jane Doe", thread_id="t5",
            thread="https://other.example/t5/", parent="m5", site="other.example", platform="blogger",
            date=Date("2016", Precision.YEAR)),
    message(7, "She said: it aids sleep. The iris of my eye is fine.", html="<blockquote>vaccine fears</blockquote>"
            "<p>She said: it aids sleep. The iris of my eye is fine.</p>", author="Prof G", parent="m6", depth=2,
            thread_id="t5", thread="https://other.example/t5/", site="other.example", platform="blogger"),
    message(8, "inflammation inflammatory inflamed; woman women; can’t", author=None),
)  # fmt: skip


def document(one: Message, **more: object) -> Document:
    """Make the document of a message of the blog, with its parent."""
    by_id = {each.id: each for each in BLOG}
    replies = sum(each.parent == one.id for each in BLOG)
    return Document.of(one, parent=by_id.get(one.parent or ""), replies=replies, **more)  # type: ignore[arg-type]


def ids(index: Index, query: str, **more: object) -> set[str]:
    """Return which messages a query finds."""
    return {found for found, _ in index.search(query, limit=1000, **more).hits}  # type: ignore[arg-type]
