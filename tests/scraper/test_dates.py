"""Dates as printed, in many forms and languages; never more certain than the page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlarchive.model import Precision
from scraper.dates import day_order, parse_date


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("March 9, 2014 9:05PM", "en", "2014-03-09T21:05"),
        ("March 9, 2014 at 12:26 AM", "en", "2014-03-09T00:26"),
        ("June 8th, 2009 at 5:30 pm", "en", "2009-06-08T17:30"),
        ("on Friday January 12, 2024 @11:40AM", "en", "2024-01-12T11:40"),
        ("19. Juni 2019 / 13:22", "de", "2019-06-19T13:22"),
        ("Mai 05, 2019", "de", "2019-05-05"),
        ("Juli 30, 2013 um 2:33 pm", "de", "2013-07-30T14:33"),
        ("1. März 2014 um 10.15 Uhr", "de", "2014-03-01T10:15"),
        ("05.03.2019 в 5:28пп", "ru", "2019-03-05T17:28"),
        ("7 апреля 2012 в 15:41", "ru", "2012-04-07T15:41"),
        ("Le 11 septembre 2018 à 12:57", "fr", "2018-09-11T12:57"),
        ("5 mars 2014 à 14h22", "fr", "2014-03-05T14:22"),
        ("12 déc. 2014", "fr", "2014-12-12"),
        ("5 de marzo de 2014 a las 14:22", "es", "2014-03-05T14:22"),
        ("14 kwietnia 2010 o 20:11", "pl", "2010-04-14T20:11"),
        ("2. listopada 2015.", "hr", "2015-10-02"),
        ("2 listopada 2015", "pl", "2015-11-02"),
        ("2014. március 5. szerda 14:22", "hu", "2014-03-05T14:22"),
        ("5 Tháng Ba, 2019 lúc 4:05 chiều", "vi", "2019-03-05T16:05"),
        ("2013年12月28日 下午 3:05", "zh", "2013-12-28T15:05"),
        ("2019년 3월 5일 오후 2:11", "ko", "2019-03-05T14:11"),
        ("12 אוגוסט 2015 בשעה 14:11", "he", "2015-08-12T14:11"),
        ("٥ مارس، ٢٠١٥ الساعة ٥:١٠ م", "ar", "2015-03-05T17:10"),
        ("5 เมษายน 2562", "th", "2019-04-05"),
        ("Wed, 12 May 2014 14:04:53 EDT", "en", "2014-05-12T14:04:53-04:00"),
        ("Sat Apr 18 09:14:05 EDT 2009", "en", "2009-04-18T09:14:05-04:00"),
        ("29.07.2020 // 12:56", None, "2020-07-29T12:56"),
        ("#2 11-24-02, 05:36 PM", "en", "2002-11-24T17:36"),
        ("16:17 05.11.18", "ru", "2018-11-05T16:17"),
        ("2013/12/28 00:28", None, "2013-12-28T00:28"),
        ("04/29/2011 3:05 pm", "en", "2011-04-29T15:05"),
        ("3/4/2011", "en-US", "2011-03-04"),
        ("3/4/2011", "fr-FR", "2011-04-03"),
        ("3/4/2011", "en", "2011"),
        ("3/4/2011", None, "2011"),
        ("4/4/2011", "en", "2011-04-04"),
        ("March 2014", "en", "2014-03"),
        ("Jun 28", "en", None),
        ("Dez · 12", "de", None),
        ("3 days ago", "en", None),
        ("vor 8 Stunden", "de", None),
        ("31/02/2014", "fr", None),
        ("", "en", None),
    ],
)
def test_printed(text: str, lang: str | None, value: str | None) -> None:
    date = parse_date(text, lang=lang)
    assert date.value == value
    assert date.text == (text or None)
    assert (date.precision is None) == (value is None)


@pytest.mark.parametrize(
    ("machine", "text", "value"),
    [
        ("2014-03-05T10:00:00+01:00", "yesterday", "2014-03-05T10:00:00+01:00"),
        ("2014-03-05T10:00:00Z", None, "2014-03-05T10:00:00+00:00"),
        ("2014-03-05", "March 5, 2014 at 3:14 pm", "2014-03-05T15:14"),
        ("2014-03-05T00:00:00", "March 5, 2014 at 3:14 pm", "2014-03-05T15:14"),
        ("2014-03-05T10:00:00", "March 6, 2014", "2014-03-05T10:00:00"),
        ("", "March 5, 2014", "2014-03-05"),
        ("comment_date", "March 5, 2014", "2014-03-05"),
        ("1381172401460", None, "2013-10-07T19:00:01+00:00"),
        ("1381172401", None, "2013-10-07T19:00:01+00:00"),
        ("2019-11-9 5:01", None, "2019-11-09T05:01"),
    ],
)
def test_for_machines(machine: str, text: str | None, value: str) -> None:
    assert parse_date(text, machine=machine).value == value


def test_the_page_shows_its_order() -> None:
    assert day_order(["3/4/2011", "3/25/2011"]) is False
    assert day_order(["3/4/2011", "25/3/2011"]) is True
    assert day_order(["3/4/2011"]) is None
    assert day_order(["05.05.13", "05.13.13"]) is False  # dots, but a month first for once
    assert day_order(["05.05.13"]) is True
    assert parse_date("3/4/2011", lang="en", day_first=False).value == "2011-03-04"


def test_languages_not_known_here_are_asked_of_dateparser() -> None:
    assert parse_date("5 Machi 2014", lang="sw").value == "2014-03-05"


def test_precision() -> None:
    assert parse_date("2014-03-05 10:00:01").precision is Precision.SECOND
    assert parse_date("5 May 2014 10:00").precision is Precision.MINUTE


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, "de", "en", "xx", "th"]))
def test_any_text_is_a_date_or_unknown(text: str, lang: str | None) -> None:
    date = parse_date(text, lang=lang)
    assert date.value is None or date.sort_key is not None


@pytest.mark.parametrize(
    ("text", "day_first", "value"),
    [
        ("03-04-02, 05:36 PM", False, "2002-03-04T17:36"),
        ("03-04-02, 05:36 PM", None, None),
        ("03-04-02, 05:36 PM", True, None),
        ("24-11-02", None, None),
    ],
)
def test_dashed_dates_with_a_short_year(text: str, day_first: bool | None, value: str | None) -> None:
    """2 November 2024, or 24 November 2002: only where the thread's other dates tell."""
    assert parse_date(text, lang="en", day_first=day_first).value == value
