"""Servers that tests start end with them, however the tests end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from keeper import Keeper

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has subreapers")

# As daemons do it: a session of its own, its parent gone. It ignores what asks politely.
DAEMON = """
echo "said"; echo "warned" >&2
setsid sh -c 'trap "" TERM HUP INT; echo $$ > "$1/pid.new"; mv "$1/pid.new" "$1/pid"; while :; do sleep 600; done' \
  sh "$1" </dev/null >/dev/null 2>&1 &
while [ ! -e "$1/pid" ]; do sleep 0.01; done
exit 3
"""
KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from keeper import Keeper
keeper = Keeper(Path(sys.argv[2]))
keeper.run("sh", "-c", sys.argv[3], "sh", sys.argv[2], env=dict(os.environ))
print("up", flush=True)
keeper.run("sleep", "600", env=dict(os.environ))
"""


def wait(until: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if until():
            return
        time.sleep(0.01)
    pytest.fail("it never came to pass")


def runs(pid: int) -> bool:
    """Whether a process is there, and no mere remains of one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_what_runs_on_ends_when_it_is_closed(home: Path) -> None:
    keeper = Keeper(home)
    done = keeper.run("sh", "-c", DAEMON, "sh", str(home), env=dict(os.environ))
    assert (done.returncode, done.stdout, done.stderr) == (3, "said\n", "warned\n")
    daemon = int((home / "pid").read_text())
    assert runs(daemon)
    assert keeper.run("sh", "-c", "echo $WHO", env={**os.environ, "WHO": "again"}).stdout == "again\n"
    keeper.close()
    assert not runs(daemon)
    assert not home.exists()


def test_what_runs_on_ends_with_tests_that_are_killed(home: Path) -> None:
    here = str(Path(__file__).parent)
    tests = subprocess.Popen(
        [sys.executable, "-c", KILLED, here, str(home), DAEMON],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert tests.stdout is not None
    assert tests.stdout.readline() == "up\n"
    daemon = int((home / "pid").read_text())
    assert runs(daemon)
    os.killpg(tests.pid, signal.SIGKILL)  # while a command is under way
    wait(lambda: not home.exists())
    assert not runs(daemon)
    tests.communicate()
