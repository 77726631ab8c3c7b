"""Search by meaning from the command line: switched on, kept in step, stopped, copied, and left out."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index import embedder
from pmlarchive.archive import Archive
from pmlarchive.cli import main
from pmlarchive.model import Status

PAGES = {
    "drug": ("Progressive multifocal leukoencephalopathy", "Natalizumab carries a danger that every patient should know."),
    "garden": ("Roses in June", "A patient gardener should know every danger of greenfly and too much water."),
    "bones": ("Sunlight", "Cholecalciferol keeps a skeleton strong, and every patient should know that."),
}  # fmt: skip
QUESTION = "every patient should know strong bones"


def invoke(folder: Path, *words: str | Path) -> Result:
    result = CliRunner().invoke(main, ["-a", str(folder), *map(str, words)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def page(folder: Path, name: str, title: str, text: str) -> Path:
    path = folder / f"{name}.html"
    path.write_text(
        f"<html><head><title>{title}</title><link rel=canonical href='https://blog.example/2014/03/{name}/'></head>"
        f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of three posts."""
    monkeypatch.delenv("PMLARCHIVE", raising=False)
    monkeypatch.delenv("PMLARCHIVE_SEMANTIC", raising=False)
    folder = tmp_path / "archive"
    pages = [page(tmp_path, name, *words) for name, words in PAGES.items()]
    added = invoke(folder, "add", *pages)
    assert added.exit_code == 0, added.stderr
    return folder


def held(folder: Path) -> int:
    with Archive.open(folder) as one:
        return len(one.vectors)


def first(folder: Path, query: str, **options: str) -> str:
    with Archive.open(folder, options=options) as one:
        return str(one.search(query).hits[0].thread_title)


def test_nothing_is_embedded_until_it_is_asked_for(archive: Path) -> None:
    assert "by meaning" not in invoke(archive, "index").stderr
    assert not (archive / "vectors.db").exists()
    with Archive.open(archive) as one:
        assert (one.by_meaning, one.lacks, one.update_vectors()) == (False, None, 0)


def test_once_there_are_vectors_they_are_used_and_kept_in_step(archive: Path, tmp_path: Path) -> None:
    made = invoke(archive, "index", "--semantic", "yes")
    assert made.exit_code == 0
    assert "3 messages can be found by meaning" in made.stderr
    assert first(archive, QUESTION) == "Sunlight"
    assert first(archive, "leukoencephalopathy OR water", semantic="no")
    new = page(tmp_path, "lamp", "Lamps", "Every patient should know a good lamp when reading hurts.")
    assert "4 messages can be found by meaning" in invoke(archive, "add", new).stderr
    assert held(archive) == 4
    with Archive.open(archive) as one:
        gone = one.vectors.ids()[0]
        assert one.update_vectors() == 4
        one.vectors.forget([gone])
        assert one.update_vectors() == 3
        assert one.update_vectors(anew=True) == 4


def test_switched_off_it_is_as_if_there_were_none(archive: Path) -> None:
    before = [hit["id"] for hit in _json(invoke(archive, "search", QUESTION, "--json"))]
    invoke(archive, "index", "--semantic", "yes")
    off = [hit["id"] for hit in _json(invoke(archive, "search", QUESTION, "--json", "--semantic", "no"))]
    assert off == before


def _json(result: Result) -> list[dict[str, str]]:
    hits: list[dict[str, str]] = json.loads(result.stdout)["hits"]
    return hits


def test_without_the_extra_one_line_says_so_and_all_else_is_done(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder, "available", lambda: False)
    for command in (("index", "--semantic", "yes"), ("search", "--semantic", "yes", "roses")):
        done = invoke(archive, *command)
        (line,) = [line for line in done.stderr.splitlines() if "pip install" in line]
        assert "pmlarchive[semantic]" in line
        assert done.exit_code == (1 if command[0] == "index" else 0)
    assert "3 messages indexed" in invoke(archive, "index").stderr
    (archive / "vectors.db").write_bytes(b"copied here from a machine that has it")
    copied = invoke(archive, "index")
    assert (copied.exit_code, copied.stderr.count("pip install")) == (0, 1)
    assert "Roses" in invoke(archive, "search", "roses").stdout


def test_what_goes_from_the_archive_loses_its_vector(archive: Path) -> None:
    invoke(archive, "index", "--semantic", "yes")
    with Archive.open(archive) as one:
        gone = one.store.thread(one.store.thread_ids()[0]).post
        with one.store.writing() as writer:
            writer.save_messages([replace(gone, status=Status.GONE)], {gone.id: 1}, ())
        one.update_index()
        assert one.update_vectors() == 2
        assert gone.id not in one.vectors.ids()


@pytest.mark.parametrize("after", [0.9])
def test_a_killed_run_goes_on(archive: Path, after: float) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "pmlarchive.cli", "-a", str(archive), "index", "--semantic", "yes"],
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    done = invoke(archive, "index", "--semantic", "yes")
    assert done.exit_code == 0
    assert held(archive) == 3
