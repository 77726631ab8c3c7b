"""Threads in our own words, and archives filled with them."""

from pathlib import Path

from pmlarchive.archive import Archive
from pmlarchive.config import Value
from pmlarchive.model import Date, Kind, Precision, Status
from scraper.draft import DraftComment, DraftThread, PageKind


def minute(text: str) -> Date:
    return Date(text, Precision.MINUTE, text)


def comment(
    key: str, parent: str | None, author: str | None, when: str | None, text: str, **more
) -> DraftComment:
    date = minute(when) if when else Date()
    values = {"html": "".join(f"<p>{part}</p>" for part in text.split("\n\n"))} | more
    return DraftComment(key=key, native_id=key, parent=parent, author=author, date=date, text=text, **values)


REBOUND = DraftThread(
    url="https://blog.example.org/2014/03/rebound-after-stopping/",
    platform="wordpress",
    kind=PageKind.POST,
    site_title="Notes from the clinic",
    site_url="https://blog.example.org/",
    title="Rebound after stopping treatment: what is it?",
    author="Dr Weber",
    date=minute("2014-03-05T08:30"),
    text="Some of you ask why relapses come back so hard once the drug is stopped. We looked at 40 people.",
    html=(
        "<p>Some of you ask why relapses come back so hard once the drug is <em>stopped</em>. We looked at "
        '40 people (see <a href="https://doi.org/10.5555/demo.14">the paper</a>).</p><h2>What we saw</h2>'
        "<p>The rebound began in week 12.</p><blockquote><p>It felt like a storm.</p></blockquote>"
        "<ul><li>Fever was rare</li><li>Fatigue was common</li></ul>"
    ),
    tags=("rebound", "relapse"),
    links=("https://doi.org/10.5555/demo.14",),
    declared_comments=12,
    complete=True,
    comments=[
        comment("101", None, "Anna K.", "2014-03-05T10:02", "Was anybody on steroids during the rebound?"),
        comment("102", "101", "Dr Weber", "2014-03-05T11:40", "About half of them.", by_post_author=True),
        comment(
            "103", "102", "Anna K.", "2014-03-05T12:15", "And did it help the fatigue?\n\nMine lasted a year."
        ),
        comment("104", "103", "Tomás", "2014-03-06T07:01", "Mine too. The storm is a good word for it."),
        comment("105", None, None, None, "I wonder about the virus hypothesis."),
        comment(
            "106",
            "105",
            "Anonymous",
            "2014-03-07T19:30",
            "If a virus were behind it, rebound is immune response.",
        ),
        comment("107", None, "spammer", "2014-03-08T00:00", "", status=Status.REMOVED),
        comment("108", "999", "Late reader", "2019-11-02T09:00", "Replying to something that is not here."),
        comment(
            "109", None, "Other blog", "2014-04-01T00:00", "They wrote about rebound too.", kind=Kind.PING
        ),
    ],
)
SLEEP = DraftThread(
    url="https://blog.example.org/2016/07/sleep/",
    platform="wordpress",
    kind=PageKind.POST,
    title="Sleep & fatigue <an open question>",
    author="Dr Weber",
    date=Date("2016-07", Precision.MONTH, "July 2016"),
    text="Does better sleep help with fatigue? Tell us what worked.",
    html="<p>Does better sleep help with fatigue? Tell us what worked.</p>",
    tags=("fatigue",),
    comments=[comment("201", None, "Ben", "2016-07-11T21:00", "A cool room, and no screens.")],
    declared_comments=1,
    complete=True,
)
HOSTILE = (
    "<script>window.pwned=1</script><img src=x onerror='window.pwned=2'>"
    "<svg onload='window.pwned=3'><circle/></svg>"
    "<a href='javascript:window.pwned=4'>click me</a><base href='https://evil.example/'>"
    "<meta http-equiv=refresh content='0;url=https://evil.example/'><style>body{display:none}</style>"
    "<form action='https://evil.example/'><input name=q><button>Go</button></form><iframe src='https://evil.example'>"
    "</iframe><p style='position:fixed' class='top' id='main' onclick='window.pwned=5'>words stay</p>"
    "<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=6>"
)
TRAP = DraftThread(
    url="https://trap.example.org/1",
    platform="generic",
    kind=PageKind.POST,
    title="<script>window.pwned=7</script> A trap",
    author="<img src=x onerror=window.pwned=8>",
    date=Date("2020", Precision.YEAR, "2020"),
    text="words stay",
    html=HOSTILE,
    comments=[comment("301", None, "<svg onload=window.pwned=9>", None, "words stay", html=HOSTILE)],
)


def draft_chain(depth: int, width: int = 0) -> DraftThread:
    """A thread where each comment replies to the one before, ``depth`` deep, then ``width`` direct ones."""
    chain = [
        comment(str(n), str(n - 1) if n > 1 else None, f"P{n}", None, f"Link {n}.")
        for n in range(1, depth + 1)
    ]
    flat = [comment(f"w{n}", None, f"Q{n}", None, f"Flat {n}.") for n in range(width)]
    return DraftThread(
        url="https://deep.example.org/1",
        platform="generic",
        kind=PageKind.POST,
        title="Deep",
        text="Deep.",
        comments=chain + flat,
    )


def fill(folder: Path, *drafts: DraftThread, **options: Value) -> Archive:
    archive = Archive.open(folder, create=True, options={"title": "Example archive", **options})
    for draft in drafts:
        archive.add(draft, source="files/page.html", captured="2024-05-03T10:00:00Z")
    archive.update_index()
    return archive
