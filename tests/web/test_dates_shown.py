"""Dates are shown as precisely as they are known."""

import pytest
from flask import Flask

from pmlarchive.model import Date, Precision
from pmlarchive.web.dates import element, moment, words


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        ("2014", Precision.YEAR, "2014"),
        ("2014-03", Precision.MONTH, "March 2014"),
        ("2014-03-05", Precision.DAY, "5 March 2014"),
        ("2014-03-05T14:22", Precision.MINUTE, "5 March 2014, 14:22"),
        ("2014-03-05T14:22:07+01:00", Precision.SECOND, "5 March 2014, 14:22 UTC+1"),
        ("2014-03-05T14:22+00:00", Precision.MINUTE, "5 March 2014, 14:22 UTC"),
        ("2014-03-05T14:22-03:30", Precision.MINUTE, "5 March 2014, 14:22 UTC-3:30"),
        ("9999-99-99", Precision.DAY, "9999-99-99"),
        (None, None, "date unknown"),
    ],
)
def test_words(app: Flask, value: str | None, precision: Precision | None, shown: str) -> None:
    with app.test_request_context("/"):
        assert words(Date(value, precision)) == shown


def test_element_is_honest(app: Flask) -> None:
    with app.test_request_context("/"):
        assert element(Date("2014-03", Precision.MONTH)) == '<time datetime="2014-03">March 2014</time>'
        assert "date as printed: &lt;last spring&gt;" in element(Date(None, None, "<last spring>"))
        assert moment("2024-05-03T10:00:00Z") == '<time datetime="2024-05-03T10:00:00Z">3 May 2024</time>'
        assert moment(None) == ""
