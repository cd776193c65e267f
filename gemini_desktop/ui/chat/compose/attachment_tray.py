"""The row of files above the box, and the sentence that says why one of them cannot be sent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gemini_desktop.core.events import Media
from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.compose.attachment_card import AttachmentCard
from gemini_desktop.ui.chat.compose.attachments import MOST_FILES, Attachments, in_one_sentence
from gemini_desktop.ui.chat.media.pictures import Pictures
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import viewport_of

_GAP = 8
_RIGHT = 6
_ROWS = 2.4  # of cards, before the rest is scrolled to: half a card says that there are more


class AttachmentTray(QWidget):
    """Hidden while there are no files. `changed` comes with every change of what would be sent."""

    changed = Signal()
    told = Signal(str)
    """A sentence that was not there before: for those who do not see it."""
    emptied = Signal()
    """The last file was taken away by hand: the focus has to go elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachmentTray")
        self.setAccessibleName(self.tr("Attachments"))
        self._list = Attachments()
        self._cards: list[AttachmentCard] = []
        self._left_out = 0
        self.follows: QWidget | None = None
        """What Tab leaves for the first file."""
        self.pictures = Pictures(self)
        self.pictures.ready.connect(self._repaint)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, _RIGHT, 0)
        column.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.manager().changed.connect(self._place)
        self.hide()

    @Late
    def _scroll(self) -> QScrollArea:
        """Of the files, with the first of them."""
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        viewport_of(scroll).setAutoFillBackground(False)
        self._column.insertWidget(0, scroll)
        return scroll

    @Late
    def _inner(self) -> QWidget:
        """What is scrolled."""
        inner = QWidget()
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)  # which setWidget has turned on
        return inner

    @Late
    def _sentence(self) -> Label:
        """What is wrong."""
        sentence = Label(size=12, tone="red", wrap=True)
        sentence.setObjectName("attachmentProblem")
        sentence.hide()
        self._column.addWidget(sentence)
        return sentence

    # --- what is in it ---------------------------------------------------------------------------

    @property
    def media(self) -> list[Media]:
        """What would be sent, in order."""
        return self._list.media

    @property
    def names(self) -> list[str]:
        """The names of all files, in order."""
        return [file.name for file in self._list.files]

    @property
    def reading(self) -> bool:
        """Whether a file is still being read."""
        return self._list.reading

    @property
    def problem(self) -> str:
        """The sentence that stands under the files; empty where all can be sent."""
        return in_one_sentence(list(self._list.problems().values()))

    def add(self, name: str) -> int:
        """A file that is read now: its key, or -1 where there are too many already."""
        file = self._list.add(name)
        if file is None:
            self._left_out += 1
            self._refresh()
            return -1
        card = AttachmentCard(file, self.pictures, self._inner)
        card.removed.connect(self._remove)
        card.show()
        before = self._cards[-1].remove if self._cards else self.follows
        if before is not None:
            QWidget.setTabOrder(before, card.remove)
        self._cards.append(card)
        self._refresh()
        return file.key

    def resolve(self, key: int, media: Media) -> bool:
        """The file was read; False where it is not wanted any more."""
        file = self._list.find(key)
        if file is not None:
            file.media = media
            file.name = media.name or file.name
            file.size = len(media.data) * 3 // 4 - media.data[-2:].count("=")
            self._refresh()
        return file is not None

    def fail(self, key: int, problem: str, advice: str = "") -> None:
        """The file could not be read."""
        file = self._list.find(key)
        if file is not None:
            file.problem, file.advice = problem, advice
            self._refresh()

    def put(self, media: Media) -> None:
        """A file that was read before (of a draft)."""
        key = self.add(media.name or media.mime_type)
        self.resolve(key, media)

    def clear(self) -> None:
        """Take all away."""
        if not self._cards and not self._left_out:
            return
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards, self._list.files, self._left_out = [], [], 0
        self.pictures.clear()
        self._refresh()

    def set_protocol(self, protocol: ProtocolName) -> None:
        """Which API will carry the files."""
        if protocol != self._list.protocol:
            self._list.protocol = protocol
            self._refresh()

    def set_carried(self, sent_bytes: int) -> None:
        """How much of a request the files of the earlier turns take."""
        if sent_bytes != self._list.carried:
            self._list.carried = sent_bytes
            self._refresh()

    # --- inside ----------------------------------------------------------------------------------

    def _remove(self, key: int) -> None:
        index = next((i for i, card in enumerate(self._cards) if card.file.key == key), -1)
        if index < 0:
            return
        card = self._cards.pop(index)
        self._list.remove(key)
        self._left_out = 0
        if self._cards:
            self._cards[min(index, len(self._cards) - 1)].remove.setFocus()
        else:
            self.emptied.emit()
        card.hide()
        card.deleteLater()
        self._refresh()

    def _refresh(self) -> None:
        problems = self._list.problems()
        for card in self._cards:
            card.show_state(problems.get(card.file.key, ("", ""))[0])
        sentence = self.problem
        if self._left_out:
            more = self.tr("At most {} files go with one prompt; {} were left out.")
            sentence = f"{sentence} {more.format(MOST_FILES, self._left_out)}".strip()
        if sentence or AttachmentTray._sentence.made(self) is not None:
            if sentence and sentence != self._sentence.text():
                self.told.emit(sentence)
            self._sentence.setText(sentence)
            self._sentence.setVisible(bool(sentence))
        self.setVisible(bool(self._cards))
        self._place()
        self.changed.emit()

    def _place(self) -> None:
        """Cards from left to right and on to the next row."""
        if not self._cards and AttachmentTray._scroll.made(self) is None:
            return
        width = max(120, self.width() - _RIGHT)
        whole, most = self._rows(width)
        if whole > most:  # then a bar takes room
            width -= self._scroll.verticalScrollBar().sizeHint().width()
            whole, most = self._rows(width)
        self._inner.resize(width, whole)
        self._scroll.setFixedHeight(min(whole, most))
        self.updateGeometry()

    def _rows(self, width: int) -> tuple[int, int]:
        """Place the cards in this width; how high they are, and how high they may be shown."""
        size = AttachmentCard.size_for(width)
        wide, high = int(size.width()), int(size.height())
        per_row = max(1, (width + _GAP) // (wide + _GAP))
        for number, card in enumerate(self._cards):
            row, column = divmod(number, per_row)
            card.setGeometry(column * (wide + _GAP), row * (high + _GAP), wide, high)
        rows = -(-len(self._cards) // per_row)
        return max(0, rows * (high + _GAP) - _GAP), int(_ROWS * (high + _GAP))

    def _repaint(self) -> None:
        for card in self._cards:
            card.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt: another width, another number of cards in a row."""
        super().resizeEvent(event)
        self._place()

    def scroll_to_last(self) -> None:
        """Show the file that came last."""
        if self._cards:
            self._scroll.ensureWidgetVisible(self._cards[-1], 0, 0)
