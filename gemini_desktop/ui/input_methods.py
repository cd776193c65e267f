"""Which input method Qt is to speak to, where the one that is asked for cannot be had.

A Qt that comes in a package of its own has plugins for IBus and for compose keys, but none for
Fcitx: on a desktop set up for Fcitx nothing could be written in Chinese or Japanese. Fcitx also
speaks IBus's protocol, and under Wayland the compositor speaks for it, so these follow in the list
that Qt tries in order (QT_IM_MODULES, since Qt 6.7).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, MutableMapping
from pathlib import Path

_FCITX = frozenset({"fcitx", "fcitx5"})
_FOLDER = "platforminputcontexts"


def prepare(environ: MutableMapping[str, str], plugin_folders: Iterable[str]) -> None:
    """Call before the QApplication is made, with the folders in which Qt looks for plugins. The
    environment is changed only where it names Fcitx and no plugin for it is there."""
    if sys.platform != "linux":
        return
    wanted = environ.get("QT_IM_MODULES", "") or environ.get("QT_IM_MODULE", "")
    modules = [name for name in wanted.split(";") if name]
    if not _FCITX.intersection(modules) or any(map(_has_fcitx, plugin_folders)):
        return
    also = (["wayland"] if environ.get("WAYLAND_DISPLAY") else []) + ["ibus"]
    environ["QT_IM_MODULES"] = ";".join([*modules, *(name for name in also if name not in modules)])


def _has_fcitx(folder: str) -> bool:
    return any(Path(folder, _FOLDER).glob("*fcitx*"))
