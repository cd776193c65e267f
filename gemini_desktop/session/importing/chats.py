"""Conversations from elsewhere taken into the library: a file wholly, or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.importing import ours
from gemini_desktop.core.importing.conversation import ImportedConversation, Item, Skipped
from gemini_desktop.session.importing import captures as importing_captures
from gemini_desktop.session.importing.captures import Recorded
from gemini_desktop.session.importing.report import (
    FileReport,
    Progress,
    Report,
    empty,
    name_forms,
    named,
    note,
    origin_words,
    skip,
)
from gemini_desktop.session.importing.survey import (
    chats_in,
    items_of,
    no_chats,
    recorded,
    surveyed,
)
from gemini_desktop.store.breath import Breath
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.importing.entering import Prepared, new_batch
from gemini_desktop.store.importing.files import ImportFile
from gemini_desktop.store.transcripts import Library

__all__ = ["FileReport", "Importing", "Progress", "Report", "chats_in", "origin_words", "surveyed"]

_SLICE = 200
"""Conversations that go to the database at once."""
_SLICE_S = 0.1
_WORK_S = 0.004
_REST_S = 0.0005


class Importing:
    """One a session. One import at a time."""

    def __init__(self, library: Library, captures: Captures) -> None:
        self._library = library
        self._imports = library.imports
        self._captures = captures

    async def run(
        self, paths: Sequence[Path], heard: Callable[[Progress], None] = lambda _: None
    ) -> Report:
        """Take these files in, one after the other. Cancelled, it takes nothing in of the file
        that it was at; those before stay. Raises StoreError where the library fails."""
        report = Report(files=[])
        for number, path in enumerate(paths):
            one = _One(self._library, self._captures, path, heard, number, len(paths))
            report.files.append(await one.run())
        return report

    async def undo(self, report: Report) -> list[str]:
        """Take out of the list what came, like anything that is deleted; the ids of it."""
        batches = [file.batch for file in report.files if file.batch]
        ids = [each for batch in batches for each in await self._imports.ids(batch)]
        await self._library.delete_conversations(ids)
        grown = [each for file in report.files for each in file.grown]
        await self._imports.take_away(grown)
        return [*ids, *(each.earlier.id for each in grown)]


class _One:
    """One file."""

    def __init__(
        self,
        library: Library,
        captures: Captures,
        path: Path,
        heard: Callable[[Progress], None],
        number: int,
        count: int,
    ) -> None:
        self._library = library
        self._captures = captures
        self._imports = library.imports
        self._heard = heard
        self._before, self._count = number, count
        self.report = FileReport(path=path)
        self._prints: set[str] = set()
        self._recordings: list[str] = []
        self._here: set[str] | None = None
        self._undated = 0

    async def run(self) -> FileReport:
        report = self.report
        report.batch = new_batch()
        try:
            file = await asyncio.to_thread(ImportFile, report.path)
            with file:
                if file.parts:
                    name_forms(file, report)
                    await self._take_in(file)
                else:
                    await self._take_in_captures(file)
            await self._imports.reveal(report.batch, report.conversations, report.grown)
        except GeminiDesktopError as error:
            await self._undo()
            empty(report, error.failure)
        except BaseException:
            await asyncio.shield(self._undo())
            raise
        return report

    async def _undo(self) -> None:
        """Nothing stays of what was under way, unless it was all there by then."""
        await self._imports.drop(self.report.batch)
        if await self._imports.ids(self.report.batch):
            return
        for capture_id in self._recordings:
            await asyncio.to_thread(self._captures.delete, capture_id)

    async def _take_in_captures(self, file: ImportFile) -> None:
        """Each answer of a recorded stream. Its rows come first: the recording of a turn that
        nobody sees goes with it, one without a turn would be taken for one that a crash cut off."""
        if not file.is_capture:
            raise no_chats(file.path)
        found, skipped = await asyncio.to_thread(recorded, file.path)
        self.report.words = importing_captures.WORDS
        for item in skipped:
            skip(self.report, item)
        for each in found:
            new = await self._new([each.conversation], [each.fingerprint])
            if new:
                await self._record(each)

    async def _record(self, each: Recorded) -> None:
        folder = await asyncio.to_thread(self._captures.new_folder)
        self._recordings.append(folder.name)
        rows = await asyncio.to_thread(
            lambda: self._imports.prepare(
                each.conversation, each.fingerprint, capture_id=folder.name
            )
        )
        await self._imports.put(self.report.batch, [rows])
        ids = [rows.id, *(row[0] for row in rows.turns)]
        known = await asyncio.to_thread(importing_captures.copy, each, folder, self._captures, ids)
        await self._library.note_capture(known)
        self.report.first = self.report.first or rows.id

    async def _take_in(self, file: ImportFile) -> None:
        reader = SliceReader(items_of(file))
        while items := await asyncio.to_thread(reader.next_slice):
            self._date(items, file.written_unix_ns)
            await self._slice(items)
            done = (self._before + file.progress) / self._count
            read = self.report.conversations + self.report.here
            self._heard(Progress(file=self.report.path.name, done=done, conversations=read))

    def _date(self, items: Sequence[Item], written_unix_ns: int) -> None:
        """Those without a time are of the file's, and in the list as they are in the file."""
        for item in items:
            if isinstance(item, ImportedConversation) and not item.created_unix_ns:
                self._undated += 1
                at = max(1, written_unix_ns - self._undated * 1000)
                item.created_unix_ns = item.updated_unix_ns = at

    async def _slice(self, items: Sequence[Item]) -> None:
        report = self.report
        conversations = []
        for item in items:
            if isinstance(item, Skipped):
                skip(report, item)
            elif not item.turns:
                skip(report, Skipped(name=named(item), reason="It is empty."))
            else:
                conversations.append(item)
        prints = await asyncio.to_thread(_prints, conversations)
        new = await self._new(conversations, prints)
        if not new:
            return
        kept = [await self._keeps_ids(conversation) for conversation, _ in new]
        rows = await asyncio.to_thread(self._prepared, new, kept)
        await self._imports.put(report.batch, rows)
        report.first = report.first or rows[0].id

    async def _new(
        self, conversations: Sequence[ImportedConversation], prints: Sequence[str]
    ) -> list[tuple[ImportedConversation, str]]:
        """Those that are not in the library, each counted."""
        report = self.report
        known = await self._imports.look_up(conversations, prints)
        new = []
        for conversation, fingerprint, state in zip(conversations, prints, known, strict=True):
            if state == "same" or fingerprint in self._prints:
                report.here += 1
                continue
            self._prints.add(fingerprint)
            if state == "changed" and await self._goes_on(conversation, fingerprint):
                continue
            report.changed += state == "changed"
            new.append((conversation, fingerprint))
            note(report, conversation)
        return new

    async def _goes_on(self, conversation: ImportedConversation, fingerprint: str) -> bool:
        """Whether it is one that is here with some turns more; they are added in the end."""
        earlier = await self._imports.earlier(conversation)
        if earlier is None or conversation.format == ours.FORMAT:
            return False
        grown = await asyncio.to_thread(self._imports.grown, conversation, fingerprint, earlier)
        if grown is None:
            return False
        if grown.rows:
            self.report.grown.append(grown)
        else:
            self.report.here += 1  # it has got another title, perhaps
        return True

    async def _keeps_ids(self, conversation: ImportedConversation) -> bool:
        """One of our own is to be the same when it is saved again. What it says of recordings goes
        where there is one of that name here: it is another conversation's."""
        if conversation.format != ours.FORMAT:
            return False
        if self._here is None:
            self._here = await self._library.capture_ids()
        for turn in conversation.turns:
            if turn.capture_id in self._here:
                turn.capture_id = ""
        return await self._imports.can_keep_ids(conversation)

    def _prepared(
        self, new: Sequence[tuple[ImportedConversation, str]], kept: Sequence[bool]
    ) -> list[Prepared]:
        rows = []
        breath = Breath(_WORK_S, _REST_S)
        for (conversation, fingerprint), keep in zip(new, kept, strict=True):
            rows.append(self._imports.prepare(conversation, fingerprint, keep_ids=keep))
            breath.take()
        return rows


def _prints(conversations: Sequence[ImportedConversation]) -> list[str]:
    found = []
    breath = Breath(_WORK_S, _REST_S)
    for each in conversations:
        found.append(each.fingerprint())
        breath.take()
    return found


class SliceReader:
    """Takes items of a file as many as the window can spare time for."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items

    def next_slice(self) -> list[Item]:
        """The next few; none at the end. For a thread."""
        found: list[Item] = []
        until = time.monotonic() + _SLICE_S
        breath = Breath(_WORK_S, _REST_S)
        for item in self._items:
            found.append(item)
            if len(found) >= _SLICE or time.monotonic() > until:
                break
            breath.take()
        return found
