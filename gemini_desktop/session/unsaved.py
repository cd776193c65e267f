"""What could not be written to the disk: it is held in memory, tried again, or put elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Transcript
from gemini_desktop.session.exchanges import note_of_live
from gemini_desktop.session.keeping import Keeping
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.failures import reason
from gemini_desktop.store.noting import note_of
from gemini_desktop.store.opened_home import Home, look_again
from gemini_desktop.store.transcripts import Library

if TYPE_CHECKING:
    from gemini_desktop.store.lasting_tape import LastingTape

TRY_AGAIN_S = 10.0
"""Between tries that nobody asked for."""
Again: TypeAlias = Callable[[], Awaitable[None]]
Kind: TypeAlias = Literal["settings", "draft"]


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """What is not on the disk now, for the user."""

    failure: Failure
    """Why; the first of several."""
    reason: str
    """The same in a few words, to end a sentence with."""
    home: bool = False
    """Whether the whole home, or its library, cannot be used."""
    recorded: bool = True
    """Whether answers are recorded all the same."""
    answers: int = 0
    settings: bool = False
    draft: bool = False
    details: tuple[Failure, ...] = ()
    """Each once, in words for the user."""


class HeldExchange:
    """One exchange of which something may be missing on the disk."""

    def __init__(
        self, tape: LastingTape, context: CaptureContext | None, exchange: LiveExchange | None
    ) -> None:
        self.tape = tape
        self.context = context
        self.exchange = exchange
        self.elsewhere = False


class Unsaved:
    """One a session. Runs on its loop."""

    def __init__(self, home: Home, library: Library, captures: Captures) -> None:
        self._home = home
        self._library = library
        self._captures = captures
        self._held: dict[str, HeldExchange] = {}
        self._others: dict[Kind, tuple[Failure, Again]] = {}
        self._lock = asyncio.Lock()
        self._news = asyncio.Event()
        self.changed: Callable[[], None] = _nobody
        """Called when more or less is missing, or for another reason."""
        self.keeping = Keeping(library, self._tell)

    # --- what is missing -------------------------------------------------------------------------

    def look(self) -> Missing | None:
        """What is missing now; None where nothing is."""
        missing = self.held
        answered = {each.exchange.turn.id for each in missing if each.exchange is not None}
        put = {
            h.exchange.conversation_id for h in self._held.values() if h.elsewhere and h.exchange
        }
        turns = [t for c, t in self.keeping.waiting if c not in put and t.id not in answered]
        answers = len(missing) + sum(turn.role == "model" for turn in turns)
        failures = [self._home.failure, self._library.refused]
        failures += [each.tape.failure for each in missing]
        failures += [self.keeping.failure] if turns or missing else []
        failures += [failure for failure, _ in self._others.values()]
        details = tuple(dict.fromkeys(failure for failure in failures if failure is not None))
        if not details:
            return None
        return Missing(
            failure=details[0],
            reason=reason(details[0]),
            home=self._home.failure is not None or self._library.refused is not None,
            recorded=self._home.failure is None
            and details[0].kind != "disk_full"
            and all(each.tape.is_whole for each in missing),
            answers=answers or int(bool(turns)),
            settings="settings" in self._others,
            draft="draft" in self._others,
            details=details,
        )

    @property
    def held(self) -> list[HeldExchange]:
        """The exchanges of which something is missing, oldest first."""
        return [each for each in self._held.values() if self._is_missing(each)]

    def capture(self, capture_id: str) -> LastingTape | None:
        """The capture of this id, where a part of it is held here."""
        held = self._held.get(capture_id)
        return held.tape if held is not None and not held.tape.is_whole else None

    def tape(
        self, context: CaptureContext | None = None, exchange: LiveExchange | None = None
    ) -> LastingTape:
        """A new tape, which goes on in memory where the disk fails."""
        tape = self._captures.lasting(context)
        self._held[tape.id] = HeldExchange(tape, context, exchange)
        tape.on_held = self._on_held
        return tape

    def check(self) -> None:
        """The library was opened, or could not be."""
        if self._library.refused is not None:
            self._tell()

    def missed(self, kind: Kind, failure: Failure, again: Again) -> None:
        """This could not be written; `again` tries, and raises StoreError."""
        self._others[kind] = (failure, again)
        self._tell()

    def settled(self, kind: Kind) -> None:
        """It is written by now."""
        if self._others.pop(kind, None) is not None:
            self._tell()

    def ended(self, exchange: LiveExchange | None = None) -> None:
        """An exchange is over: where nothing is missing, nothing need be remembered."""
        self._forget_whole()
        if exchange is None or exchange.turn.capture_id in self._held:
            self._tell()

    async def recorded(self, tape: LastingTape, outcome: Outcome | None) -> None:
        """An exchange without a conversation is over: enter it in the index."""
        if tape.is_whole:
            with contextlib.suppress(StoreError):  # the index finds it by itself later
                source = self._captures.open(tape.id)
                await self.keeping.note(await asyncio.to_thread(note_of, source, None, outcome))
        self.ended()

    # --- mending ---------------------------------------------------------------------------------

    async def try_again(self) -> bool:
        """Write all that is missing; whether nothing is now."""
        async with self._lock:
            await self._home_again()
            for held in list(self._held.values()):
                await self._tape_again(held)
            await self.keeping.flush()
            for kind, (_, again) in list(self._others.items()):
                try:
                    await again()
                except StoreError as error:
                    self._others[kind] = (error.failure, again)
                else:
                    self._others.pop(kind, None)
            self._forget_whole()
        self._tell()
        return self.look() is None

    async def last_try(self) -> str:
        """The program ends: what is lost by that, in words for the user; empty for nothing."""
        await self.try_again()
        missing = self.look()
        details = missing.details if missing is not None else ()
        return " ".join(each.in_words for each in details)

    async def run(self) -> None:
        """Try again now and then, for as long as something is missing; until it is cancelled."""
        while True:
            await self._news.wait()
            await asyncio.sleep(TRY_AGAIN_S)
            self._news.clear()
            await self.try_again()

    async def save_to(self, folder: Path) -> list[Path]:
        """Put each answer that is missing into `folder`: its recording, and its conversation as
        far as it is known here. Raises StoreError; what was written until then stays. They are
        brought to the library as well once it can be written."""
        written: list[Path] = []
        for held in list(self._held.values()):
            if self._is_missing(held):
                written += await self._put(held, folder)
                held.elsewhere = True
        self._tell()
        return written

    async def _put(self, held: HeldExchange, folder: Path) -> list[Path]:
        from gemini_desktop.session.saving import copying
        from gemini_desktop.session.saving import transcripts as saving

        written = [folder / f"{held.tape.id}.gcap"]
        await asyncio.to_thread(copying.save, held.tape, "gcap", written[0])
        exchange = held.exchange
        if exchange is not None:
            written.append(folder / f"{held.tape.id}.json")
            turns = [*exchange.path, exchange.prompt, exchange.turn]
            await asyncio.to_thread(
                saving.save_transcript,
                written[1],
                "json",
                Transcript(turns=turns),
                title="",
                open_capture=lambda _: held.tape,
            )
        return written

    async def _home_again(self) -> None:
        if self._home.failure is not None:
            self._home = await asyncio.to_thread(look_again, self._home)
        if self._library.refused is not None:
            await self._library.reopen()

    async def _tape_again(self, held: HeldExchange) -> None:
        if held.tape.is_whole:
            return
        try:
            await asyncio.to_thread(held.tape.catch_up)
        except StoreError:
            return
        if held.exchange is not None:
            await self.keeping.note(note_of_live(held.exchange))

    # --- inside ----------------------------------------------------------------------------------

    def _is_missing(self, held: HeldExchange) -> bool:
        if held.elsewhere:
            return False
        exchange = held.exchange
        waits = exchange is not None and any(
            map(self.keeping.waits, (exchange.prompt.id, exchange.turn.id))
        )
        return waits or not held.tape.is_whole

    def _forget_whole(self) -> None:
        for capture_id, held in list(self._held.items()):
            running = held.exchange is not None and held.exchange.running
            waits = held.exchange is not None and self.keeping.waits(held.exchange.turn.id)
            if held.tape.is_closed and held.tape.is_whole and not (running or waits):
                del self._held[capture_id]

    def _on_held(self, _: LastingTape) -> None:
        self._tell()

    def _tell(self) -> None:
        if self.look() is not None:
            self._news.set()
        self.changed()


def _nobody() -> None:
    """Nobody listens."""
