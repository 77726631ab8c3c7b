"""The commands, one after the other as a person would use them."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pmlarchive.cli import main
from pmlarchive.errors import ArchiveError
from pmlarchive.terminal import print_json


@pytest.fixture(params=["tantivy", "whoosh"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, run: Any) -> str:
    monkeypatch.setenv("PMLARCHIVE_ENGINE", request.param)
    return str(request.param)


def test_add_search_show_export_audit(run: Any, page: Path, engine: str) -> None:
    added = run("add", page.parent)
    assert (added.exit_code, added.stdout) == (0, "")
    assert "1 posts read: 4 messages new, 0 changed, 0 gone" in added.stderr
    assert "0 messages new" in run("add", page.parent).stderr

    found = json.loads(run("search", "steroids", "--json").stdout)
    assert (found["total"], found["threads"]) == (1, 1)
    [hit] = found["hits"]
    assert hit["author"] == "Ben"
    assert hit["native_id"] == "33"
    assert hit["kind"] == "comment"
    assert hit["thread"] == "https://notes.example/2014/05/rebound/"
    assert hit["url"] == "https://notes.example/2014/05/rebound/#comment-33"
    assert hit["date"].startswith("2014-05-03T11:00")
    assert "<mark>steroids</mark>" in hit["snippet_html"]
    assert hit["score"] > 0
    assert "steroids" in run("search", "steroids").stdout
    assert json.loads(run("search", "nothingofthekind", "--json").stdout)["hits"] == []

    shown = run("show", "https://notes.example/2014/05/rebound/").stdout
    assert shown.index("twelve weeks") < shown.index("  Was it steroids") < shown.index("Epstein-Barr")
    as_json = json.loads(
        run("show", hit["id"].replace(hit["id"], found["hits"][0]["thread"]), "--json").stdout
    )
    assert [m["depth"] for m in as_json] == [0, 1, 2, 1]

    lines = [json.loads(line) for line in run("export", "jsonl").stdout.splitlines()]
    assert lines == as_json
    assert {line["source"] for line in lines} == {"rebound.html"}
    run("export", "jsonl", "-o", "out.jsonl")
    assert [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()] == lines

    audit = run("audit")
    assert audit.exit_code == 0
    assert "1 posts declare 3 comments; 3 were found (100.0%)" in audit.stdout
    report = json.loads(run("audit", "--json").stdout)
    assert report["sound"]
    assert report["sites"][0]["comments"] == 3
    assert report["unindexed"] == 0


def test_index_again_and_with_the_other_engine(run: Any, page: Path) -> None:
    run("add", page)
    assert "4 messages indexed" in run("index").stderr
    assert "4 messages indexed" in run("index", "--engine", "whoosh").stderr
    assert json.loads(run("search", "steroids", "--engine", "whoosh", "--json").stdout)["total"] == 1
    assert "0 messages indexed" in run("index", "--changes-only").stderr


def test_one_file_can_be_given_its_address(run: Any, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(
        "A title\n\nA few words about JC virus testing and what a positive result means for people.\n"
    )
    run("add", note, "--url", "https://given.example/note")
    assert "JC virus" in run("show", "https://given.example/note").stdout
    refused = run("add", note, tmp_path, "--url", "https://given.example/note")
    assert refused.exit_code == 1
    assert "one by one" in refused.stderr


def test_an_address_that_the_page_overrules_is_said(run: Any, page: Path) -> None:
    said = run("add", page, "--url", "https://given.example/other").stderr
    assert "its own address, https://notes.example/2014/05/rebound/; --url was not used" in said
    assert "not used" not in run("add", page, "--url", "http://www.notes.example/2014/05/rebound").stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("rate_limit", "a lot"), ("password_hash", "brass kettle"), ("password_hash", "md5$salt$abc")],
)
def test_settings_that_cannot_be_used_are_refused_when_they_are_read(
    run: Any, page: Path, name: str, value: str
) -> None:
    run("add", page)
    Path("archive/archive.toml").write_text(f'{name} = "{value}"\n')
    result = run("search", "x")
    assert result.exit_code == 1
    assert name in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_serve_says_where_only_once_it_answers(run: Any, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", page)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", port)
    assert result.exit_code == 1
    [line] = result.stderr.splitlines()
    assert f"127.0.0.1:{port}/ cannot be served" in line
    assert "--port" in line
    served: list[int] = []

    def answer(server: Any) -> None:
        served.append(server.effective_port)
        server.close()

    monkeypatch.setattr("waitress.server.TcpWSGIServer.run", answer)
    said = run("serve", "--port", "0").stderr
    assert f"on http://127.0.0.1:{served[0]}/ (Ctrl+C stops)" in said


def test_json_carries_nothing_that_acts_on_a_terminal(run: Any, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(
        "A title\n\nA few words about \u202eJC virus\u2069 testing and what it means for people.\n"
    )
    run("add", note, "--url", "https://given.example/note")
    for words in (["search", "virus"], ["show", "https://given.example/note"], ["audit"]):
        printed = run(*words, "--json").stdout
        json.loads(printed)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed)


def test_json_stays_the_same_text(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"a": "\x9b31m\u2028\x1b\ud800 Grüße"}
    print_json(value)
    printed = capsys.readouterr().out
    assert json.loads(printed) == value
    assert printed == '{\n  "a": "\\u009b31m\\u2028\\u001b\\ud800 Grüße"\n}\n'


def test_settings_are_listed_with_their_values(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMLARCHIVE_PORT", "9001")
    assert "port = 9001" in run("settings").stdout
    assert json.loads(run("settings", "--json").stdout)["port"] == 9001


@pytest.mark.parametrize(
    "command",
    [["search", "x"], ["show", "x"], ["audit"], ["update"], ["index"], ["export", "jsonl"], ["serve"]],
)
def test_without_an_archive_the_error_says_what_to_do(run: Any, command: list[str]) -> None:
    result = run(*command)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "pmlarchive add" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not Path("archive").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["export", "pdf"],
        ["add"],
        ["index", "--engine", "x"],
    ],
)
def test_wrong_usage_is_status_2(run: Any, words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_a_bad_setting_is_one_line(run: Any, page: Path) -> None:
    run("add", page)
    Path("archive/archive.toml").write_text("prot = 1")
    result = run("search", "x")
    assert result.exit_code == 1
    assert "prot" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [None, *sorted(main.commands)])
def test_help_has_examples(command: str | None) -> None:
    words = ["--help"] if command is None else [command, "--help"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert "Examples:" in result.output
    assert "pmlarchive" in result.output.split("Examples:")[1]


def test_a_reader_that_has_had_enough_is_no_error(run: Any, page: Path) -> None:
    run("add", page)
    program = [sys.executable, "-m", "pmlarchive.cli"]
    writer = subprocess.Popen([*program, "export", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.close()
    _, errors = writer.communicate(timeout=60)
    assert errors == b""


def test_an_error_without_a_subject_is_still_one_line() -> None:
    assert ArchiveError("two\nlines").line() == "two lines"
    assert ArchiveError("broke", subject="a.html").line() == "a.html: broke"
