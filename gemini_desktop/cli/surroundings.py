"""What a Linux desktop lends to a window, for `doctor`: fonts, and a bus to other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_SCRIPTS = {"Chinese": "zh-cn", "Japanese": "ja", "Korean": "ko"}
_PATIENCE_S = 10.0


def findings(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What is there and what to install; nothing on other systems, which lack none of it."""
    if not sys.platform.startswith("linux"):
        return {}
    return {"Fonts": _fonts(), "D-Bus": _bus(environ)}


def _fonts() -> str:
    """By fontconfig's own tool, for Qt asks fontconfig too."""
    tool = shutil.which("fc-list")
    if tool is None:
        return "not known: there is no fc-list (of the package fontconfig) to ask"
    count = len(_listed(tool, ":").splitlines())
    if count == 0:
        return "none, so a window shows no text; install fonts-dejavu-core"
    lacking = [name for name, code in _SCRIPTS.items() if not _listed(tool, f":lang={code}")]
    if lacking:
        return f"{count}, but none for {', '.join(lacking)}; install fonts-noto-cjk"
    return str(count)


def _listed(tool: str, pattern: str) -> str:
    try:
        asked = subprocess.run(  # noqa: S603 - the system's own tool, and a pattern of ours
            [tool, pattern, "file"],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_S,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def _bus(environ: Mapping[str, str]) -> str:
    folder = environ.get("XDG_RUNTIME_DIR")
    if environ.get("DBUS_SESSION_BUS_ADDRESS") or (folder and Path(folder, "bus").exists()):
        return "there"
    return "none, so keys cannot go into a keyring, and file dialogs are not the desktop's own"
