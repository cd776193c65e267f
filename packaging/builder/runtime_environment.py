"""Runs first in the frozen program: gives what it starts the user's environment.

PyInstaller's loader puts our folder in front of the system's libraries. This process needs that
only for its own loading, which has read it by now; a browser or file manager that we open would
take our libraries for its own.
"""

import os


def _restore(name: str) -> None:
    before = os.environ.pop(f"{name}_ORIG", None)
    if before is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = before


_restore("LD_LIBRARY_PATH")
