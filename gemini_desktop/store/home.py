"""The home directory: where settings, database, captures and logs lie."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

VARIABLE = "GEMINI_DESKTOP_HOME"
_FOLDERS = ("captures", "blobs", "logs")


def find_home(explicit: Path | None = None) -> Path:
    """The home's path: `explicit`, else GEMINI_DESKTOP_HOME, else the system's place for data."""
    if explicit is not None:
        return explicit.expanduser().absolute()
    if named := os.environ.get(VARIABLE, "").strip():
        return Path(named).expanduser().absolute()
    return Path(platformdirs.user_data_dir("gemini-desktop", appauthor=False))


def prepare_home(explicit: Path | None = None) -> Path:
    """Like `find_home`, and make what is missing of it, for the owner alone (0700). The rights of
    a folder that was there already are left as they are.

    Raises:
        StoreError: it cannot be made or written.
    """
    home = find_home(explicit)
    try:
        for folder in (home, *(home / name for name in _FOLDERS)):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
    except OSError as error:
        from gemini_desktop.store.failures import store_error  # costs a second start 30 ms

        raise store_error(error, "set up the program's folder", home) from error
    return home
