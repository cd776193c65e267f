"""The three streams of a process where they are not what they should be: closed, full, or left by
whoever read them. Light to import, for `--version` waits for it."""

from __future__ import annotations

import contextlib
import os
import sys

INCOMPLETE = 4
"""The exit status where what was printed is not whole."""


def open_closed() -> None:
    """A stream that was closed (`>&-`, or by what started us) leads nowhere instead. Otherwise the
    next file or socket gets its number, and what is printed goes into that."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        with contextlib.suppress(OSError):
            if _is_closed(number):
                nowhere = os.open(os.devnull, os.O_RDWR)  # takes the lowest number, which is this
                os.set_inheritable(nowhere, True)  # noqa: FBT003 - takes no keyword
            if mode == "w" and _is_for_reading(number):
                # A packaged program's loader was there before: it reads itself by this number.
                setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - as below
            elif getattr(sys, name) is None:
                stream = open(number, mode, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115 - no path, and it stays open
                setattr(sys, name, stream)


def flushed(status: int) -> int:
    """The exit status, once what was printed has been written: this one, if it could be."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        let_go()
    except OSError as error:
        return refused(error)
    return status


def refused(error: OSError) -> int:
    """Say that the output could not be written; the exit status comes back."""
    let_go()
    with contextlib.suppress(OSError):
        why = error.strerror or type(error).__name__
        print(f"gemini-desktop: the output could not be written: {why}", file=sys.stderr)  # noqa: T201 - that is where
    return INCOMPLETE


def let_go() -> None:
    """What is left in stdout's buffer goes nowhere: Python would tell of it as it ends, and exit
    with 120."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _is_closed(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return True
    return False


def _is_for_reading(number: int) -> bool:
    """Whether what has the number cannot be written to, so that it is no output at all."""
    try:
        import fcntl  # not on Windows
    except ImportError:
        return False
    return fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
