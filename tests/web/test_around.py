"""Results can be narrowed, and widened again; what was typed stays what is asked."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from pmlarchive.web.around import narrowed


def page(client: FlaskClient, query: str) -> Any:
    return html.document_fromstring(client.get("/search", query_string={"q": query}).text)


def total(found: Any) -> int:
    said = found.cssselect(".found")[0].text_content().split()[0]
    return 0 if said == "Nothing" else int(said)


def test_years_narrow_the_results(client: FlaskClient) -> None:
    found = page(client, "fatigue OR rebound")
    bars = {bar.cssselect("b")[0].text: bar for bar in found.cssselect(".spread .years a")}
    assert list(bars) == ["2014", "2015", "2016"]
    counts = [int(bar.cssselect(".count")[0].text.split()[0]) for bar in bars.values()]
    assert counts[1] == 0
    silent = html.document_fromstring(client.get(bars["2015"].get("href")).text)
    assert total(html.document_fromstring(client.get(silent.cssselect(".chosen a")[0].get("href")).text)) > 0
    narrower = html.document_fromstring(client.get(bars["2016"].get("href")).text)
    assert total(narrower) == counts[2]
    assert narrower.cssselect("#q")[0].value == "(fatigue OR rebound) year:2016"
    chosen = narrower.cssselect(".chosen a")
    wider = html.document_fromstring(client.get(chosen[0].get("href")).text)
    assert wider.cssselect("#q")[0].value == "fatigue OR rebound"


@pytest.mark.parametrize("query", ["fatigue OR rebound", "words"])
def test_every_choice_finds_as_many_as_it_says(client: FlaskClient, query: str) -> None:
    choices = page(client, query).cssselect(".narrow .chips a")
    assert choices
    for choice in choices:
        found = html.document_fromstring(client.get(choice.get("href")).text)
        assert total(found) == int(choice.cssselect("span")[0].text), choice.get("href")


def test_a_misspelling_is_put_right(client: FlaskClient) -> None:
    offered = page(client, "fatigeu").cssselect(".note a")
    assert [link.text_content() for link in offered] == ["fatigue"]
    assert total(html.document_fromstring(client.get(offered[0].get("href")).text)) > 0


@pytest.mark.parametrize(
    ("query", "part", "expected"),
    [
        ("virus", "year:2014", ("virus year:2014", False)),
        ("virus year:2014", "year:2014", ("virus", True)),
        ("a OR b", "year:2014", ("(a OR b) year:2014", False)),
        ("(a OR b) year:2014", "year:2014", ("a OR b", True)),
        ("(a OR b) (c OR d) year:2014", "year:2014", ("(a OR b) (c OR d)", True)),
        ("virus year:20145", "year:2014", ("virus year:20145 year:2014", False)),
    ],
)
def test_narrowing_is_undone_by_the_same_choice(query: str, part: str, expected: tuple[str, bool]) -> None:
    assert narrowed(query, part) == expected
