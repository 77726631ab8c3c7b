"""The commands, one after the other as a person would use them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pmlarchive.cli import main
from pmlarchive.errors import ArchiveError


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
