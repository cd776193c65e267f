"""An earlier prompt in the prompt box, to be written anew; the draft that stood there waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor

from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.compose.composer import Composer
from gemini_desktop.ui.chat.view import ChatView


class Editing(QObject):
    """One a chat. While a prompt is edited, what the composer sends is the prompt's new words."""

    submitted = Signal(str)
    """A new prompt."""
    edited = Signal(str, str)
    """The id of a prompt, and its new words."""
    turned = Signal(bool)
    """A prompt is edited now, or no more."""

    def __init__(self, composer: Composer, view: ChatView) -> None:
        super().__init__(composer)
        self._composer = composer
        self._view = view
        self._turn_id = ""
        self._draft = ""
        self._draft_media: list[Media] = []
        composer.submitted.connect(self._submit)

    @property
    def active(self) -> bool:
        """Whether a prompt is being edited."""
        return bool(self._turn_id)

    @property
    def draft(self) -> tuple[str, list[Media]]:
        """What is being written as the next prompt, words and files: what stands in the box, or
        waits until another prompt is edited."""
        return (self._draft, self._draft_media) if self.active else self._composer.content()

    def begin(self, prompt: Turn) -> None:
        """Put the words of this prompt into the box, and its files beside them."""
        edit = self._composer.edit
        if not self.active:
            self._draft = edit.toPlainText()
            self._draft_media = self._composer.attachments.media
        self._turn_id = prompt.id
        contents = [content for step in prompt.steps for content in step.contents]
        self._fill(prompt.text, [c for c in contents if isinstance(c, Media)])
        self.turned.emit(True)  # noqa: FBT003 - a signal's
        self._view.hands.marks.edit(prompt.id)
        self._view.reveal_turn(prompt.id)
        edit.setFocus()

    def cancel(self) -> None:
        """Leave the prompt as it is; the draft is back."""
        if self.active:
            self._end()
            self._composer.edit.setFocus()

    def _end(self) -> None:
        self._turn_id = ""
        self.turned.emit(False)  # noqa: FBT003 - as above
        self._view.hands.marks.edit("")
        self._fill(self._draft, self._draft_media)
        self._draft, self._draft_media = "", []

    def _fill(self, words: str, media: Sequence[Media]) -> None:
        edit, tray = self._composer.edit, self._composer.attachments
        edit.setPlainText(words)
        edit.moveCursor(QTextCursor.MoveOperation.End)
        tray.clear()
        for one in media:
            tray.put(one)

    def _submit(self, words: str) -> None:
        turn_id = self._turn_id
        if not turn_id:
            self.submitted.emit(words)
            return
        self._end()
        self.edited.emit(turn_id, words)
