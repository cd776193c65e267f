"""How the window was left, for its first picture: a glance at `settings.json`.

`settings` reads the file properly, and says what is wrong with it, once there is a window to say
it in. Importing that costs more than a bare window has to live.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

_FILE = "settings.json"
_MOST_BYTES = 4 << 20


class LastLook(NamedTuple):
    """Nothing of it has been checked but its types."""

    theme: str = "system"
    window: Mapping[str, str] = MappingProxyType({})


def last_look(home: Path) -> LastLook:
    """What can be read of it; the defaults for the rest. It writes nothing and raises nothing."""
    try:
        with (home / _FILE).open("rb") as file:
            found = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return LastLook()
    if not isinstance(found, dict):
        return LastLook()
    theme, window = found.get("theme"), found.get("window")
    return LastLook(
        theme if isinstance(theme, str) else "system",
        {key: value for key, value in window.items() if isinstance(value, str)}
        if isinstance(window, dict)
        else {},
    )
