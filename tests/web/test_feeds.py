"""Feeds, OpenSearch and linked data are well formed, true, and as private as the pages."""

import json
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient
from lxml import html

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.mimetype == "application/atom+xml"
    return fromstring(response.data)


def titles(root: Any) -> list[str]:
    return [entry.findtext("a:title", namespaces=ATOM) for entry in root.findall("a:entry", ATOM)]


def test_everything_newest_first(client: FlaskClient) -> None:
    root = feed(client, "/feed/all.atom")
    moments = [entry.findtext("a:updated", namespaces=ATOM) for entry in root.findall("a:entry", ATOM)]
    dated = [moment for moment in moments if not moment.startswith("2024-05-03")]  # undated: the capture's
    assert dated == sorted(dated, reverse=True)
    assert root.findtext("a:updated", namespaces=ATOM) == max(moments)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in root.findall("a:entry", ATOM)]
    assert len(set(ids)) == len(ids) > 8


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/feed/all.atom?site=trap.example.org", 2),
        ("/feed/thread/{rebound}.atom", 9),
        ("/feed/person.atom?name=Anna+K.", 2),
        ("/feed/search.atom?q=storm", 2),
    ],
)
def test_feeds_hold_what_they_name(client: FlaskClient, rebound: str, path: str, count: int) -> None:
    assert len(titles(feed(client, path.format(rebound=rebound)))) == count


def test_entries_say_who_wrote_and_where(client: FlaskClient, rebound: str) -> None:
    root = feed(client, "/feed/person.atom?name=Anna+K.")
    assert set(titles(root)) == {"Anna K. on “Rebound after stopping treatment: what is it?”"}
    link = root.find("a:entry/a:link", ATOM)
    assert link.get("href").startswith(f"http://localhost/thread/{rebound}#c")


def test_feeds_carry_no_hostile_markup(client: FlaskClient) -> None:
    root = feed(client, "/feed/all.atom?site=trap.example.org")
    bodies = "".join(entry.findtext("a:content", namespaces=ATOM) for entry in root.findall("a:entry", ATOM))
    assert "words stay" in bodies
    assert not any(bad in bodies for bad in ("script", "onerror", "javascript", "<form", "<base"))


@pytest.mark.parametrize("path", ["/feed/search.atom", "/feed/person.atom?name=x", "/feed/thread/x.atom"])
def test_there_is_no_feed_of_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_browsers_can_add_the_search(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/").text)
    (link,) = page.xpath("//link[@rel='search']/@href")
    root = fromstring(client.get(link).data)
    (url,) = (child for child in root if child.tag.endswith("Url"))
    assert url.get("template") == "http://localhost/search?q={searchTerms}"


def test_pages_name_their_feeds(client: FlaskClient, rebound: str) -> None:
    for path in ("/", "/search?q=storm", f"/thread/{rebound}", "/browse/person?name=Ben"):
        page = html.document_fromstring(client.get(path).text)
        (address,) = page.xpath("//link[@rel='alternate']/@href")
        feed(client, address)


def test_threads_are_linked_data(client: FlaskClient, rebound: str) -> None:
    page = html.document_fromstring(client.get(f"/thread/{rebound}").text)
    data = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["@type"] == "DiscussionForumPosting"
    assert data["headline"].startswith("Rebound")
    assert data["commentCount"] == 7
    assert {comment["author"]["name"] for comment in data["comment"] if "author" in comment} >= {"Anna K."}
