"""Ways in without a query."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html


def page(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return html.document_fromstring(response.text)


def titles(found: Any) -> list[str]:
    return [" ".join(link.text_content().split()) for link in found.cssselect(".title")]


def test_all_threads_in_four_orders(client: FlaskClient) -> None:
    every = {order: titles(page(client, f"/browse/?order={order}")) for order in
             ("newest", "oldest", "discussed", "active")}  # fmt: skip
    assert [title[:5] for title in every["newest"]] == ["<scri", "Sleep", "Rebou"]
    assert every["oldest"] == every["newest"][::-1]
    assert every["discussed"][0].startswith("Rebound")
    active = [title[:5] for title in every["active"]]
    assert active.index("Rebou") < active.index("Sleep")  # somebody came back in 2019


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/browse/year/2014", ["Rebou"]),
        ("/browse/year/2014/3", ["Rebou"]),
        ("/browse/year/2014/4", []),
        ("/browse/year/2016/7", ["Sleep"]),
        ("/browse/year/1999", []),
        ("/browse/site?key=blog.example.org", ["Sleep", "Rebou"]),
        ("/browse/tag?name=fatigue", ["Sleep"]),
        ("/browse/tag?name=nosuch", []),
    ],
)
def test_threads_by_year_site_and_tag(client: FlaskClient, path: str, expected: list[str]) -> None:
    assert [title[:5] for title in titles(page(client, path))] == expected


def test_months_lead_into_the_year(client: FlaskClient) -> None:
    chips = page(client, "/browse/year/2014").cssselect(".chips a")
    assert [chip.text.strip() for chip in chips][:2] == ["March 2014", "April 2014"]


def test_names_carry_their_caveat(client: FlaskClient) -> None:
    people = page(client, "/browse/people")
    assert "A name is not a person" in people.text_content()
    assert titles(people)[0] == "Dr Weber"
    assert titles(page(client, "/browse/people?prefix=an")) == ["Anna K.", "Anonymous"]
    assert "nobody in particular" in page(client, "/browse/person?name=Anonymous").text_content()
    assert "nobody in particular" not in page(client, "/browse/person?name=Ben").text_content()


def test_a_paper_gathers_the_passages_that_discuss_it(client: FlaskClient, rebound: str) -> None:
    assert titles(page(client, "/browse/papers")) == ["DOI 10.5555/demo.14"]
    paper = page(client, "/browse/paper?key=doi:10.5555/demo.14")
    assert paper.cssselect(".passages h2 a")[0].get("href") == f"/thread/{rebound}"
    assert "https://doi.org/10.5555/demo.14" in [link.get("href") for link in paper.cssselect("a")]


@pytest.mark.parametrize(
    "path",
    [
        "/browse/site?key=nosuch",
        "/browse/person?name=nosuch",
        "/browse/paper?key=nosuch",
        "/browse/year/0",
        "/browse/year/2014/13",
    ],
)
def test_there_is_no_page_of_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_long_lists_have_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmlarchive.web.browse.THREADS", 2)
    first = page(client, "/browse/?order=oldest")
    (after,) = first.xpath("//a[@rel='next']/@href")
    second = page(client, after)
    assert len(titles(first)) == 2
    assert len(titles(second)) == 1
    assert page(client, second.xpath("//a[@rel='prev']/@href")[0]).text_content() == first.text_content()
