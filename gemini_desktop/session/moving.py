"""Another home, chosen in the window because the first one cannot be written: what stands in memory
goes there. What lies in the first one stays there, untouched."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.unsaved import HeldExchange, Unsaved
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.home import VARIABLE
from gemini_desktop.store.opened_home import Home, open_home, remember_home
from gemini_desktop.store.settings import FILE, Settings, SettingsFile
from gemini_desktop.store.transcripts import Library

__all__ = ["Home", "move"]

_OWN_FOLDER = "gemini-desktop"


async def move(unsaved: Unsaved, settings: Settings, folder: Path, drafts: dict[str, Turn]) -> Home:
    """Take along what is not on the disk: answers, settings, drafts by their conversations. The new
    home, with a note for the user.

    Raises StoreError where it cannot be used; everything is in memory as before then.
    """
    home = await asyncio.to_thread(_home_in, folder)
    opened = await asyncio.to_thread(open_home, home)
    if opened.failure is not None:
        raise StoreError(opened.failure)
    captures, library = Captures(home), Library(home)
    try:
        await library.open()
        for held in unsaved.held:
            await _bring(held, captures, library)
    finally:
        await library.close()
    await asyncio.to_thread(_bring_rest, home, settings, drafts)
    try:
        await asyncio.to_thread(remember_home, home)
    except StoreError as error:
        note = f"{error.failure.message} Start the program with --home next time."
        return msgspec.structs.replace(opened, note=note)
    note = f"Everything new is kept in {home} from now on."
    if os.environ.get(VARIABLE, "").strip():
        note += f" At the next start {VARIABLE} still names the other folder, and wins."
    return msgspec.structs.replace(opened, note=note)


def _home_in(folder: Path) -> Path:
    """The folder itself where it is empty or a home already; else one of our own in it."""
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return folder  # whoever writes there says what is wrong with it
    return folder if not names or FILE in names or "captures" in names else folder / _OWN_FOLDER


async def _bring(held: HeldExchange, captures: Captures, library: Library) -> None:
    await asyncio.to_thread(_copy_tape, held, captures)
    if held.exchange is not None:
        exchange = held.exchange
        for turn in (*exchange.path, exchange.prompt, exchange.turn):
            await library.save_turn(exchange.conversation_id, turn)


def _copy_tape(held: HeldExchange, captures: Captures) -> None:
    with captures.begin(held.tape.id, held.context) as tape:
        for record in held.tape.records():
            tape.append(record)


def _bring_rest(home: Path, settings: Settings, drafts: dict[str, Turn]) -> None:
    file = SettingsFile(home)
    if not file.path.exists():  # else it is a home that has its own
        file.save(settings)
    kept = Drafts(home)
    for conversation_id, draft in drafts.items():
        kept.save(conversation_id, draft)
