"""Pages that people saved, and where they came from."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from pmlarchive.errors import NotAThread
from scraper.files import read_file
from scraper.formats.saved_page import read_mhtml, saved_from

WORDS = "Öffnen heißt open. What happens when the door is opened again was asked on purpose, by a trial. " * 3
PAGE = f"<html><head><title>Rebound</title></head><body><article><h1>Rebound</h1><p>{WORDS}</p></article></body></html>"


@pytest.mark.parametrize(
    "mark",
    [
        "<!-- saved from url=(0027)https://grey.example/rebound/ -->",
        "<!--\n Page saved with SingleFile \n url: https://grey.example/rebound/ \n saved date: Mon Jun 02 2014\n-->",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_saved_page_says_where_it_was(mark: str, charset: str) -> None:
    data = f"<!DOCTYPE html>\n{mark}\n{PAGE}".encode(charset)
    assert saved_from(data) == "https://grey.example/rebound/"


@pytest.mark.parametrize(
    "mark", ["<!-- saved from url=(0020)file:///home/me/x.html -->", "<!-- url: x -->", ""]
)
def test_other_comments_are_no_address(mark: str) -> None:
    assert saved_from(f"{mark}{PAGE}".encode()) is None


def mhtml(location: str = "https://grey.example/rebound/", subtype: str = "html") -> bytes:
    whole = EmailMessage()
    whole["Subject"] = "Rebound"
    whole["Snapshot-Content-Location"] = location
    whole.set_content("frame", subtype="plain")
    whole.make_related()
    for place, text in (("https://ads.example/", "<p>ad</p>"), (location, PAGE)):
        part = EmailMessage()
        part.set_content(text, subtype=subtype, charset="utf-8", cte="quoted-printable")
        part["Content-Location"] = place
        whole.attach(part)
    return whole.as_bytes()


def test_mhtml_gives_the_page_it_is_about() -> None:
    page = read_mhtml(mhtml())
    assert (page.url, page.charset) == ("https://grey.example/rebound/", "utf-8")
    assert page.data.decode().strip() == PAGE


def test_mhtml_without_html() -> None:
    with pytest.raises(NotAThread, match="no HTML"):
        read_mhtml(mhtml(subtype="css"))


def test_files_of_both_kinds_keep_their_address(tmp_path: Path) -> None:
    single = tmp_path / "page.html"
    single.write_text(f"<!--\n Page saved with SingleFile \n url: https://grey.example/rebound/ \n-->{PAGE}")
    whole = tmp_path / "page.mhtml"
    whole.write_bytes(mhtml())
    for path in (single, whole):
        [thread] = read_file(path)
        assert (thread.url, thread.title) == ("https://grey.example/rebound/", "Rebound"), path.name
        assert "Öffnen" in thread.text
