"""Keeps the servers that tests start: they end with the tests, even with tests that are killed.

A process of its own, in its own session, runs the commands it is told to. All that they start, daemons too, becomes
its child when its parent goes (it is a "subreaper", prctl(2)). When its standard input ends, because the tests close
it or because nobody is left to hold it, it kills every child it has and removes the folder.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_PATIENCE = 300  # seconds for one command


class Keeper:
    """Runs commands; ends what they started, and removes ``folder``, with the process that made it."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; what it left behind runs on."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"args": command, "env": env}), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        assert answer, f"the keeper of {' '.join(command)} is gone"
        return subprocess.CompletedProcess(command, *json.loads(answer))

    def close(self) -> None:
        """End what runs still; comes back when all is gone."""
        self._process.communicate()


def _serve(folder: str) -> None:
    """Be the keeper: a line of standard input is a command, a line of standard output how it ended."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    try:
        for line in sys.stdin:
            # Started here and not by the thread: after the last line nothing new begins.
            process = subprocess.Popen(
                **json.loads(line),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
            threading.Thread(target=_answer, args=(process,), daemon=True).start()
    finally:
        _end_children()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # no thread is waited for


def _answer(process: "subprocess.Popen[str]") -> None:
    try:
        out, err = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    print(json.dumps([process.returncode, out, err]), flush=True)


def _end_children() -> None:
    """Kill until none is left: the children of a killed child become ours."""
    while True:
        for pid in _children():
            os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.01)


def _children() -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text(errors="replace").rpartition(")")[2].split()[1]
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == os.getpid():
            found.append(int(stat.parent.name))
    return found


if __name__ == "__main__":
    _serve(sys.argv[1])
