"""A real WordPress on loopback for the tests marked ``wordpress``: brought up, switched, changed, put away."""

import importlib.util
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

NEEDED = ("mariadbd", "nginx", "php", "curl")
DEFAULTS = (
    "theme=twentytwentyone", "comment_order=asc", "default_comments_page=newest", "comments_per_page=50",
    "page_comments=1", "thread_comments=1", "thread_comments_depth=10", "WPLANG=",
    "permalink_structure=/%year%/%monthnum%/%postname%/", "rest=on",
)  # fmt: skip


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
    """The site. ``home`` is where it writes."""

    tools: Path
    home: Path
    start: str = "http://127.0.0.1:8088/"

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            env={**os.environ, "H_WP": str(self.home)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def fill(self) -> None:
        """Begin anew, with the seeded blog."""
        self._run(str(self.tools / "up.sh"), "--fresh")
        self._run(str(self.tools / "reset.sh"))
        self.mode()

    def mode(self, *changes: str) -> None:
        """Switch the site; what is not named is as by default."""
        self._run("php", str(self.tools / "mode.php"), str(self.home / "www"), *DEFAULTS, *changes)

    def churn(self) -> list[dict[str, Any]]:
        """Let time pass; return what changed."""
        self._run("php", str(self.tools / "churn.php"), str(self.home / "www"), str(self.home / "gold"), "1")
        return _lines(self.home / "gold" / "churn.jsonl")

    def down(self) -> None:
        """Stop what was started."""
        self._run(str(self.tools / "down.sh"))

    @property
    def gold(self) -> list[dict[str, Any]]:
        return _lines(self.home / "gold" / "gold.jsonl")

    def score(self, messages: list[dict[str, Any]], scope: str) -> dict[str, Any]:
        """Hold messages against the truth."""
        module = _module(self.tools / "score.py")
        found: dict[str, Any] = module.score(self.gold, list(module.pmlarchive(messages)), scope)
        return found


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("wordpress_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
