"""A recording without a library: it grows beside the file that it becomes in the end.

`talk.gcap` is written once, when the exchange is over. Until then the tape lies in the folder
`talk.gcap.recording`; a program that is killed, or a disk that is full in the end, leaves it
there, with every byte that came in `capture/body`.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.session.live import NoTape, Tape
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.gcap import export_gcap
from gemini_desktop.store.lasting_tape import LastingTape
from gemini_desktop.store.overflow import Room
from gemini_desktop.store.tape import TapeReader, TapeWriter

SUFFIX = ".recording"


@contextlib.contextmanager
def recording_to(target: Path | None) -> Iterator[Tape]:
    """A tape that becomes `target` at the end of the block, however that ends; one that keeps
    nothing where there is no target.

    Raises StoreError, before the block where nothing can be recorded there, and after it where the
    file cannot be written; the folder stays then.
    """
    if target is None:
        yield NoTape()
        return
    folder = _new_folder(target)
    place, blobs = folder / "capture", Blobs(folder / "blobs")
    tape = LastingTape("capture", lambda: TapeWriter(place, blobs), Room())
    if tape.failure is not None:
        raise StoreError(tape.failure)
    try:
        yield tape  # the answer goes on also where the disk is full before its end
    finally:
        tape.close()
        try:
            _finish(tape, target, folder)
        finally:
            tape.let_go()


def _finish(tape: LastingTape, target: Path, folder: Path) -> None:
    try:
        if not tape.is_whole:
            tape.catch_up()
        export_gcap(TapeReader(folder / "capture", Blobs(folder / "blobs")), target)
    except StoreError as error:
        failure = error.failure
        message = f"{failure.message} The recording is kept in {folder}."
        raise StoreError(msgspec.structs.replace(failure, message=message)) from error
    shutil.rmtree(folder, ignore_errors=True)


def _new_folder(target: Path) -> Path:
    """One of an earlier program that was killed stays as it is."""
    for number in itertools.count(1):
        folder = target.with_name(f"{target.name}{SUFFIX}{f'-{number}' if number > 1 else ''}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError as error:
            raise store_error(error, "record the answer", folder, "It was not sent.") from error
        break
    return folder
