"""What is not on the disk is said above the prompt, with the ways out, until it is settled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from gemini_desktop.core.transcript import prompt
from gemini_desktop.session.moving import move
from gemini_desktop.session.unsaved import Missing
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.desk import Desk

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.unsaved_strip import UnsavedStrip


def _tr(text: str) -> str:
    return QCoreApplication.translate("Unsaved", text)


class UnsavedPresenter(QObject):
    """One a window."""

    moved = Signal(object)
    """Another `Home` was chosen, and has what was not saved: the window opens again over it."""

    settled = Signal()
    """Everything is saved by now: what is listed may be another."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._unsaved = desk.session.unsaved
        self._asks_to_close = False
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._show)
        self._unsaved.changed = self._later.start
        ChatPane.unsaved_strip.when_made(desk.chat, self._listen)
        if self._unsaved.look() is not None:
            self._later.start()

    @property
    def _strip(self) -> UnsavedStrip:
        return self._desk.chat.unsaved_strip

    def _listen(self, strip: UnsavedStrip) -> None:
        strip.again_asked.connect(self._on_again)
        strip.elsewhere_asked.connect(self._on_elsewhere)
        strip.close_asked.connect(self._desk.window.close)

    def _show(self) -> None:
        missing = self._unsaved.look()
        if missing is None:
            strip = ChatPane.unsaved_strip.made(self._desk.chat)
            if strip is not None and not strip.isHidden():
                strip.settle()
                self._desk.say(_tr("Everything is saved now."))
                self.settled.emit()
            self._asks_to_close = False
            return
        headline, rest = words(missing, self._desk.session.home)
        if self._asks_to_close:
            rest = _tr("It is lost when the window closes now.")
        advice = " ".join(dict.fromkeys(each.advice for each in missing.details if each.advice))
        details = "\n".join([*(f"• {each.message}" for each in missing.details), advice]).strip()
        self._strip.say(headline, rest, details)
        if missing.home:
            offer = _tr("Choose another folder…")
            tip = _tr("Keep everything new in a folder of your choice, from now on")
        else:
            offer = _tr("Save to another folder…")
            tip = _tr("Write the recording and the chat to a folder of your choice")
        self._strip.offer(offer, tip, closing=self._asks_to_close)

    def stop(self) -> None:
        """The window goes: nobody is told any more."""
        self._later.stop()
        self._unsaved.changed = _nobody

    # --- ways out --------------------------------------------------------------------------------

    def _on_again(self) -> None:
        self._desk.spawn(self._try_again(), "save what is not saved")

    async def _try_again(self) -> None:
        self._strip.set_busy(True)
        try:
            done = await self._unsaved.try_again()
        finally:
            self._strip.set_busy(False)
        missing = self._unsaved.look()
        if not done and missing is not None:
            self._desk.say(_tr("Still not saved: {}.").format(missing.reason))

    def _on_elsewhere(self) -> None:
        missing = self._unsaved.look()
        work = self._change_home() if missing and missing.home else self._save_elsewhere()
        self._desk.spawn(work, "save to another folder")

    async def _change_home(self) -> None:
        desk = self._desk
        if desk.running:
            desk.say(_tr("Stop the answer first; then choose the folder."))
            return
        folder = await file_dialogs.folder_target(
            desk.window, _tr("Keep everything in another folder"), Path.home()
        )
        if folder is None:
            return
        self._strip.set_busy(True)
        try:
            drafts = {desk.conversation_id: prompt(*desk.chat.editing.draft)}
            home = await move(self._unsaved, desk.session.settings, folder, drafts)
        finally:
            self._strip.set_busy(False)
        self.moved.emit(home)

    async def _save_elsewhere(self) -> None:
        desk = self._desk
        folder = await file_dialogs.folder_target(
            desk.window, _tr("Save to another folder"), Path.home()
        )
        if folder is None:
            return
        written = await self._unsaved.save_to(folder)
        names = ", ".join(path.name for path in written)
        desk.say(_tr("Saved in {}: {}.").format(folder, names))

    def may_close(self) -> bool:
        """Whether the window may close without a question; one is asked once, in the strip."""
        if self._asks_to_close or self._unsaved.look() is None:
            return True
        self._asks_to_close = True
        self._show()
        self._strip.ask()
        return False


def _nobody() -> None:
    """Nobody listens."""


def words(missing: Missing, home: Path) -> tuple[str, str]:
    """What is missing, why and where; and what is kept all the same."""
    where = _short(home)
    if missing.home and missing.failure.kind == "newer_database":
        return missing.failure.message, missing.failure.advice
    if missing.home and missing.recorded:
        return (
            _tr("The library in {} cannot be used: {}.").format(where, missing.reason),
            _tr(
                "Answers are recorded, and old chats shown as far as they can be read; all other "
                "changes last until the program ends."
            ),
        )
    if missing.home:
        return (
            _tr("Nothing can be kept in {}: {}.").format(where, missing.reason),
            _tr("What is new stays in memory until the program ends. Old chats are as they were."),
        )
    why = f": {missing.reason} ({where})."
    if missing.answers == 1:
        return (
            _tr("This answer could not be saved") + why,
            _tr("It is kept in memory until the program ends."),
        )
    if missing.answers:
        count = missing.answers
        return (
            _tr("{} answers could not be saved").format(count) + why,
            _tr("They are kept in memory until the program ends."),
        )
    if missing.draft:
        return (
            _tr("What you have written could not be saved") + why,
            _tr("It stays in the box until the program ends."),
        )
    return _tr("The settings could not be saved") + why, _tr("They hold until the program ends.")


def _short(path: Path) -> str:
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
