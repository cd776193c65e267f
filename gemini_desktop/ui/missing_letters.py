"""Letters that no installed font has: they show as boxes, and the user is told why.

Qt looks for a letter in all fonts there are, so it is enough to know whether there is any for its
script. Nothing is wrong with the text: it is copied, saved and exported as it came.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase

_System = QFontDatabase.WritingSystem


class _Script(NamedTuple):
    name: str
    letters: re.Pattern[str]
    systems: tuple[QFontDatabase.WritingSystem, ...]
    """A font for one of these has them."""
    package: str


def _script(
    name: str, letters: str, package: str, *systems: QFontDatabase.WritingSystem
) -> _Script:
    return _Script(name, re.compile(f"[{letters}]"), systems, package)


_LOOKED_AT = 100_000
"""Characters: what uses a script uses it soon."""
_CJK, _NOTO = "fonts-noto-cjk", "fonts-noto-core"
_SCRIPTS = (
    _script(
        "Chinese", "\u3400-\u9fff", _CJK,
        _System.SimplifiedChinese, _System.TraditionalChinese, _System.Japanese,
    ),
    _script("Japanese", "\u3041-\u30ff", _CJK, _System.Japanese),
    _script("Korean", "\uac00-\ud7a3", _CJK, _System.Korean),
    _script("Greek", "\u0391-\u03c9", _NOTO, _System.Greek),
    _script("Cyrillic", "\u0410-\u044f", _NOTO, _System.Cyrillic),
    _script("Armenian", "\u0531-\u0586", _NOTO, _System.Armenian),
    _script("Hebrew", "\u05d0-\u05ea", _NOTO, _System.Hebrew),
    _script("Arabic", "\u0621-\u064a", _NOTO, _System.Arabic),
    _script("Devanagari", "\u0904-\u0939", _NOTO, _System.Devanagari),
    _script("Bengali", "\u0985-\u09b9", _NOTO, _System.Bengali),
    _script("Tamil", "\u0b85-\u0bb9", _NOTO, _System.Tamil),
    _script("Telugu", "\u0c05-\u0c39", _NOTO, _System.Telugu),
    _script("Thai", "\u0e01-\u0e2e", _NOTO, _System.Thai),
    _script("Georgian", "\u10d0-\u10f0", _NOTO, _System.Georgian),
)  # fmt: skip


def has_font(systems: Iterable[QFontDatabase.WritingSystem]) -> bool:
    """Whether any installed font has the letters of one of these."""
    return any(QFontDatabase.families(system) for system in systems)


class MissingLetters:
    """Tells of each script once; a second time would only be in the way."""

    def __init__(
        self,
        has: Callable[[Iterable[QFontDatabase.WritingSystem]], bool] = has_font,
        platform: str = sys.platform,
    ) -> None:
        self._has = has
        self._platform = platform
        self._told: set[str] = set()

    def words(self, text: str) -> str:
        """What to say of a text that is shown, empty where all is well or was said before."""
        if text.isascii():
            return ""
        text = text[:_LOOKED_AT]
        found = [
            script
            for script in _SCRIPTS
            if script.name not in self._told
            and script.letters.search(text)
            and not self._has(script.systems)
        ]
        if not found:
            return ""
        self._told.update(script.name for script in found)
        names = _tr(" and ").join(script.name for script in found)
        said = _tr(
            "No font on this computer has {} letters, so they show as boxes. Copies and files have "
            "them."
        ).format(names)
        if not self._platform.startswith("linux"):
            return said
        packages = " ".join(dict.fromkeys(script.package for script in found))
        return said + _tr(" On Debian and Ubuntu, install {}.").format(packages)


def _tr(text: str) -> str:
    return QCoreApplication.translate("MissingLetters", text)
