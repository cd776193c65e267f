"""Runs first in the frozen program: settles how it stands among other programs.

PyInstaller's loader puts our folder in front of the system's libraries. This process needs that
only for its own loading, which has read it by now; a browser or file manager that we open would
take our libraries for its own.

On Windows a program says who it is before it has a window, or the task bar shows it apart from the
icon that started it.
"""

import os
import sys


def _restore(name: str) -> None:
    before = os.environ.pop(f"{name}_ORIG", None)
    if before is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = before


_restore("LD_LIBRARY_PATH")
if sys.platform == "win32":
    import ctypes

    ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("GeminiDesktop.GeminiDesktop")
