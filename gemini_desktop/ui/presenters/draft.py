"""Drafts: what stands in the box is kept for its conversation, and is there when one comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QTimer

from gemini_desktop.core.asking.joined_drafts import joined
from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.files import media_files
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui.desk import Desk

_Write: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
_SAVE_AFTER_MS = 400
"""From the first change on, not from the last: who types without a pause loses no more."""


class DraftPresenter(QObject):
    """Reads and writes the draft of the conversation that is shown, one at a time, in order."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._drafts = desk.session.drafts
        self._composer = desk.chat.composer
        self._id = ""
        """Whose draft stands in the box."""
        self._sent: set[str] = set()
        """Whose draft has become a prompt and is on the disk still."""
        self._open = False
        self._wanted: str | None = None
        """Whose draft is being read: until it is there, what stands in the box is only added."""
        self._stale = False
        self._one_at_a_time = asyncio.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_soon)
        self._composer.edited.connect(self._on_edited)
        desk.when_shown.append(self._on_shown)

    async def open(self) -> None:
        """The start of the program: the library is open, and shows what it showed last."""
        known = await self._desk.session.chats.listed()
        self._open = True
        self._wanted = self._id
        await self._load(self._id)
        self._composer.edit.history.fill(await self._desk.session.chats.recent_prompts())
        await self._desk.session.forget_drafts({c.id for c in known})

    @property
    def is_unwritten(self) -> bool:
        """Whether the box holds what was typed just now, and is not on the disk."""
        return self._stale

    async def close(self) -> None:
        """Write what is not written yet."""
        self._timer.stop()
        if self._stale:
            self._stale = False
            self._follow()
            await self._leave()()

    # --- what happens ----------------------------------------------------------------------------

    def _on_edited(self) -> None:
        self._follow()
        self._stale = True
        if not self._timer.isActive():
            self._timer.start()

    def _follow(self) -> None:
        """A conversation that was begun has a name now, without having been shown anew."""
        if self._open and self._wanted is None and self._id != self._desk.conversation_id:
            self._sent.add(self._id)
            self._id = self._desk.conversation_id

    def _on_shown(self) -> None:
        """Another conversation may be shown now: its draft takes the place of the one before."""
        if not self._open:  # whoever types already goes on in the conversation that is shown
            self._id = self._desk.conversation_id
        if self._desk.conversation_id == self._id:
            return
        leaving = self._leave() if self._stale else None
        self._id = self._wanted = self._desk.conversation_id
        self._composer.restore("", [])
        self._desk.spawn(self._change(leaving), "change the draft")

    async def _change(self, leaving: _Write | None) -> None:
        if leaving is not None:
            await leaving()
        await self._load(self._desk.conversation_id)

    def _leave(self) -> _Write:
        """What writes the draft as it is now, after the one that was not even read yet."""
        left, owner = self._content(), self._id
        unread = not self._open or self._wanted is not None

        async def write() -> None:
            async with self._one_at_a_time:
                await self._forget_sent()
                stored = await asyncio.to_thread(self._drafts.load, owner) if unread else None
                await self._keep(self._drafts.save, owner, joined(stored, left))

        return write

    async def _load(self, conversation_id: str) -> None:
        async with self._one_at_a_time:  # it may still be on its way to the disk
            draft = await asyncio.to_thread(self._drafts.load, conversation_id)
        if self._wanted != conversation_id:
            return  # gone on to yet another one meanwhile, or read already
        self._wanted = None
        if draft is None:
            return
        typed = self._content()  # while it was read
        both = joined(draft, typed)
        self._composer.restore(both.text, media_files.media_of(both))
        self._stale = bool(typed.steps[0].contents)

    # --- writing ---------------------------------------------------------------------------------

    def _save_soon(self) -> None:
        self._desk.spawn(self._save(), "keep the draft")

    async def _save(self) -> None:
        if self._open and self._stale and self._wanted is None:
            self._stale = False
            self._follow()
            await self._leave()()

    async def _forget_sent(self) -> None:
        while self._sent:
            await self._keep(self._drafts.forget, self._sent.pop())

    def _content(self) -> Turn:
        return prompt(*self._desk.chat.editing.draft)

    async def _keep(self, work: Callable[..., None], *arguments: object) -> None:
        """In a thread. Where it fails the draft stays in the box, and the user is told; the next
        change tries again."""
        unsaved = self._desk.session.unsaved

        async def again() -> None:
            await asyncio.to_thread(work, *arguments)

        try:
            await again()
        except GeminiDesktopError as error:
            unsaved.missed("draft", error.failure, again)
        else:
            unsaved.settled("draft")
