"""The pictures and sounds of an answer, put into a folder."""

from __future__ import annotations

from pathlib import Path

from gemini_desktop.core.files import media_files
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.failures import store_error

_MOST_TRIES = 1000


def save_media(turn: Turn, folder: Path) -> dict[int, Path]:
    """Where each of the turn's media lies now, by its number from 0; the folder is made where it
    is missing, and nothing in it is replaced. Blocking. Raises StoreError."""
    found = media_files.files(turn)
    places: dict[int, Path] = {}
    try:
        if found:
            folder.mkdir(parents=True, exist_ok=True)
        for file in found:
            path = _written(folder, file)
            places |= dict.fromkeys(file.places, path)
    except OSError as error:
        raise store_error(error, "save the pictures and sounds", folder) from error
    return places


def save_file(path: Path, data: bytes) -> None:
    """Write one file where the user wants it, whole or not at all. Blocking. Raises StoreError."""
    write_atomically(path, data)


def _written(folder: Path, file: media_files.MediaFile) -> Path:
    stem, dot, suffix = file.name.rpartition(".")
    for number in range(1, _MOST_TRIES):
        again = f"-{number}" if number > 1 else ""
        path = folder / f"{stem}{again}{dot}{suffix}"
        try:
            target = path.open("xb")
        except FileExistsError:
            continue
        try:
            with target:
                target.write(file.data)
        except OSError:
            path.unlink(missing_ok=True)  # half a picture would be taken for a whole one
            raise
        return path
    raise FileExistsError(f"{folder} is full of files of the name {file.name}")
