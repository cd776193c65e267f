"""Files for other programs: what is dragged out or opened has to lie somewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFile, QIODevice, QTemporaryDir

from gemini_desktop.ui.chat.offers import Offer


class TemporaryFiles:
    """A folder for the owner alone, made when it is first needed and gone with this object."""

    def __init__(self) -> None:
        self._folder: QTemporaryDir | None = None
        self._number = 0

    def put(self, offer: Offer) -> Path | None:
        """Write it under a name of its own; None where the disk or the data do not allow it."""
        try:
            data = offer.data()
        except ValueError:
            return None
        if self._folder is None:
            self._folder = QTemporaryDir()
        if not self._folder.isValid():
            return None
        self._number += 1
        place = Path(self._folder.path()) / str(self._number)
        try:
            place.mkdir(mode=0o700)
        except OSError:
            return None
        path = place / offer.name
        file = QFile(str(path))
        mode = QIODevice.OpenModeFlag.WriteOnly | QIODevice.OpenModeFlag.NewOnly
        private = QFile.Permission.ReadOwner | QFile.Permission.WriteOwner
        if not file.open(mode, private):
            return None
        written = file.write(data)
        file.close()
        return path if written == len(data) else None

    def clear(self) -> None:
        """Remove them all."""
        if self._folder is not None:
            self._folder.remove()
            self._folder = None
