"""What dev.py says, and the commands it runs in plain sight.

All of it goes to stderr: stdout belongs to the program that is started in the end.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what the user can do."""


def say(message: str) -> None:
    """Print one line of progress."""
    print(f"dev.py: {message}", file=sys.stderr, flush=True)


def shown(command: Sequence[str]) -> str:
    """Return the command as it can be pasted into a shell of this system."""
    return subprocess.list2cmdline(command) if os.name == "nt" else shlex.join(command)


def run(command: Sequence[str], cwd: Path | None = None) -> int:
    """Show the command, run it with its output on stderr and return its exit code."""
    print(f"+ {shown(command)}", file=sys.stderr, flush=True)
    return subprocess.run(command, check=False, cwd=cwd, stdout=sys.stderr).returncode


def hand_over(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Become this command, or where that is impossible run it and return its exit code.

    Windows has an exec, but the shell there does not wait for what it starts.
    """
    if os.name != "nt":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(command[0], list(command), environment)
    return subprocess.run(command, check=False, env=environment).returncode
