"""Where the program begins: the window, or a command for the terminal.

Either one is imported only when it is asked for, so that a command never loads Qt and
`--version` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit status comes back."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = "gemini_desktop.app" if _is_for_the_window(arguments) else "gemini_desktop.cli"
    return int(import_module(name).main(arguments))


def _is_for_the_window(arguments: Sequence[str]) -> bool:
    if not arguments:
        return True
    first = arguments[0]
    return first.startswith("-") and first not in ("-h", "--help", "-V", "--version")


if __name__ == "__main__":
    sys.exit(main())
