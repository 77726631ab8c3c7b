"""A real WordPress on loopback for the tests marked ``wordpress``: brought up, switched, changed, put away."""

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from keeper import Keeper

NEEDED = ("mariadbd", "nginx", "php", "curl")
DEFAULTS = (
    "theme=twentytwentyone", "comment_order=asc", "default_comments_page=newest", "comments_per_page=50",
    "page_comments=1", "thread_comments=1", "thread_comments_depth=10", "WPLANG=",
    "permalink_structure=/%year%/%monthnum%/%postname%/", "rest=on",
)  # fmt: skip

_TRIES = 3
# The folder is in the environment of what is run: see up.sh.
_DATABASE = '{} --no-defaults --socket="$H_WP/run/db/my.sock" --user=root wp'
_BEFORE = '"$H_WP/before.sql"'


def missing(tools: Path) -> str | None:
    """Say what keeps the site from being brought up; ``None``: nothing."""
    if not (tools / "up.sh").is_file():
        return f"the folder that fills a WordPress is not here ({tools}; PMLARCHIVE_SHARED)"
    if os.geteuid() != 0:
        return "bringing up MariaDB, PHP and nginx needs root"
    absent = [name for name in NEEDED if shutil.which(name) is None]
    if absent or not Path("/usr/share/wordpress/wp-load.php").exists():
        return f"Debian's WordPress packages are not installed ({', '.join(absent) or 'wordpress'})"
    return None


@dataclass
class WordPress:
    """The site. ``home`` is where it writes; ``port``, on loopback, is 0 until it is up."""

    tools: Path
    home: Path
    port: int = 0
    churned: bool = False
    _keeper: Keeper | None = field(default=None, repr=False)

    @classmethod
    def running(cls, tools: Path, home: Path) -> "WordPress":
        """Return a site that is up already."""
        listens = re.search(r"listen 127\.0\.0\.1:(\d+);", (home / "run" / "nginx.conf").read_text())
        assert listens is not None, f"no site was brought up in {home}"
        return cls(tools, home, int(listens[1]))

    @property
    def start(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/"

    def _done(self, *command: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "H_WP": str(self.home), "WP_PORT": str(self.port)}
        if self._keeper is not None:
            return self._keeper.run(*command, env=env)
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)

    def _run(self, *command: str) -> str:
        done = self._done(*command)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def fill(self) -> None:
        """Begin anew, with the seeded blog."""
        self._up()
        self._seed()

    def _seed(self) -> None:
        self._run(str(self.tools / "reset.sh"))
        self.mode()

    def _up(self) -> None:
        """Start the site where nothing else listens.

        A port that was free a moment ago may be taken by now, and a database may be slow to start on a busy
        machine: what did not come up is put away, and begun anew elsewhere.
        """
        said: list[str] = []
        for _ in range(_TRIES):
            self.port = free_port()
            self.home.mkdir(mode=0o755, exist_ok=True)
            self._keeper = Keeper(self.home)
            done = self._done(str(self.tools / "up.sh"), "--fresh")
            if done.returncode == 0:
                return
            said += [f"status {done.returncode}", done.stdout[-500:], done.stderr[-1000:]]
            logs = sorted((self.home / "log").glob("*"))
            said += [f"{log.name}: {log.read_text(errors='replace')[-500:]}" for log in logs]
            self.down()
        raise AssertionError("\n".join(said))

    def mode(self, *changes: str) -> None:
        """Switch the site; what is not named is as by default, and what time changed is undone."""
        if self.churned:  # all that changed is in the database; seeding it again takes ten times as long
            self._run("sh", "-c", f"{_DATABASE.format('mariadb')} < {_BEFORE}")
            self.churned = False
        self._run("php", str(self.tools / "mode.php"), str(self.home / "www"), *DEFAULTS, *changes)

    def churn(self) -> list[dict[str, Any]]:
        """Let time pass; return what changed."""
        self._run("sh", "-c", f"{_DATABASE.format('mariadb-dump')} > {_BEFORE}")
        self.churned = True
        self._run("php", str(self.tools / "churn.php"), str(self.home / "www"), str(self.home / "gold"), "1")
        return _lines(self.home / "gold" / "churn.jsonl")

    def down(self) -> None:
        """End the servers that were started, and remove what they wrote."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    @property
    def gold(self) -> list[dict[str, Any]]:
        return _lines(self.home / "gold" / "gold.jsonl")

    def score(self, messages: list[dict[str, Any]], scope: str) -> dict[str, Any]:
        """Hold messages against the truth."""
        module = _module(self.tools / "score.py")
        found: dict[str, Any] = module.score(self.gold, list(module.pmlarchive(messages)), scope)
        return found


def free_port() -> int:
    """Return a port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("wordpress_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
