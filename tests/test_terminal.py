"""Streams that are closed, full, or left by their reader, with the program as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.executable import command
from tests.support import PATIENCE_S

SPOKEN = (["--version"], ["doctor"], ["send", "Hello", "--text"], ["send", "Hello"])
FULL = Path("/dev/full")


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
    }


def shell(line: str, arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """What becomes of it; `"$@"` in the line is the program."""
    done = subprocess.run(
        ["/bin/sh", "-c", line, "sh", *command(*arguments)],
        env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", SPOKEN, ids=" ".join)
def test_a_full_disk_is_told(arguments: list[str], environment: dict[str, str]) -> None:
    """The exit status says that the output is not whole; it was neither the network nor a fault."""
    if not FULL.exists():
        return
    status, said = shell('"$@" >/dev/full', arguments, environment)
    assert status == 4
    assert "the output could not be written: No space left on device" in said
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert "broke the exchange" not in said


@pytest.mark.parametrize("arguments", SPOKEN[:2], ids=" ".join)
def test_closed_streams_lead_nowhere(arguments: list[str], environment: dict[str, str]) -> None:
    if sys.platform == "win32":
        return
    assert shell('"$@" <&- >&- 2>&-', arguments, environment)[0] == 0
    assert shell('"$@" >&-', arguments, environment) == (0, "")


def test_a_file_that_has_the_number_already_is_not_written_to(environment: dict[str, str]) -> None:
    """As where a loader opened it, which stood before the program."""
    if sys.platform != "win32":
        assert shell('"$@" 1</dev/null', ["--version"], environment) == (0, "")


def test_no_file_takes_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    """Else what is printed, by whatever library, ends up in it."""
    if sys.platform == "win32":
        return
    script = """
import os, sys
from gemini_desktop import terminal
terminal.open_closed()
with open(sys.argv[1], "wb", buffering=0) as file:
    print("printed"); print("told", file=sys.stderr)
    sys.stdout.flush(); os.write(1, b"x"); os.write(2, b"y")
    assert sys.stdin.read() == ""
    file.write(str(file.fileno()).encode())
"""
    kept = tmp_path / "file"
    program = ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", script]
    subprocess.run(
        [*program, str(kept)], env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=True
    )
    assert int(kept.read_bytes()) > 2


def test_open_streams_stay_as_they_are(environment: dict[str, str]) -> None:
    status, said = shell('echo ignored | "$@" | cat >&2', ["--version"], environment)
    assert status == 0
    assert said.startswith("gemini-desktop ")


def test_a_reader_that_has_gone_is_not_told(environment: dict[str, str]) -> None:
    line = 'set -e; exec 3>&1; { "$@"; echo "status $?" >&2; } | true'
    status, said = shell(line, ["send", "Hello", "--dry-run"], environment)
    assert (status, said) == (0, "status 0\n")
