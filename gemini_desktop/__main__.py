"""Where the program begins: the window, or a command for the terminal.

Either one is imported only when it is asked for, so that a command never loads Qt and
`--version` answers at once.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

from gemini_desktop import terminal

_INTERRUPTED = 130
"""The exit status, as of the commands for the terminal."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit status comes back."""
    terminal.open_closed()
    _leave_no_core()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
    except SystemExit as end:  # help was asked for, or the use is wrong: it is printed
        status = end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        status = _INTERRUPTED
    return terminal.flushed(status)


def _run(arguments: Sequence[str]) -> int:
    if arguments in (["--version"], ["-V"]):  # scripts ask often: without argparse
        from gemini_desktop import __version__

        try:
            print(f"gemini-desktop {__version__}")  # noqa: T201 - that is the answer
        except OSError as error:
            return terminal.refused(error)
        return 0
    if _is_for_the_window(arguments):
        return _window(arguments)
    from gemini_desktop.cli import main as run_command

    return run_command(arguments)


def _window(arguments: Sequence[str]) -> int:
    """Open it, unless one is open that takes over what is asked for: then Qt is not even loaded."""
    from gemini_desktop.arguments import parsed
    from gemini_desktop.session import first_window

    claim = first_window.begin(parsed(arguments))
    if claim is None:
        return 0
    if claim.notice:
        print(f"gemini-desktop: {claim.notice}", file=sys.stderr)  # noqa: T201 - the window says it too
    try:
        from PySide6 import QtWidgets  # noqa: F401 - what is restored here came with it

        from gemini_desktop.ui import plain_imports

        plain_imports.restore()
        from gemini_desktop.app import main as open_window

        return open_window(arguments, claim)
    finally:
        claim.release()


def _leave_no_core() -> None:
    """A crash must not write the program's memory, with keys in it, to the disk."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _is_for_the_window(arguments: Sequence[str]) -> bool:
    if not arguments:
        return True
    first = arguments[0]
    if first.startswith("-"):
        return first not in ("-h", "--help", "-V", "--version")
    from gemini_desktop.core.files.named_files import looks_like_file

    if looks_like_file(first):
        return True
    if ":" not in first:  # no link, so what reads links is not imported for each command
        return False
    from gemini_desktop.core.files.links import is_link

    return is_link(first)


if __name__ == "__main__":
    sys.exit(main())
