"""Files for other programs: what is dragged out or opened has to lie somewhere."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path

from gemini_desktop.ui.chat.hands.offers import Offer

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class TemporaryFiles:
    """A folder for the owner alone, made when it is first needed. It goes with this object, at the
    latest when the program ends."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._number = 0

    def put(self, offer: Offer) -> Path | None:
        """Write it into a folder of its own; None where the disk or the data do not allow it."""
        try:
            data = offer.data()
            path = self._place() / offer.name
            with os.fdopen(os.open(path, _FLAGS, 0o600), "wb") as file:
                file.write(data)
        except (OSError, ValueError):
            return None
        return path

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gemini-desktop-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._number += 1
        place = self._folder / str(self._number)
        place.mkdir(mode=0o700)
        return place
