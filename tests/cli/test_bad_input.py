"""Files that nobody wants to meet: one clear line each, the rest is imported, nothing stored is lost."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_pages import PAGE, deep_page, reply_circle

GIGABYTE = 1_000_000_000


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400)
    (folder / "empty.html").write_bytes(b"")
    (folder / "blank.html").write_bytes(b" \n\t ")
    (folder / "truncated.html").write_text(
        PAGE[: PAGE.index("Could Epstein")].replace("/rebound/", "/truncated/").replace("-12", "-13")
    )
    (folder / "charset.html").write_bytes(
        PAGE.replace("/rebound/", "/charset/")
        .replace("-12", "-14")
        .replace("twelve weeks", "zwölf Wochen")
        .encode("cp1252", "replace")
    )
    (folder / "deep.html").write_text(deep_page(10_000))
    (folder / "circle.html").write_text(reply_circle())
    with (folder / "huge.html").open("wb") as file:
        file.write(b"<html><body><p>")
        file.truncate(200_000_000)
    (folder / "good.html").write_text(PAGE, encoding="utf-8")
    return folder


def test_each_gets_one_line_and_the_rest_goes_on(run: Any, bad: Path) -> None:
    result = run("add", bad)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    for name in ("picture.html", "empty.html", "blank.html", "huge.html"):
        assert len([line for line in lines if name in line]) == 1, name
    messages = [json.loads(line) for line in run("export", "jsonl").stdout.splitlines()]
    by_source: dict[str, list[dict[str, Any]]] = {}
    for message in messages:
        by_source.setdefault(message["source"], []).append(message)
    assert len(by_source["good.html"]) == 4
    assert len([m for m in by_source["truncated.html"] if m["kind"] == "comment"]) >= 2
    assert any("zwölf Wochen" in m["text"] for m in by_source["charset.html"])
    assert max(m["depth"] for m in by_source["deep.html"]) == 10_000
    assert len([m for m in by_source["circle.html"] if m["kind"] == "comment"]) == 3
    assert set(by_source) == {"good.html", "truncated.html", "charset.html", "deep.html", "circle.html"}
    problems = {p["source"] for p in json.loads(run("audit", "--json").stdout)["problems"]}
    assert {"picture.html", "empty.html", "blank.html", "huge.html"} <= problems


def test_memory_stays_under_a_gigabyte(bad: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pmlarchive.cli", "-a", str(tmp_path / "a"), "add", str(bad)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    assert process.wait(timeout=300) == 1
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < GIGABYTE


def test_a_missing_file_is_said(run: Any) -> None:
    result = run("add", "no-such-file.html")
    assert result.exit_code == 1
    assert "no-such-file.html" in result.stderr


def test_a_name_that_is_no_utf_8_stops_nothing(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "old disk"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/r\xe9sum\xe9.html")).write_text(PAGE, encoding="utf-8")
        Path(os.fsdecode(os.fsencode(folder) + b"/b\xff.bin")).write_bytes(b"junk")
    except OSError:
        pytest.skip("this file system takes no such names")
    result = run("add", folder)
    assert result.exit_code == 1
    assert "b\\xff.bin" in result.stderr
    messages = [json.loads(line) for line in run("export", "jsonl").stdout.splitlines()]
    assert {message["source"] for message in messages} == {"r\\xe9sum\\xe9.html"}


@pytest.mark.parametrize(
    "url", ["notaurl", "javascript:alert(1)", "file:///etc/passwd", "https://", "https://x/\x1b[31m"]
)
def test_an_address_that_is_none_is_refused(run: Any, page: Path, url: str) -> None:
    assert run("add", page, "--url", url).exit_code == 2
