"""Which of the program's arguments name files."""

from __future__ import annotations

from urllib.parse import urlsplit


def looks_like_file(argument: str) -> bool:
    """Whether it names a file to open, and not a command: these have neither dots nor slashes."""
    return not argument.startswith("-") and any(sign in argument for sign in "./\\")


def path_named(argument: str) -> str:
    """The path of a file, as it is or as the `file:` URL that a file manager hands over. A URL
    that names another computer is left as it is: no file has that name."""
    if not argument.startswith("file:"):
        return argument
    from urllib.request import url2pathname  # brings an HTTP client along

    parts = urlsplit(argument)
    return url2pathname(parts.path) if parts.netloc in ("", "localhost") else argument
