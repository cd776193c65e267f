"""A screen to open a window on, and what is said where there is none.

Qt ends the process itself where it finds none, with a core dump and the advice to install the
program again. So its words are held back while it looks, and put into ours.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import (
    QMessageLogContext,
    QtMsgType,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase

CANNOT_START = 2
"""The exit status."""
_GO_ON = """\
Start it from a desktop session or through `ssh -X`, or do without a window:
gemini-desktop send "Hello"\
"""
_NONE = f"""\
gemini-desktop: there is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is
set). {_GO_ON}\
"""
_NO_FONTS = (
    "This system has no fonts, so the window shows boxes for letters. Install some, on Debian and "
    "Ubuntu fonts-dejavu-core."
)
_NAMES_OF_NONE = {"Monospace", "Sans Serif", "Serif"}
"""Qt knows these also where fontconfig has nothing behind them."""
_HARMLESS = "Detected locale"
"""Where the locale's letters are not UTF-8, Qt takes them to be: four lines at each start."""
_NO_ANSWER = "could not connect to display"
_LIBRARY = "is needed to load the Qt"


def is_named() -> bool:
    """Whether Qt may be asked for one; if not, it is said."""
    if sys.platform in ("win32", "darwin"):
        return True
    if any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        return True
    print(_NONE, file=sys.stderr)  # noqa: T201 - nobody else can tell it
    return False


@contextlib.contextmanager
def told_if_lacking() -> Iterator[None]:
    """The application is made in here. Where it finds no screen, the process ends with a sentence
    and `CANNOT_START`; what else Qt has to say comes afterwards, as it would have."""
    said: list[tuple[str, str]] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            print(sentence([words for words, _ in said]), file=sys.stderr)  # noqa: T201 - as above
            sys.stderr.flush()
            os._exit(CANNOT_START)  # on return Qt aborts
        said.append((message, qFormatLogMessage(kind, context, message)))

    previous = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)
    for message, line in said:
        if not message.startswith(_HARMLESS):
            print(line, file=sys.stderr)  # noqa: T201 - as Qt does


def tell_of_fonts(log: Callable[[str], object]) -> None:
    """Where there is none at all, no window can say so."""
    if set(QFontDatabase.families()) <= _NAMES_OF_NONE:
        log(_NO_FONTS)
        print(f"gemini-desktop: {_NO_FONTS}", file=sys.stderr)  # noqa: T201 - as above


def sentence(warnings: Sequence[str]) -> str:
    """For the user, out of Qt's warnings in their order. That a library may be missing it says
    also where another one is the reason, and it repeats at the end what it has said."""
    reasons = [" ".join(words.split()).rstrip(".") for words in warnings]
    reasons = [words for words in reasons if "even though it was found" not in words]
    if any(_NO_ANSWER in words for words in reasons):
        reasons = [words for words in reasons if _LIBRARY not in words]
    why = f" ({'; '.join(dict.fromkeys(reasons))})" if reasons else ""
    return f"gemini-desktop: no window can be opened here{why}.\n{_GO_ON}"
