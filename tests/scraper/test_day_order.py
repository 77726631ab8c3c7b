"""Which number is the day, where a date alone does not say."""

import pytest

from pmlarchive.model import Precision
from scraper.dates import parse_date
from scraper.day_order import settle_days
from scraper.draft import DraftComment, DraftThread


def thread(posted: str, *printed: str, lang: str | None) -> DraftThread:
    comments = [DraftComment(key=f"{n}", date=parse_date(text, lang=lang)) for n, text in enumerate(printed)]
    return DraftThread(date=parse_date(posted, lang=lang), comments=comments)


def days(found: DraftThread) -> list[str]:
    return [(comment.date.value or "")[:10] for comment in found.comments]


@pytest.mark.parametrize(
    ("posted", "printed", "lang", "expected"),
    [
        # Read as the language has it, the comment would be half a year older than its post.
        ("5 December 2006", ["06/12/2006, 2:06 pm"], "en-US", ["2006-12-06"]),
        ("1 June 2006", ["06/05/2006 14:06"], "en-GB", ["2006-06-05"]),
        # Nothing told the order before.
        ("5 December 2006", ["06/12/2006", "07/12/2006 9:15"], None, ["2006-12-06", "2006-12-07"]),
        ("12.1.09", ["12/01/09 22:26"], None, ["2009-01-12"]),
        # Both orders can be: the language stands, and without one nothing is guessed.
        ("5 January 2006", ["06/02/2006"], "en-US", ["2006-06-02"]),
        ("5 January 2006", ["06/02/2006"], None, ["2006"]),
        # Both are older than the post (it was moved): nothing is told.
        ("5 January 2016", ["06/02/2006"], "en-US", ["2006-06-02"]),
        # Another date on the page says which is the day.
        ("5 December 2006", ["06/12/2006", "12/31/2006"], "en-US", ["2006-06-12", "2006-12-31"]),
        # A day before the post may be another zone's.
        ("6 December 2006", ["12/05/2006"], "en-US", ["2006-12-05"]),
        (
            "2006-12-05T10:00:00Z",
            ["2006-12-06T01:00:00Z", "March 4, 2007"],
            "en-US",
            ["2006-12-06", "2007-03-04"],
        ),
        ("03/04/2006", ["04/03/2006"], None, ["2006"]),
    ],
)
def test_what_the_post_tells(posted: str, printed: list[str], lang: str | None, expected: list[str]) -> None:
    found = thread(posted, *printed, lang=lang)
    settle_days(found, lang)
    assert days(found) == expected


def test_the_printed_text_and_the_time_of_day_stay() -> None:
    found = thread("5 December 2006", "06/12/2006, 2:06 pm", lang=None)
    settle_days(found, None)
    assert found.comments[0].date.value == "2006-12-06T14:06"
    assert found.comments[0].date.precision is Precision.MINUTE
    assert found.comments[0].date.text == "06/12/2006, 2:06 pm"


def test_what_a_page_tells_machines_is_not_touched() -> None:
    comment = DraftComment(key="1", date=parse_date("06/12/2006", machine="2006-06-12T10:00:00+00:00"))
    found = DraftThread(date=parse_date("5 December 2006"), comments=[comment])
    settle_days(found, None)
    assert days(found) == ["2006-06-12"]
