"""Follows links of the program's own scheme; what they ask for is never sent by itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from gemini_desktop.core.files.links import read_link
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.library import LibraryPresenter

_Opener: TypeAlias = Callable[[Sequence[Path]], Coroutine[Any, Any, None]]


class SchemePresenter(QObject):
    """Does what a link says, once the library is open."""

    def __init__(self, desk: Desk, library: LibraryPresenter, open_files: _Opener) -> None:
        super().__init__(desk.window)
        self._desk, self._library, self._open_files = desk, library, open_files

    async def follow(self, link: str) -> None:
        """Follow one, or say that it asks for nothing that we do."""
        asked = read_link(link)
        if asked is None:
            self._desk.say("The link asks for nothing that this program does, so nothing was done.")
        elif asked.file:
            self._desk.window.show_inspector()
            await self._open_files([Path(asked.file)])
        else:
            self._library.begin_new()
            self._desk.window.focus_prompt()
            if asked.prompt:
                self._write(asked.prompt)

    def _write(self, prompt: str) -> None:
        """Put the words after those that stand in the box: nobody's draft is lost to a link."""
        box = self._desk.chat.composer.edit
        box.moveCursor(QTextCursor.MoveOperation.End)
        box.insertPlainText(f"\n\n{prompt}" if box.toPlainText().strip() else prompt)
        self._desk.say("A link wrote this prompt. Read it before you send it.")
