"""A slider for a parameter that may be left to the server."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QSlider, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.icon_button import IconButton
from gemini_desktop.ui.controls.label import Label
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_before

_RESET = 24


class LabeledSlider(QWidget):
    """Label and typed value above, the slider below, and a way back to "default".

    While it is unset (None) nothing is sent, and the word `unset` stands for the value.
    `step` is one arrow key; `decimals` 0 gives ints.
    """

    edited = Signal(object)
    """float, int or None: what the user chose, at the end of a drag."""

    def __init__(
        self,
        label: str,
        minimum: float,
        maximum: float,
        *,
        step: float = 1,
        decimals: int = 0,
        start: float | None = None,
        unset: str = "",
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._step = minimum, maximum, step
        self._decimals = decimals
        self._start = minimum if start is None else start
        self._value: float | None = None
        self.setObjectName(object_name)
        self._label = Label(label, tone="2", wrap=True)
        self._entry = QLineEdit()
        self._slider = _Slider(round((maximum - minimum) / step))
        self._entry.setPlaceholderText(unset or self.tr("default"))
        self._lay_out(label)
        self._slider.valueChanged.connect(self._slid)
        self._slider.sliderReleased.connect(self._released)
        self._entry.editingFinished.connect(self._typed)
        theme.manager().changed.connect(self._dress)
        self._dress()
        self.set_value(None)

    @Late
    def _reset(self) -> IconButton:
        """There while something is set; its room is kept."""
        words = self.tr("Reset %1").replace("%1", self._label.text())
        reset = _Reset(words, self)
        reset.clicked.connect(self._cleared)
        self._grid.addWidget(reset, 0, 1)
        tab_before(reset, self._slider)
        return reset

    @Late
    def _error(self) -> Label:
        label = Label(size=11.5, tone="red", wrap=True, parent=self)
        self._grid.addWidget(label, 2, 0, 1, 3)
        return label

    def enterEvent(self, event: QEnterEvent) -> None:
        """Called by Qt."""
        super().enterEvent(event)
        self._repaint_reset()

    def leaveEvent(self, event: QEvent) -> None:
        """Called by Qt."""
        super().leaveEvent(event)
        self._repaint_reset()

    def _repaint_reset(self) -> None:
        reset = LabeledSlider._reset.made(self)
        if reset is not None:
            reset.update()

    def value(self) -> float | int | None:
        """The value as it is to be sent; None where the server's default rules."""
        return self._value

    @property
    def error(self) -> str:
        """What is wrong with the typed value, empty if nothing is."""
        error = LabeledSlider._error.made(self)
        return error.text() if error is not None else ""

    def set_value(self, value: float | None) -> None:
        """Show a value without announcing it. One out of bounds is kept: an old file may hold it,
        and the server has the last word."""
        self._value = value
        self._set_error("")
        with QSignalBlocker(self._slider):
            shown = self._start if value is None else value
            self._slider.setValue(round((shown - self._minimum) / self._step))
        self._slider.set_unset(value is None)
        self._entry.setText("" if value is None else self._text(value))
        if value is not None or LabeledSlider._reset.made(self) is not None:
            self._reset.setVisible(value is not None)

    def _lay_out(self, label: str) -> None:
        self._entry.setAccessibleName(label)
        self._entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._entry.setProperty("flat", "true")
        self._slider.setAccessibleName(label)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self._entry, 0, 2)
        grid.setColumnMinimumWidth(1, _RESET)
        grid.setRowMinimumHeight(0, _RESET)
        grid.addWidget(self._slider, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)

    def _dress(self) -> None:
        self._entry.setFont(theme.mono_font(12.5))
        self._entry.setFixedWidth(self._entry.fontMetrics().horizontalAdvance("0") * 8 + 22)

    def _text(self, value: float) -> str:
        # Typed and shown with a point in every language: it is what goes over the wire.
        locale = QLocale.c()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return locale.toString(float(value), "f", self._decimals)

    def _number(self, position: int) -> float | int:
        value = self._minimum + position * self._step
        return round(value, self._decimals) if self._decimals else round(value)

    def _slid(self, position: int) -> None:
        value = self._number(position)
        dragging = self._slider.isSliderDown()
        self.set_value(value)
        if not dragging:
            self.edited.emit(value)

    def _released(self) -> None:
        self.set_value(self._number(self._slider.value()))
        self.edited.emit(self._value)

    def _cleared(self) -> None:
        self.set_value(None)
        self._slider.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit(None)

    def _typed(self) -> None:
        text = self._entry.text().strip().replace(",", ".")
        if not text:
            if self._value is not None:
                self._cleared()
            self._set_error("")
            return
        value = self._parsed(text)
        if value is None:
            self._set_error(
                self.tr("A number from %1 to %2.")
                .replace("%1", self._text(self._minimum))
                .replace("%2", self._text(self._maximum))
            )
        elif value != self._value or self.error:
            self.set_value(value)
            self.edited.emit(value)

    def _parsed(self, text: str) -> float | int | None:
        try:
            value = float(text) if self._decimals else int(text)
        except ValueError:
            return None
        return value if self._minimum <= value <= self._maximum else None

    def _set_error(self, message: str) -> None:
        if message or LabeledSlider._error.made(self) is not None:
            self._error.setText(message)
            self._error.setVisible(bool(message))
        self._entry.setAccessibleDescription(message)


class _Reset(IconButton):
    """Painted while the pointer or the keyboard is at its row: a column of arrows says nothing."""

    def __init__(self, words: str, row: QWidget) -> None:
        super().__init__("rotate-ccw", words, size=_RESET, icon_size=13, color="text_3", parent=row)
        self._row = row

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row.underMouse() or self.hasFocus():
            super().paintEvent(event)


class _Slider(QSlider):
    needs_no_sheet = True

    def __init__(self, steps: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._unset = True
        self.setRange(0, steps)
        self.setPageStep(max(1, steps // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_unset(self, unset: bool) -> None:
        self._unset = unset
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 20)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page, not the value, unless the slider has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        middle, knob = self.height() / 2, 14.0
        share = self.value() / max(1, self.maximum())
        x = knob / 2 + 1 + share * (self.width() - knob - 2)
        paint.rounded(painter, QRectF(0, middle - 2, self.width(), 4), 2, "border")
        if not self._unset:
            paint.rounded(painter, QRectF(0, middle - 2, x, 4), 2, "accent")
        knob = 10.0 if self._unset else knob  # only a hint of where it would begin
        rect = QRectF(x - knob / 2, middle - knob / 2, knob, knob)
        solid = "text" if theme.current().is_dark else "surface"
        paint.rounded(painter, rect, knob / 2, "surface" if self._unset else solid, "border_strong")
        ring = rect.adjusted(-2, -2, 2, 2)
        paint.focus_ring(painter, self, ring, ring.height() / 2)
        painter.end()
