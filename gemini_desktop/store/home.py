"""The home directory: where settings, database, captures and logs lie.

Light to import, for a second start looks here for the first window and is gone.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

VARIABLE = "GEMINI_DESKTOP_HOME"
FOLDERS = ("captures", "blobs", "logs")
RESTORING = "restore-"
"""How folders begin in which a backup is unpacked (`store.backup.restoring`)."""
_MAX_PATH_BYTES = 16_384


def find_home(explicit: Path | None = None) -> Path:
    """The home's path: `explicit`, else GEMINI_DESKTOP_HOME, else the folder that was chosen in the
    window, else the system's place for data."""
    if explicit is not None:
        return _absolute(explicit)
    if named := os.environ.get(VARIABLE, "").strip():
        return _absolute(Path(named))
    return chosen_home() or _usual("XDG_DATA_HOME", ".local/share")


def pointer() -> Path:
    """The small file that holds the path of the home that the user has chosen."""
    return _usual("XDG_CONFIG_HOME", ".config") / "home"


def chosen_home() -> Path | None:
    """The home that was chosen in the window (`store.opened_home`), if one was."""
    with contextlib.suppress(OSError, ValueError):
        with pointer().open("rb") as file:
            chosen = Path(os.fsdecode(file.read(_MAX_PATH_BYTES).strip()))
        if chosen.is_absolute() and "\0" not in str(chosen):
            return chosen
    return None


def prepare_home(explicit: Path | None = None) -> Path:
    """Like `find_home`, and make what is missing of it, for the owner alone (0700). The rights of
    a folder that was there already are left as they are.

    Raises:
        StoreError: it cannot be made.
    """
    home = find_home(explicit)
    try:
        for folder in (home, *(home / name for name in FOLDERS)):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
    except OSError as error:
        from gemini_desktop.store.failures import store_error  # costs a second start 30 ms

        raise store_error(error, "set up the program's folder", home) from error
    return home


def _usual(variable: str, folder: str) -> Path:
    """The program's own folder for data or settings: where the XDG Base Directory Specification
    holds, without platformdirs, whose import costs each start 8 ms."""
    if sys.platform in ("win32", "darwin"):
        import platformdirs

        find = platformdirs.user_data_dir if "DATA" in variable else platformdirs.user_config_dir
        return Path(find("gemini-desktop", appauthor=False))
    named = os.environ.get(variable, "").strip()
    return Path(named or os.path.expanduser(f"~/{folder}"), "gemini-desktop")  # noqa: PTH111 - Path raises where there is no home


def _absolute(path: Path) -> Path:
    """As it is, where it begins with the home of somebody whom the system does not know."""
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        return path
