"""Recorded streams are opened: chosen, dropped, pasted, or named when the program started."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.captures import CapturesPresenter
from gemini_desktop.ui.presenters.library import LibraryPresenter
from gemini_desktop.ui.wish import Wish

if TYPE_CHECKING:  # imported when a file is opened, with the readers of all that it may be
    from gemini_desktop.session.opening import Found

_LARGE = 16 * 1024 * 1024
_MOST_TABS = 8
"""Of one opening; what is more stands in the list."""


class OpeningPresenter(QObject):
    """Files are read in a thread; what cannot be opened is told, and the rest is shown."""

    def __init__(
        self,
        desk: Desk,
        library: LibraryPresenter,
        captures: CapturesPresenter,
        take_in: Callable[[Sequence[Path]], None],
    ) -> None:
        """`take_in` imports files with chats: these are kept, not looked at."""
        super().__init__(desk.window)
        self._take_in = take_in
        self._desk = desk
        self._library = library
        self._captures = captures
        self._together: list[Found] = []
        """What was opened in the chat at once: it follows the tabs of these."""
        desk.inspector.open.bar.currentChanged.connect(self._on_tab)
        desk.window.open_capture_requested.connect(self._on_choose)
        desk.window.commands.open_clipboard.triggered.connect(self._on_paste)
        desk.inspector.intake.pasted.connect(self._on_paste)
        desk.inspector.intake.dropped.connect(self._on_drop)

    def _on_choose(self) -> None:
        self._desk.spawn(self._choose(), "open captures")

    async def _choose(self) -> None:
        paths = await file_dialogs.capture_sources(self._desk.window, self._desk.save_folder)
        if paths:
            await self.open_in_chat(paths)

    def _on_drop(self, paths: Sequence[Path]) -> None:
        self._desk.spawn(self._open(paths, in_chat=False), "open what was dropped")

    def _on_paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._desk.say("There is no text on the clipboard. Copy a recorded stream first.")
            return
        self._desk.window.show_inspector()
        self._desk.spawn(self._open_text(text), "open what was copied")

    async def _open_text(self, text: str) -> None:
        from gemini_desktop.session import opening

        data = text.encode("utf-8", "surrogatepass")
        found = await asyncio.to_thread(opening.find_in, data, self.tr("Clipboard"))
        await self._show(found, in_chat=None, anew=True)

    async def open_in_chat(self, paths: Sequence[Path]) -> None:
        """Show the first of these recorded streams in the chat, all in the inspector."""
        await self._open(paths, in_chat=True)

    async def _open(self, paths: Sequence[Path], *, in_chat: bool) -> None:
        from gemini_desktop.session import opening
        from gemini_desktop.session.importing import chats as importing

        wish = self._desk.may_wish()
        found: list[Found] = []
        failures: list[str] = []
        chats: list[Path] = []
        what = ""
        for path in paths:
            if words := await asyncio.to_thread(importing.chats_in, path):
                chats.append(path)
                what = words
                continue
            if await asyncio.to_thread(_is_large, path):
                self._desk.say(f"Reading {path.name}…")
            try:
                found += await asyncio.to_thread(opening.find, path)
            except GeminiDesktopError as error:
                failures.append(error.failure.in_words)
        if found:
            await self._show(found, in_chat=wish if in_chat else None)
        if chats:
            self._offer_import(chats, what, failures)
        elif failures:
            self._desk.say("\n".join(failures))

    def _offer_import(self, paths: Sequence[Path], what: str, failures: Sequence[str]) -> None:
        names = ", ".join(path.name for path in paths)
        sentence = self.tr("{0} has chats in it ({1}), which are imported to be seen.")
        said = "\n".join([*failures, sentence.format(names, what)])
        self._desk.window.show_message(said, self.tr("Import"), lambda: self._take_in(paths))

    async def _show(
        self, found: Sequence[Found], *, in_chat: Wish | None, anew: bool = False
    ) -> None:
        """`in_chat` tells whether that is still wanted there; None where it never was."""
        answers = [each for each in found if each.is_answer] or found
        first, *others = answers
        if in_chat is not None:
            self._together = list(answers)
            await self._show_in_chat(first, in_chat)
        else:
            self._show_beside(first, anew=anew)
        tabs = self._desk.inspector.open
        for other in others[: _MOST_TABS - 1]:
            tabs.add(other.source, _title(other))
        if len(found) > min(len(answers), _MOST_TABS):
            self._captures.show_foreign(found)
        else:
            self._desk.inspector.captures.make_room()

    async def _show_in_chat(self, found: Found, wish: Wish) -> None:
        """As a conversation that nobody keeps, for the file is the original; asking on from it
        begins one that is kept. Where something else was asked for meanwhile, beside it."""
        desk = self._desk
        from gemini_desktop.session import opening

        opened = await asyncio.to_thread(opening.open_source, found)
        if not wish():
            self._show_beside(found)
            return
        if opened is None:
            self._show_beside(found)
            desk.say(f"{found.note.profile} is too long for the chat: the inspector shows it.")
            return
        wish.grant()
        desk.show_opened(opened, found.note.profile)
        desk.inspector.show_capture(opened.source)
        await self._library.list()

    def _on_tab(self) -> None:
        """The chat shows the file whose tab was turned to, while it shows one of them."""
        desk, source = self._desk, self._desk.inspector.open.shown.source
        wanted = next((each for each in self._together if each.source is source), None)
        shown = desk.turns[-1].id if desk.turns and desk.exchange is None else ""
        if wanted is not None and desk.opened is not None and desk.opened[0] == shown:
            desk.spawn(self._follow(wanted), "show an opened file")

    async def _follow(self, found: Found) -> None:
        desk = self._desk
        shown = desk.opened
        if shown is None or shown[1] is found.source:
            return
        from gemini_desktop.session import opening

        opened = await asyncio.to_thread(opening.open_source, found)
        here = desk.inspector.open.shown.source is found.source and desk.opened is shown
        if opened is not None and here and desk.turns and desk.turns[-1].id == shown[0]:
            desk.show_opened(opened, found.note.profile, inspect=False)

    def _show_beside(self, found: Found, *, anew: bool = False) -> None:
        tabs = self._desk.inspector.open
        if anew:
            tabs.close_source(found.source.id)
        tabs.open_beside(found.source, _title(found))


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > _LARGE
    except OSError:
        return False  # told when it is read


def _title(found: Found) -> str:
    return found.note.prompt or found.source.id
