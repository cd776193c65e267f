"""The forms to choose from: each with its name and a line on what it is for."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gemini_desktop.core.export.wanted import CHAT_FORMS, ChatForm
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint

_FORM = int(Qt.ItemDataRole.UserRole)
_PURPOSE = _FORM + 1
_PADDING = 10


class FormList(QListWidget):
    """One of the forms is chosen at any time."""

    form_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportForms")
        self.setAccessibleName(self.tr("Form"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)  # it lies on the sheet
        self.setItemDelegate(_Row(self))
        for form in CHAT_FORMS:
            name, purpose = words(form)
            item = QListWidgetItem(name)
            item.setData(_FORM, form)
            item.setData(_PURPOSE, purpose)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}: {purpose}")
            item.setToolTip(purpose)
            self.addItem(item)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(self._changed)

    def form(self) -> ChatForm:
        """The chosen one."""
        return CHAT_FORMS[max(0, self.currentRow())]

    def set_form(self, form: str) -> None:
        """Choose; a word that is none changes nothing (it may come from a later version)."""
        if form in CHAT_FORMS:
            self.setCurrentRow(CHAT_FORMS.index(form))

    def sizeHint(self) -> QSize:
        """Called by Qt: all of them in sight."""
        row = self.sizeHintForRow(0)
        return QSize(230, row * self.count())

    def _changed(self, _: int) -> None:
        self.form_chosen.emit(self.form())


class _Row(QStyledItemDelegate):
    """The name, and below it the purpose in grey."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Called by Qt."""
        return QSize(200, self._name_height() + self._purpose_height() + 14)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Called by Qt."""
        colours = theme.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.toRectF().adjusted(1, 1, -1, -1)
        if chosen:
            paint.rounded(painter, box, 7, "selection")
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, box, 7, "hover")
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        top = rect.adjusted(_PADDING, 6, -_PADDING, 0)
        top.setHeight(self._name_height())
        painter.setFont(theme.ui_font(13, 600 if chosen else 500))
        painter.setPen(QColor(colours.text))
        painter.drawText(top, int(left), str(index.data()))
        below = top.translated(0, top.height() + 1)
        below.setHeight(self._purpose_height())
        painter.setFont(theme.ui_font(11.5))
        painter.setPen(QColor(colours.text_2))
        purpose = painter.fontMetrics().elidedText(
            str(index.data(_PURPOSE)), Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, int(left), purpose)
        painter.restore()

    def _name_height(self) -> int:
        return _height(13)

    def _purpose_height(self) -> int:
        return _height(11.5)


def _height(size: float) -> int:
    return QFontMetrics(theme.ui_font(size)).height()


def words(form: ChatForm) -> tuple[str, str]:
    """The form's name, and what it is for."""
    return {
        "markdown": (_tr("Markdown"), _tr("For notes and wikis, read anywhere")),
        "html": (_tr("Web page"), _tr("One file that looks as the chat does")),
        "text": (_tr("Plain text"), _tr("What was said, and nothing else")),
        "json": (_tr("JSON, complete"), _tr("Loses nothing, can be imported")),
        "openai": (_tr("OpenAI messages"), _tr("JSON Lines, for tuning and tests")),
        "gemini": (_tr("Gemini contents"), _tr("A request's body, ready to send")),
        "pdf": (_tr("PDF"), _tr("To print, to send, to file away")),
    }[form]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Export", text)
