"""Where the results of function calls are written, while an answer waits for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gemini_desktop.core import function_results
from gemini_desktop.core.events import FunctionCall
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.controls import Label, paint
from gemini_desktop.ui.controls.field import Field
from gemini_desktop.ui.controls.text_area import TextArea
from gemini_desktop.ui.qt_helpers import viewport_of

_HIGHEST = 260
_MARGIN = 14


class ResultsForm(QWidget):
    """A strip above the composer, hidden while nothing waits. `given` carries the results, a
    `ToolResult` for each call in the order of the calls."""

    given = Signal(list)
    told = Signal(str)
    """What it asks for, and what is wrong: for those who do not see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultsForm")
        self._calls: list[FunctionCall] = []
        self._rows: list[_CallRow] = []
        self._title = Label(size=13, weight=600, wrap=True)
        self._send = QPushButton(self.tr("Send results"))
        self._send.setObjectName("sendResultsButton")
        self._send.setProperty("primary", "true")
        self._send.setToolTip(self.tr("Send results (Ctrl+Enter)"))
        self._send.clicked.connect(self._submit)
        self._inner = QWidget()
        self._list = QVBoxLayout(self._inner)
        self._list.setContentsMargins(0, 0, 4, 2)
        self._list.setSpacing(10)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        viewport_of(self._scroll).setAutoFillBackground(False)
        self._inner.setAutoFillBackground(False)
        self._inner.installEventFilter(self)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self._send, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 10, 8, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._scroll)
        self.hide()

    @property
    def calls(self) -> list[FunctionCall]:
        """What waits."""
        return list(self._calls)

    def show_for(self, answer: Turn | None) -> None:
        """Ask for the results of this answer's calls; without any, or without an answer, hide."""
        calls = function_results.pending(answer) if answer is not None else []
        if calls == self._calls:
            return
        self._calls = calls
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_CallRow(call) for call in calls]
        previous: QWidget = self._send  # which stands above them, and they above the box
        for row in self._rows:
            self._list.addWidget(row)
            row.submitted.connect(self._submit)
            QWidget.setTabOrder(previous, row.input)
            previous = row.input
        self._title.setText(self._question())
        self.setAccessibleName(self._question())
        self.setVisible(bool(calls))
        self._fit()
        if calls:
            self.told.emit(self._question())

    def _question(self) -> str:
        if len(self._calls) == 1:
            return self.tr("The model waits for the result of {}.").format(self._calls[0].name)
        return self.tr("The model waits for the results of {} calls.").format(len(self._calls))

    def _submit(self) -> None:
        values = []
        for row in self._rows:
            try:
                values.append(row.value())
            except function_results.NotJson as error:
                self.told.emit(row.tell(error))
                self._scroll.ensureWidgetVisible(row)
                return
        calls = self._calls
        self.show_for(None)
        self.given.emit(function_results.results(calls, values))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt: a field has grown with its text."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        width = self._scroll.viewport().width()
        wanted = max(self._list.heightForWidth(width), self._list.sizeHint().height())
        self._scroll.setFixedHeight(min(_HIGHEST, wanted))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()), 12, "amber_tint")
        painter.end()


class _CallRow(QWidget):
    """One call and the field for what it gave back."""

    submitted = Signal()

    def __init__(self, call: FunctionCall) -> None:
        super().__init__()
        self.input = TextArea("resultEdit", least=1, most=6, mono=True)
        self.input.setPlaceholderText(self.tr('{"value": 42}, or plain text'))
        self.input.installEventFilter(self)
        self.input.textChanged.connect(self._forget_error)
        self._field = Field(function_results.in_words(call), self.input)
        self.input.setAccessibleName(self.tr("Result of {}").format(call.name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._field)

    def value(self) -> object:
        """What stands there, as JSON. Raises NotJson."""
        return function_results.value_of(self.input.toPlainText())

    def tell(self, error: function_results.NotJson) -> str:
        """Say what is wrong, and put the caret there; the sentence."""
        sentence = self.tr(
            "Line {}, column {}: {}. Mend it, or write text that does not begin with {} or [."
        ).format(error.line, error.column, error.reason, "{")
        self._field.set_error(sentence)
        cursor = self.input.textCursor()
        cursor.setPosition(min(error.offset, len(self.input.toPlainText())))
        if not cursor.atEnd():
            cursor.movePosition(
                QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor
            )
        self.input.setTextCursor(cursor)
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        return sentence

    def _forget_error(self) -> None:
        if self._field.error:
            self._field.set_error("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt: Ctrl+Enter sends from any field."""
        if watched is self.input and isinstance(event, QKeyEvent):
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.type() == QEvent.Type.KeyPress and entered and control:
                self.submitted.emit()
                return True
        return super().eventFilter(watched, event)
