"""What a home takes on the disk, and what can be given back. Nothing goes that nobody asked for but
blobs to which nothing refers any more, and copies of a library that has long done without them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.session.chat_search import ChatSearch
from gemini_desktop.session.searching import Searching
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.care import usage
from gemini_desktop.store.care.upkeep import Recording
from gemini_desktop.store.care.usage import Usage
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.transcripts import Library

__all__ = ["Recording", "Storage", "Swept", "Usage", "preselected"]

SWEEP_AFTER_S = 20.0
"""The first seconds of the program are the window's."""
_WANTED = ".sweep-wanted"
"""Lies among the blobs where something was deleted that may have referred to some."""


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """How many unused values went, and their bytes; `young` are left until later."""

    count: int = 0
    bytes: int = 0
    young: int = 0


def preselected(recordings: Collection[Recording], older_than_unix_ns: int) -> set[str]:
    """The recordings that a rule may offer for removal: older ones, of no pinned chat, and none
    that is the only copy of what it holds."""
    return {
        each.id
        for each in recordings
        if each.created_unix_ns < older_than_unix_ns and not each.pinned and not each.only_copy
    }


class Storage:
    """One a session, as `session.storage`. Every method raises StoreError."""

    def __init__(
        self,
        home: Path,
        library: Library,
        captures: Captures,
        sharing: Sharing,
        searching: Searching,
        chat_search: ChatSearch,
    ) -> None:
        self._home = home
        self._library = library
        self._captures = captures
        self._sharing = sharing
        self._searching = searching
        self._chat_search = chat_search

    async def measure(self) -> Usage:
        """What the home takes by now."""
        return await asyncio.to_thread(usage.measure, self._home)

    async def recordings(self) -> list[Recording]:
        """What can be removed, the largest first, with the bytes that each takes on the disk."""
        found = await self._library.upkeep.recordings()
        return await asyncio.to_thread(self._sized, found)

    async def remove(self, capture_ids: Collection[str]) -> None:
        """Take recordings out of sight; they go for good when the program ends, and answers that
        came from them stay."""
        await self._library.upkeep.remove(capture_ids)

    async def restore(self, capture_ids: Collection[str]) -> None:
        """Undo `remove`."""
        await self._library.upkeep.restore(capture_ids)

    async def compact(self, progress: Callable[[float], None]) -> int:
        """Give the library's empty pages back; how many bytes. `progress` hears a share of 1 from
        another thread."""
        before = await self.measure()
        await self._library.upkeep.compact(progress)
        return max(0, before.library - (await self.measure()).library)

    async def remove_spare(self) -> int:
        """Delete copies from before migrations and damaged files; how many bytes."""
        return await asyncio.to_thread(usage.remove_spare, self._home)

    async def remove_old_copies(self) -> None:
        """Delete the copies from before a migration, once the library has been in use for a week
        since, and is found sound. Raises nothing."""
        if self._library.upkeep.was_checked:
            await asyncio.to_thread(usage.remove_old_copies, self._home, time.time())

    async def rebuild_search(self) -> None:
        """Make the search index anew, behind everything else."""
        await self._searching.start_anew()
        self._chat_search.wake()

    # --- blobs that nothing refers to ----------------------------------------------------------

    def deleted(self) -> None:
        """Something was deleted for good, and what it referred to may be unused now: the next start
        looks. From any thread."""
        folder = self._home / "blobs"
        with contextlib.suppress(OSError):  # only room is lost
            if folder.is_dir():
                (folder / _WANTED).touch(mode=0o600)

    async def run(self) -> None:
        """Sweep, if something was deleted before."""
        marker = self._home / "blobs" / _WANTED
        if not await asyncio.to_thread(marker.exists):
            return
        await asyncio.sleep(SWEEP_AFTER_S)
        with contextlib.suppress(StoreError, OSError):  # the next start tries again
            if (await self.sweep()).young == 0:
                await asyncio.to_thread(marker.unlink, missing_ok=True)

    async def sweep(self) -> Swept:
        """Remove the values that nothing refers to. Nothing goes while an answer is recorded,
        another window is open, or a damaged library lies there whose turns nobody can ask."""
        if self._library.refused is not None:
            raise StoreError(self._library.refused)
        if any(".damaged-" in spare.path.name for spare in await self._spare()):
            raise StoreError(_DAMAGED)
        from gemini_desktop.store.care import sweeping

        wanted = await self._library.upkeep.references()
        unused = await asyncio.to_thread(sweeping.find_unused, self._home, wanted)
        if not unused.digests:
            return Swept(young=unused.young)
        if await asyncio.to_thread(self._captures.is_recording):
            raise StoreError(_RECORDING)
        gone = await asyncio.to_thread(sweeping.remove, self._home, unused, self._sharing)
        if gone is None:
            raise StoreError(_SHARED)
        return Swept(count=len(gone.digests), bytes=gone.bytes, young=unused.young)

    async def _spare(self) -> list[usage.SpareFile]:
        found = await asyncio.to_thread(usage.spare_files, self._home)
        return [spare for spare in found if spare.path.name.startswith("library.")]

    def _sized(self, found: list[Recording]) -> list[Recording]:
        sized = []
        for each in found:
            with contextlib.suppress(StoreError):  # its folder is gone
                if not self._captures.open(each.id).is_being_written():
                    size = usage.size_of_capture(self._captures.folder / each.id)
                    sized.append(msgspec.structs.replace(each, bytes=size))
        return sorted(sized, key=lambda each: each.bytes, reverse=True)


def months_ago(months: int) -> int:
    """That long ago, in nanoseconds since 1970; a month has 30 days."""
    return time.time_ns() - months * 30 * 24 * 3600 * 1_000_000_000


_SHARED = Failure(
    kind="home_shared",
    message="Nothing was removed: another window is open.",
    advice="Close it and try again.",
)
_RECORDING = Failure(
    kind="recording",
    message="Nothing was removed: an answer is coming in.",
    advice="Try again when it is complete.",
)
_DAMAGED = Failure(
    kind="damaged_library",
    message="Nothing was removed: a damaged library lies in the folder, and what its chats need "
    "cannot be told.",
    advice="Remove the old copies first, if you do not want them back.",
)
