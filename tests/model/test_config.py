"""Settings: one table, three places to give them, errors that name the place."""

from pathlib import Path

import pytest

from pmlarchive import config
from pmlarchive.errors import ConfigError


def test_an_option_goes_before_the_environment_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.load(tmp_path)["port"] == 8765
    (tmp_path / "archive.toml").write_text("port = 1\n")
    assert config.load(tmp_path)["port"] == 1
    monkeypatch.setenv("PMLARCHIVE_PORT", "2")
    assert config.load(tmp_path)["port"] == 2
    assert config.load(tmp_path, {"port": 3, "delay": None})["port"] == 3


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("prot = 1", "prot"),
        ("port = 'many'", "whole number"),
        ("port = -1", "at least 0"),
        ("engine = 'lucene'", "tantivy, whoosh"),
        ("robots = 'perhaps'", "true or false"),
        ("port = true", "whole number"),
        ("title = 7", "text"),
        ("port = ", "cannot be read"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "archive.toml").write_text(line)
    with pytest.raises(ConfigError, match=words) as caught:
        config.load(tmp_path)
    assert "archive.toml" in caught.value.line()


@pytest.mark.parametrize(("word", "on"), [("yes", True), ("0", False), ("TRUE", True), ("off", False)])
def test_flags_in_the_environment_are_words(word: str, on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMLARCHIVE_ROBOTS", word)
    assert config.load(None).flag("robots") is on
