"""The commands for the terminal, from send to doctor. None of them imports Qt.

Data goes to stdout, everything else to stderr. Exit codes: 0 complete, 1 the API said no, 2 usage,
3 network, 4 incomplete or malformed, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gemini_desktop import terminal
from gemini_desktop.cli.arguments import parser


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit code comes back."""
    arguments = parser().parse_args(argv)  # --help ends here, before msgspec is imported (20 ms)
    from gemini_desktop.core.errors import ConfigurationError, GeminiDesktopError, NetworkError

    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        return terminal.flushed(int(arguments.run(arguments)))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        terminal.let_go()
        return 0
    except OSError as error:
        if error.filename is not None:  # of a file, where it is a fault of ours not to say more
            raise
        return terminal.refused(error)
    except GeminiDesktopError as error:
        from gemini_desktop.core.visible import visible

        failure = error.failure
        words = f"gemini-desktop: {failure.in_words}"
        print(visible(words), file=sys.stderr)  # a file's name may hold a terminal's commands
        match error:
            case ConfigurationError():
                return 2
            case NetworkError():
                return 3
            case _:
                return 4


def _speak_utf8(stream: object) -> None:
    """The wire is UTF-8, also where the terminal's locale is C."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
