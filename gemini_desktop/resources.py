"""Where the files that are not code lie: icons, translations, demo captures, the model list."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "resources"
_REPOSITORY = _PACKAGE.parent / "resources"


def path(*parts: str) -> Path:
    """The place of a resource, such as `path("icons", "send.svg")`; it may not exist.

    An installed package carries the folder inside itself; a checkout has it at its top, where a
    reader looks for it.
    """
    root = _INSTALLED if _INSTALLED.is_dir() else _REPOSITORY
    return root.joinpath(*parts)
