"""The interchange format keeps its promise: the schema, every key, any text."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlarchive.export.jsonl import lines, to_json
from pmlarchive.ingest import ingest
from pmlarchive.model import Date, Kind, Message, Precision
from pmlarchive.store.store import Store
from scraper.draft import DraftComment, DraftThread

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schema" / "message.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_lists_exactly_the_keys_written() -> None:
    message = Message(
        id="p" + "0" * 20, kind=Kind.POST, site="s", platform="p", thread="urn:x", thread_id="p"
    )
    assert list(to_json(message)) == SCHEMA["required"] == list(SCHEMA["properties"])


@pytest.mark.parametrize(
    "date", ["2014", "2014-03", "2014-03-05", "2014-03-05T14:22", "2014-03-05T14:22:07+01:00"]
)
def test_a_whole_thread_fits_the_schema(tmp_path: Path, date: str) -> None:
    store = Store(tmp_path / "archive.db")
    when = Date(date, Precision.DAY, "as printed")
    comments = [
        DraftComment(
            key="1", native_id="1", author="Ann", date=when, text="one", links=("https://doi.org/10.1/x",)
        ),
        DraftComment(key="2", parent="9", text="an answer to nobody we know"),
    ]
    ingest(
        store,
        DraftThread(
            url="https://b.example/p",
            title="T",
            text="x",
            comments=comments,
            tags=("ms",),
            declared_comments=3,
        ),
        source="a.html",
        captured="2024-01-01T00:00:00Z",
    )
    written = [json.loads(line) for line in lines(store.all_messages())]
    store.close()
    assert [line["kind"] for line in written] == ["post", "comment", "comment", "comment"]
    for line in written:
        VALIDATOR.validate(line)
    assert written[0]["tags"] == ["ms"]
    assert written[0]["parent"] is None


@given(st.text(), st.text())
def test_a_message_is_one_line_whatever_it_says(text: str, author: str) -> None:
    message = Message(
        id="c" + "0" * 20,
        kind=Kind.COMMENT,
        site="s",
        platform="p",
        thread="t",
        thread_id="t",
        text=text,
        author=author,
    )
    [line] = lines([message])
    assert "\n" not in line
    back = json.loads(line)
    assert (back["text"], back["author"]) == (text, author)
