"""After a crash: the answers that nobody saw the end of are read again from their tapes.

What was cut off last comes first, so that the window can show it; a library that was lost is
filled behind the window, a conversation at a time, at half of one core. Imported chats and copies
come from their files (`store.importing.kept_chats`), before what was recorded in them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from gemini_desktop.core.capture import Record
from gemini_desktop.core.decoding.long_reads import cut
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.breath import Breath
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.care import leftovers, unfinished
from gemini_desktop.store.rebuild import Missing, Rebuilt, enter, find
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.transcripts import Library

AT_ONCE_BYTES = 2 << 20
"""So much is read before the window shows what was cut off: it takes a moment."""
_WORK_S = 0.004
"""Longest stretch of decoding before the interpreter is left to the window for as long."""
_CHATS_AT_ONCE = 50
"""Imported ones, in a transaction: some 50 ms of the database's thread."""
_DAMAGED = (
    "The library is damaged. The recordings are whole: it is rebuilt from them when the program "
    "starts again, and the damaged file is kept."
)
_NO_TAPE = Outcome(
    kind="incomplete",
    reason="interrupted",
    message="The program ended before this prompt was sent.",
    advice="Send it again.",
)


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: the conversation that was cut off last (empty if none was), and sentences
    for the user on what was odd."""

    conversation_id: str = ""
    sentences: tuple[str, ...] = ()


class Recovery:
    """One a session: `begin` before anything is asked, then `go_on`."""

    def __init__(self, library: Library, captures: Captures, sharing: Sharing) -> None:
        self._library = library
        self._captures = captures
        self._sharing = sharing
        self._rest: list[Missing] = []
        self._imported: dict[Path, int] = {}
        self._before: list[str] = []
        """The captures that were there at the start."""
        self._stopped = False
        self.left = 0
        """How many captures and chats from files are still to be entered."""
        self.on_entered: Callable[[str], None] = _nobody
        """Hears the conversations that `go_on` has brought back."""

    @property
    def has_imported(self) -> bool:
        """Whether chats that are in files of their own are among them."""
        return bool(self._imported)

    async def begin(self) -> Recovered:
        """Find what the tapes know and the library does not; bring back what was cut off last."""
        self._before = await asyncio.to_thread(self._captures.ids)
        self._imported = await self._library.kept_chats.find()
        self._rest = await find(self._library, self._captures)
        cut_off, rebuilt = "", Rebuilt()
        small = await asyncio.to_thread(self._is_small, self._rest[:1])
        if small:
            from gemini_desktop.core.answer import read

            first = self._rest.pop(0)
            await self._enter_imported(first.conversation_id)
            rebuilt = await enter(self._library, self._captures, first, read)
            # Else it is the rest of a library that was lost before: nothing was asked there last.
            is_last = first.capture_ids[-1] == self._before[-1]
            cut_off = first.conversation_id if rebuilt.restored and is_last else ""
        self.left = sum(len(missing.capture_ids) for missing in self._rest)
        self.left += sum(self._imported.values())
        for begun in await self._library.unfinished_turns():
            turn = await asyncio.to_thread(_finished, begun.turn, self._captures)
            if turn is not None:
                await self._library.save_turn(begun.conversation_id, turn)
                cut_off = begun.conversation_id
        return Recovered(conversation_id=cut_off, sentences=_sentences(rebuilt))

    async def go_on(self) -> tuple[str, ...]:
        """Enter all the rest, clear away what was left half written, and look for damage; sentences
        for the user on what could not be read."""
        sentences: list[str] = []
        try:
            sentences += await self._bring_imported()
            while self._rest:
                missing = self._rest.pop(0)
                rebuilt = await enter(self._library, self._captures, missing, self._read)
                sentences += _sentences(rebuilt)
                self.left -= len(missing.capture_ids)
                self.on_entered(missing.conversation_id)
            await asyncio.to_thread(self._clear)
            await self._keep_imported()
            if not await self._library.upkeep.is_sound():
                sentences.append(_DAMAGED)
        finally:
            self._stopped = True  # a thread may still be reading a long tape
        return tuple(sentences)

    async def _enter_imported(self, conversation_id: str) -> None:
        """The answer that was cut off follows turns that are in no tape."""
        paths = await self._library.kept_chats.file_of(conversation_id) if self._imported else []
        for path in paths:
            if self._imported.pop(path, 0):
                await self._library.kept_chats.enter(path)

    async def _bring_imported(self) -> list[str]:
        kept = self._library.kept_chats
        failures: list[Failure] = []
        for path, count in [*self._imported.items()]:
            restored = await kept.enter(path)
            del self._imported[path]
            self.left -= count
            failures += restored.failures
            for conversation_id in restored.ids:
                self.on_entered(conversation_id)
            await asyncio.sleep(_WORK_S)
        if len(failures) > 1:
            return [f"{failures[0].message} Files damaged besides it: {len(failures) - 1:,}."]
        return [failure.message for failure in failures]

    async def _keep_imported(self) -> None:
        """Write the files that are missing. What fails is tried again at the next start."""
        with contextlib.suppress(StoreError):
            missing = await self._library.kept_chats.without_file()
            for start in range(0, len(missing), _CHATS_AT_ONCE):
                await self._library.kept_chats.keep(missing[start : start + _CHATS_AT_ONCE])
                await asyncio.sleep(_WORK_S)

    def _clear(self) -> None:
        leftovers.clear(self._captures.folder.parent, self._sharing, self._before)
        leftovers.clear_temporary()
        unfinished.clear(self._captures.folder.parent, self._sharing)

    def _is_small(self, found: list[Missing]) -> bool:
        ids = [capture_id for missing in found for capture_id in missing.capture_ids]
        try:
            sizes = [self._captures.open(each).size() for each in ids]
        except StoreError:
            return False
        return bool(ids) and sum(sizes) <= AT_ONCE_BYTES

    def _read(self, records: Iterable[Record]) -> Turn:
        from gemini_desktop.core.answer import read

        return read(self._gently(records))

    def _gently(self, records: Iterable[Record]) -> Iterator[Record]:
        breath = Breath(_WORK_S, _WORK_S)
        for record in cut(records):
            yield record
            if self._stopped:
                return  # nobody takes what comes of it
            breath.take()


async def open_library(library: Library) -> str:
    """Open it; a sentence for the user where it was damaged, else empty. Where it cannot be opened
    a stand-in in memory is there to work with, and `Library.refused` says why."""
    try:
        opened = await library.open()
    except StoreError:
        return ""
    if opened.damaged is None:
        return ""
    return (
        "The library was damaged and is rebuilt from the recordings; the damaged file is kept as "
        f"{opened.damaged.name}."
    )


def _sentences(rebuilt: Rebuilt) -> tuple[str, ...]:
    return tuple(failure.message for failure in rebuilt.failures)


def _finished(turn: Turn, captures: Captures) -> Turn | None:
    """The turn as far as its tape goes; None while another window still records it."""
    if not turn.capture_id:
        turn.outcome = _NO_TAPE
        return turn
    try:
        tape = captures.open(turn.capture_id)
        if tape.is_being_written():
            return None
        turn.steps = []
        from gemini_desktop.core.answer import Answer

        answer = Answer(turn=turn)
        for record in tape.records():
            answer.feed(record)
        return answer.finish()
    except StoreError as error:
        turn.outcome = Outcome(
            kind="incomplete",
            reason=error.failure.kind,
            message=error.failure.message,
            advice=error.failure.advice,
        )
        return turn


def _nobody(_: str) -> None:
    """Nobody listens."""
