"""Files that nobody wants to meet: one clear line each, the rest is imported, nothing stored is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cli_pages import PAGE, deep_page, reply_circle

import scraper.parse
from scraper.platforms.base import Page, Reading

GIGABYTE = 1_000_000_000


def fill(folder: Path) -> Path:
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


# A process begins with the peak of the one that started it: only a small one starts what is measured.
STARTED_BY_A_SMALL_ONE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], timeout=300).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], int, int]:
    """Add all of them by one command: the archive, the lines on standard error, the status, the peak of memory."""
    folder = tmp_path_factory.mktemp("bad")
    archive = folder / "archive"
    command = [sys.executable, "-m", "pmlarchive.cli", "-a", str(archive), "add", str(fill(folder / "bad"))]
    starter = [sys.executable, "-S", "-c", STARTED_BY_A_SMALL_ONE, *command]
    done = subprocess.run(starter, capture_output=True, text=True, check=True)
    status, peak = map(int, done.stdout.splitlines()[-1].split())
    return archive, done.stderr.splitlines(), status, peak


def test_a_blog_copied_whole_gives_its_posts_alone(run: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    teaser = "<p>What this post says at first, and then goes on to say at some length elsewhere.</p>"
    old_list = f"<html><title>Notes</title><body><div class=post><h2><a href=/x/>One</a></h2>{teaser}</div></body></html>"
    files = {
        "2014/05/rebound/index.html": PAGE,
        "2014/05/rebound/feed/index.xml": '<?xml version="1.0"?><rss version="2.0"><channel><title>n</title></channel></rss>',
        "2014/05/index.html": old_list,
        "tag/steroids/index.html": old_list,
        "tag/steroids/page/2/index.html": old_list,
        "category/health/ms.html": old_list,
        "page/2/index.html": old_list,
        "wp-login.php": "<html><title>Log in</title><body><p>Name, and a word that nobody knows.</p></body></html>",
        "wp-content/style.css": "/* nothing to read */",
        "wp-content/brain.jpg": "\xff\xd8\xff\x00",
    }
    for name, content in files.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(content, encoding="latin-1", errors="replace")
    result = run("add", copy)
    assert result.exit_code == 0
    assert "1 posts read: 4 messages new" in result.stdout + result.stderr
    assert (
        "passed over: 7 feeds and lists of posts, 2 pictures, styles, scripts"
        in result.stdout + result.stderr
    )
    assert json.loads(run("audit", "--json").stdout)["problems"] == []
    # Told where the copy was made, a page that names no address has one.
    bare = PAGE.replace('<link rel="canonical" href="https://notes.example/2014/05/rebound/">', "")
    (copy / "2015/06/rébound two").mkdir(parents=True)
    (copy / "2015/06/rébound two/index.html").write_text(
        bare.replace("https://notes.example/2014/05/rebound/", "")
        .replace("-12", "-77")
        .replace("comment-3", "comment-5"),
        encoding="utf-8",
    )
    assert run("add", copy, "--url", "https://notes.example").exit_code == 0
    posts = [m for m in map(json.loads, run("export", "jsonl").stdout.splitlines()) if m["kind"] == "post"]
    assert {post["url"] for post in posts} == {
        "https://notes.example/2014/05/rebound/",
        "https://notes.example/2015/06/r%C3%A9bound%20two/",
    }
    # Named itself, each is answered.
    assert run("add", copy / "2014/05/rebound/feed/index.xml").exit_code == 1
    assert "is a feed" in run("add", copy / "2014/05/rebound/feed/index.xml").stderr
    assert run("add", copy / "tag/steroids/index.html").exit_code == 0


@pytest.mark.parametrize("in_folder", [True, False])
def test_a_list_of_posts_in_a_zip_hides_no_post_after_it(run: Any, tmp_path: Path, in_folder: bool) -> None:
    links = "".join(
        f"<div class=hentry><h2><a href=/{n}/>Post {n}</a></h2><p>Its words.</p></div>" for n in range(4)
    )
    (tmp_path / "packed").mkdir()
    with ZipFile(tmp_path / "packed" / "pages.zip", "w") as packed:
        packed.writestr(
            "1.html", f"<html><title>Notes</title><body class='archive category'>{links}</body></html>"
        )
        packed.writestr("2.html", PAGE)
    result = run("add", tmp_path / "packed" if in_folder else tmp_path / "packed" / "pages.zip")
    assert "1 posts read: 4 messages new" in result.stdout + result.stderr
    assert result.exit_code == 0


def test_a_fault_of_our_own_costs_one_page(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = fill(tmp_path / "bad")
    for costly in ("deep.html", "huge.html"):  # no part of this
        (bad / costly).unlink()
    read = scraper.parse.read_comments

    def faulty(page: Page, *rest: Any) -> Reading | None:
        if page.data.startswith(b"<!-- circle"):
            raise KeyError("place")
        return read(page, *rest)

    monkeypatch.setattr("scraper.parse.read_comments", faulty)
    circle = bad / "circle.html"
    circle.write_text("<!-- circle -->" + circle.read_text())
    result = run("add", bad)
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if "circle.html" in line]
    assert len(lines) == 1
    assert "KeyError" in lines[0]
    assert "report" in lines[0]
    sources = {json.loads(line)["source"] for line in run("export", "jsonl").stdout.splitlines()}
    assert "good.html" in sources
    assert "circle.html" not in sources


@pytest.mark.slow
def test_each_gets_one_line_and_the_rest_goes_on(run: Any, added: tuple[Path, list[str], int, int]) -> None:
    archive, lines, status, _ = added
    assert status == 1
    for name in ("picture.html", "empty.html", "blank.html", "huge.html"):
        assert len([line for line in lines if name in line]) == 1, name
    messages = [json.loads(line) for line in run("-a", archive, "export", "jsonl").stdout.splitlines()]
    by_source: dict[str, list[dict[str, Any]]] = {}
    for message in messages:
        by_source.setdefault(message["source"], []).append(message)
    assert len(by_source["good.html"]) == 4
    assert len([m for m in by_source["truncated.html"] if m["kind"] == "comment"]) >= 2
    assert any("zwölf Wochen" in m["text"] for m in by_source["charset.html"])
    assert max(m["depth"] for m in by_source["deep.html"]) == 10_000
    assert len([m for m in by_source["circle.html"] if m["kind"] == "comment"]) == 3
    assert set(by_source) == {"good.html", "truncated.html", "charset.html", "deep.html", "circle.html"}
    problems = {p["source"] for p in json.loads(run("-a", archive, "audit", "--json").stdout)["problems"]}
    assert {"picture.html", "empty.html", "blank.html", "huge.html"} <= problems


@pytest.mark.slow
def test_memory_stays_under_a_gigabyte(added: tuple[Path, list[str], int, int]) -> None:
    *_, status, peak = added
    assert status == 1
    assert peak * (1 if sys.platform == "darwin" else 1024) < GIGABYTE


def test_a_missing_file_is_said(run: Any) -> None:
    result = run("add", "no-such-file.html")
    assert result.exit_code == 1
    assert "no-such-file.html" in result.stderr


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["add", "no-such-file.html"], 1),
        (["add", "no-such-file.html", "other.html", "--url", "https://a.example/1"], 1),
        (["add", "no-such-file.html", "--delay", "-1"], 1),
    ],
)
@pytest.mark.parametrize("there", [False, True])
def test_what_brings_nothing_in_leaves_no_archive(
    run: Any, words: list[str], status: int, there: bool
) -> None:
    if there:
        Path("archive").mkdir()
    assert run(*words).exit_code == status
    assert [path.name for path in Path().iterdir()] == (["archive"] if there else [])
    assert not there or not any(Path("archive").iterdir())


def test_an_archive_that_was_there_stays(run: Any, page: Path) -> None:
    run("add", page)
    assert run("add", "no-such-file.html").exit_code == 1
    assert len(run("export", "jsonl").stdout.splitlines()) == 4


def test_a_folder_that_holds_something_else_is_left_alone(run: Any) -> None:
    Path("archive").mkdir()
    Path("archive/diary.txt").write_text("mine")
    run("add", "no-such-file.html")
    assert Path("archive/diary.txt").read_text() == "mine"


def test_of_very_many_the_rest_is_counted_by_reason(run: Any, page: Path, tmp_path: Path) -> None:
    for number in range(40):
        (page.parent / f"empty{number}.html").write_bytes(b"")
    for number in range(3):
        (page.parent / f"picture{number}.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    lines = run("add", page.parent).stderr.splitlines()
    assert sum("/empty" in line for line in lines) == 20
    assert "… and 23 more (`pmlarchive audit --limit 43` lists them all):" in lines
    assert any(line.startswith("20 × ") for line in lines)
    assert any(line.startswith("3 × ") for line in lines)
    assert len(lines) == 24
    assert run("audit", "--limit", "43").stdout.count("/picture") == 3


def test_damaged_captures_are_said_in_our_own_words(run: Any, page: Path, capfd: Any) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: abc\r\n\r\n"
    (page.parent / "wrong.warc").write_bytes(head + b"\xff\xfe\x9b31m")
    (page.parent / "cut.warc.gz").write_bytes(b"\x1f\x8b\x08\x00" + bytes(range(200)))
    (page.parent / "broken.wacz").write_bytes(b"PK\x03\x04" + bytes(range(200)))
    result = run("add", page.parent)
    said = result.stderr + "".join(capfd.readouterr())
    for name in ("wrong.warc", "cut.warc.gz", "broken.wacz"):
        assert len([line for line in said.splitlines() if name in line]) == 1, said
    for noise in ("WARNING", "Remainder", "Error -", "b'", "Errno", "\x9b"):
        assert noise not in said


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
