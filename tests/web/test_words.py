"""Every word of every page can be translated."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from lxml import html

from pmlarchive.archive import Archive
from pmlarchive.web.app import build_app
from pmlarchive.web.language import FOLDER

WEB = FOLDER.parent
_PLACE = re.compile(r"(%\(\w+\)s|<[^>]*>)")


def found() -> set[Any]:
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    return {message for _, _, message, _, _ in extract_from_dir(WEB, methods, options)}


def test_the_template_of_translations_is_up_to_date() -> None:
    with (FOLDER / "messages.pot").open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    assert kept == found(), "run `make translations`"


def shout(text: str) -> str:
    """Return a text as our pretended language has it: every letter a capital."""
    return "".join(part if _PLACE.fullmatch(part) else part.upper() for part in _PLACE.split(text))


@pytest.fixture(scope="module")
def shouting(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The app in a language where everything translated is in capitals."""
    catalogue = Catalog(locale="eo")
    for message in found():
        translated = tuple(map(shout, message)) if isinstance(message, tuple) else shout(message)
        catalogue.add(message, translated)
    folder: Path = tmp_path_factory.mktemp("translations")
    (folder / "eo" / "LC_MESSAGES").mkdir(parents=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    (folder / "eo" / "LC_MESSAGES" / "messages.mo").write_bytes(compiled.getvalue())
    return build_app(archive, translations=folder).test_client()


SPOKEN = {"Accept-Language": "eo"}
PAGES = ["/", "/search", "/search?q=zebrafish", "/search?q=rebound", "/thread/{rebound}?q=storm", "/browse/",
         "/thread/{rebound}/outline", "/message/{rebound}/about", "/browse/year/2014", "/browse/sites",
         "/browse/tags", "/browse/people", "/browse/papers", "/comfort", "/help", "/nowhere"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_left_in_english(shouting: FlaskClient, archive: Archive, rebound: str, path: str) -> None:
    page = html.document_fromstring(shouting.get(path.format(rebound=rebound), headers=SPOKEN).text)
    assert page.get("lang") == "eo"
    stored = " ".join(
        f"{m.text} {m.html} {m.title} {m.author} {' '.join(m.tags)}" for m in archive.store.all_messages()
    )
    known = set(re.findall(r"[a-z]{3,}", stored)) | set(re.findall(r"[a-z]{3,}", _FIXED))
    for element in page.xpath("//code | //kbd | //time | //pre | //script | //style | //cite | //mark"):
        element.drop_tree()
    texts = page.xpath("//text() | //@placeholder | //@aria-label | //@title | //@data-fold | //@data-kept")
    left = {word for text in texts for word in re.findall(r"\b[a-z]{3,}", str(text))}
    assert left - known == set()


_FIXED = """
blog.example.org trap.example.org wordpress generic files page html utf doi atkinson hyperlegible
Example archive https rebound after stopping storm zebrafish Notes from the clinic http localhost message
demo
"""


def test_without_a_translation_pages_are_english(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "xx, fi;q=0.5"})
    assert '<html lang="en">' in page.text
    assert "Find any passage" in page.text
