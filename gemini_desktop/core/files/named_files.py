"""Which of the program's arguments name files."""

from __future__ import annotations


def looks_like_file(argument: str) -> bool:
    """Whether it names a file to open, and not a command: these have neither dots nor slashes."""
    return not argument.startswith("-") and any(sign in argument for sign in "./\\")
