"""What the README says works: its commands run as written, its links lead somewhere."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pmlarchive.demo.blog import serve_sample

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


def commands() -> list[list[str]]:
    """Every pmlarchive command in the README's shell blocks, as words."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines]
    return [words[1:] for words in split if words and words[0].rpartition("/")[2] == "pmlarchive"]


def test_commands_run_as_written(
    run: Any, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMLARCHIVE_DELAY", "0")
    monkeypatch.setenv("PMLARCHIVE_ALLOW_PRIVATE", "yes")
    served: list[str] = []

    def serve(app: Flask, _host: str, port: int, _threads: int, ready: Callable[[int], None]) -> None:
        served.append(app.name)
        ready(port)

    monkeypatch.setattr("pmlarchive.web.serve.serve", serve)
    monkeypatch.setattr("click.launch", served.append)
    page.parent.rename(tmp_path / "saved-pages")
    (tmp_path / "letter.txt").write_text(
        "A letter\n\nAbout what changed for me after the second infusion of the year.\n"
    )
    found = commands()
    assert {words[0] for words in found} >= {"add", "update", "search", "serve", "export", "audit"}
    with serve_sample() as sample:
        for words in found:
            result = run(*[sample.urls[0] if word == "https://blog.example/" else word for word in words])
            assert result.exit_code == 0, (words, result.stderr)
            if words[0] == "search":
                assert '"hits": []' not in result.stdout
                assert not result.stdout.startswith("0 ")
    assert len(served) == 3  # the app twice, the browser once
    assert (tmp_path / "archive.jsonl").stat().st_size > 100_000


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    missing = [
        target for target in targets if not target.startswith("http") and not (path.parent / target).exists()
    ]
    assert missing == []
