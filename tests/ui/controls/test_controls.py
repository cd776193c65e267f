"""The shared controls: mouse and keyboard do the same, and each has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import (
    Badge,
    Chip,
    ComboBox,
    Field,
    Hairline,
    IconButton,
    Label,
    LabeledSlider,
    PaneHeader,
    SecretEdit,
    Segmented,
    TextArea,
    Toggle,
    caption,
)

CONTROLS: dict[str, Callable[[], QWidget]] = {
    "badge": lambda: Badge("Live", "green", dot=True),
    "chip": lambda: Chip("CHUNK 12", "violet", icon_name="brain"),
    "combo": lambda: ComboBox("box", editable=True),
    "field": lambda: Field("Model", QLineEdit(), "free text"),
    "hairline": Hairline,
    "icon": lambda: IconButton("copy", "Copy"),
    "label": lambda: Label("Words", tone="2"),
    "slider": lambda: LabeledSlider("Temperature", 0, 2, step=0.05, decimals=2),
    "header": lambda: PaneHeader("Inspector"),
    "secret": SecretEdit,
    "segmented": lambda: Segmented([("a", "One"), ("b", "Two")], name="Which"),
    "toggle": lambda: Toggle("Google Search"),
    "caption": lambda: caption("Connection"),
}


_windows: list[QWidget] = []
"""Qt deletes a window that Python no longer holds; they last for one test."""


@pytest.fixture(autouse=True)
def _as_shipped(qapp: QApplication) -> Iterator[None]:
    theme.manager().set_mode("light")
    yield
    _windows.clear()
    theme.manager().set_zoom(100)
    theme.manager().set_mode("system")


def shown(qtbot: QtBot, widget: QWidget, width: int = 264) -> QWidget:
    """The widget in a window of its own, with the focus on nothing."""
    window = QWidget()
    QVBoxLayout(window).addWidget(widget)
    window.setFixedWidth(width)
    _windows.append(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.mark.parametrize("name", CONTROLS)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_control_paints_in_both_themes_and_zoomed(qtbot: QtBot, name: str, mode: str) -> None:
    control = CONTROLS[name]()
    window = shown(qtbot, control)
    theme.manager().set_mode(mode)
    before = window.grab().toImage()
    theme.manager().set_zoom(150)
    after = window.grab().toImage()
    assert not before.isNull()
    assert not after.isNull()
    for widget in (control, *control.findChildren(QWidget)):
        focusable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if focusable and name != "combo" and widget.isVisible():
            assert widget.accessibleName() or isinstance(widget, QAbstractButton), widget


@pytest.mark.parametrize("name", ["toggle", "segmented"])
def test_who_has_clicked_sees_no_ring_until_a_key_is_pressed(qtbot: QtBot, name: str) -> None:
    widget = CONTROLS[name]()
    window = shown(qtbot, widget)
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.setFocus()
    targets = [widget, *widget.findChildren(QWidget)]
    target = next(w for w in targets if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    without = widget.grab().toImage()
    target.setFocus(Qt.FocusReason.MouseFocusReason)
    assert widget.grab().toImage() == without
    QTest.keyClick(target, Qt.Key.Key_Shift)
    assert widget.grab().toImage() != without


@pytest.mark.parametrize("name", ["chip", "icon", "toggle", "segmented", "slider"])
def test_the_focus_can_be_seen(qtbot: QtBot, name: str) -> None:
    control = CONTROLS[name]()
    window = shown(qtbot, control)
    targets = [control, *control.findChildren(QWidget)]
    target = next(w for w in targets if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.setFocus()
    before = window.grab().toImage()
    target.setFocus(Qt.FocusReason.TabFocusReason)
    assert target.hasFocus()
    assert window.grab().toImage() != before


def test_the_words_of_an_empty_text_area_are_as_large_as_all_others(qtbot: QtBot) -> None:
    area = TextArea("area")
    area.setPlaceholderText("How the model should behave")
    shown(qtbot, area)
    for zoom in (160, 100):
        theme.manager().set_zoom(zoom)
        assert area.viewport().font().pixelSize() == theme.ui_font(13).pixelSize()


class TestToggle:
    def test_space_and_click_anywhere_in_the_row_switch_it(self, qtbot: QtBot) -> None:
        toggle = Toggle("Thought summaries", "thoughtsToggle")
        shown(qtbot, toggle)
        seen: list[bool] = []
        toggle.toggled.connect(seen.append)
        QTest.mouseClick(toggle, Qt.MouseButton.LeftButton, pos=QPoint(4, 10))
        QTest.keyClick(toggle, Qt.Key.Key_Space)
        assert seen == [True, False]
        assert toggle.accessibleName() == "Thought summaries"

    def test_a_long_translation_takes_two_lines(self, qtbot: QtBot) -> None:
        toggle = Toggle("Zusammenfassungen der Gedankengänge mitliefern lassen")
        shown(qtbot, toggle)
        assert toggle.heightForWidth(160) > toggle.heightForWidth(800)

    def test_and_a_layout_gives_them_to_it(self, qtbot: QtBot) -> None:
        form = QWidget()
        column = QVBoxLayout(form)
        toggle = Toggle("Zusammenfassungen der Gedankengänge mitliefern lassen")
        column.addWidget(toggle)
        column.addStretch(1)
        form.setMinimumHeight(200)
        shown(qtbot, form, 200)
        assert toggle.height() == toggle.heightForWidth(toggle.width()) > 32


class TestSegmented:
    OPTIONS = (("light", "Light"), ("dark", "Dark"), ("system", "System"))

    def test_it_starts_with_the_first_and_announces_only_the_users_choice(
        self, qtbot: QtBot
    ) -> None:
        control = Segmented(self.OPTIONS, "themeChoice", name="Theme")
        shown(qtbot, control)
        seen: list[str] = []
        control.chosen.connect(seen.append)
        assert control.value() == "light"
        control.set_value("system")
        assert (control.value(), seen) == ("system", [])
        control.set_value("sepia")
        assert control.value() == "system"
        QTest.mouseClick(self._buttons(control)[1], Qt.MouseButton.LeftButton)
        assert (control.value(), seen) == ("dark", ["dark"])

    def test_arrow_keys_move_the_choice(self, qtbot: QtBot) -> None:
        control = Segmented(self.OPTIONS)
        shown(qtbot, control)
        first, second, _ = self._buttons(control)
        first.setFocus()
        QTest.keyClick(first, Qt.Key.Key_Right)
        assert control.value() == "dark"
        assert second.hasFocus()
        QTest.keyClick(second, Qt.Key.Key_Left)
        assert control.value() == "light"

    def test_labels_can_change(self, qtbot: QtBot) -> None:
        control = Segmented(self.OPTIONS)
        shown(qtbot, control)
        control.set_label("dark", "Dunkel")
        assert self._buttons(control)[1].text() == "Dunkel"

    def test_without_options_there_is_no_value(self, qtbot: QtBot) -> None:
        control = Segmented([])
        shown(qtbot, control)
        assert control.value() == ""

    @staticmethod
    def _buttons(control: Segmented) -> list[QAbstractButton]:
        return control.findChildren(QAbstractButton)


class TestLabeledSlider:
    def make(self, qtbot: QtBot) -> tuple[LabeledSlider, QSlider, QLineEdit, IconButton]:
        control = LabeledSlider(
            "Temperature", 0, 2, step=0.05, decimals=2, start=1.0, object_name="temperatureSlider"
        )
        shown(qtbot, control)
        return (
            control,
            control.findChildren(QSlider)[0],
            control.findChildren(QLineEdit)[0],
            control._reset,
        )

    def test_it_is_unset_until_touched(self, qtbot: QtBot) -> None:
        control, slider, entry, reset = self.make(qtbot)
        seen: list[object] = []
        control.edited.connect(seen.append)
        assert control.value() is None
        assert entry.text() == ""
        assert entry.placeholderText() == "default"
        assert not reset.isVisible()
        QTest.keyClick(slider, Qt.Key.Key_Right)
        assert control.value() == 1.05
        assert entry.text() == "1.05"
        assert reset.isVisible()
        QTest.mouseClick(reset, Qt.MouseButton.LeftButton)
        assert control.value() is None
        assert seen == [1.05, None]

    def test_a_value_can_be_typed_with_a_point_or_a_comma(self, qtbot: QtBot) -> None:
        control, slider, entry, _ = self.make(qtbot)
        for typed in ("0.7", "0,7"):
            control.set_value(None)
            entry.clear()
            QTest.keyClicks(entry, typed)
            QTest.keyClick(entry, Qt.Key.Key_Return)
            assert control.value() == 0.7
        assert slider.value() == 14

    @pytest.mark.parametrize("typed", ["2.5", "-1", "warm", "nan", "inf"])
    def test_nonsense_is_said_in_place_and_changes_nothing(self, qtbot: QtBot, typed: str) -> None:
        control, _, entry, _ = self.make(qtbot)
        control.set_value(0.5)
        seen: list[object] = []
        control.edited.connect(seen.append)
        entry.clear()
        QTest.keyClicks(entry, typed)
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert control.error == "A number from 0.00 to 2.00."
        assert entry.accessibleDescription() == control.error
        assert (control.value(), seen) == (0.5, [])
        entry.clear()
        QTest.keyClicks(entry, "0.6")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert (control.error, seen) == ("", [0.6])

    def test_emptying_the_number_goes_back_to_default(self, qtbot: QtBot) -> None:
        control, _, entry, _ = self.make(qtbot)
        control.set_value(0.5)
        entry.clear()
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert control.value() is None

    def test_set_value_is_silent_and_keeps_what_is_out_of_bounds(self, qtbot: QtBot) -> None:
        control, _, entry, _ = self.make(qtbot)
        seen: list[object] = []
        control.edited.connect(seen.append)
        control.set_value(9.5)
        assert (control.value(), entry.text(), seen) == (9.5, "9.50", [])

    def test_a_drag_announces_its_end_only(self, qtbot: QtBot) -> None:
        control, slider, _, _ = self.make(qtbot)
        seen: list[object] = []
        control.edited.connect(seen.append)
        slider.setSliderDown(True)
        for position in (10, 20, 30):
            slider.setValue(position)
        assert seen == []
        slider.setSliderDown(False)
        assert seen == [1.5]

    def test_whole_numbers_stay_whole(self, qtbot: QtBot) -> None:
        control = LabeledSlider("Max output", 1, 65536, start=8192)
        shown(qtbot, control)
        entry = control.findChildren(QLineEdit)[0]
        QTest.keyClicks(entry, "4096")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert control.value() == 4096
        assert type(control.value()) is int
        assert entry.text() == "4096"

    def test_the_wheel_scrolls_the_page_not_the_value(self, qtbot: QtBot) -> None:
        _, slider, _, _ = self.make(qtbot)
        before = slider.value()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003 - Qt's signature has no name here
        )
        slider.clearFocus()
        slider.wheelEvent(event)
        assert slider.value() == before
        assert not event.isAccepted()


class TestSecretEdit:
    def test_it_is_masked_and_the_eye_shows_it(self, qtbot: QtBot) -> None:
        control = SecretEdit("secretEdit")
        shown(qtbot, control)
        eye = control.findChildren(IconButton)[0]
        assert control.edit.echoMode() == QLineEdit.EchoMode.Password
        assert eye.accessibleName() == "Show the key"
        QTest.keyClick(eye, Qt.Key.Key_Space)
        assert control.edit.echoMode() == QLineEdit.EchoMode.Normal
        assert eye.accessibleName() == "Hide the key"
        QTest.keyClick(eye, Qt.Key.Key_Space)
        assert control.edit.echoMode() == QLineEdit.EchoMode.Password

    def test_a_paste_loses_its_blanks_and_line_ends(self, qtbot: QtBot) -> None:
        control = SecretEdit()
        shown(qtbot, control)
        QGuiApplication.clipboard().setText(" \tCANARY-not-a\u200b-real-\nkey\r\n ")
        with qtbot.waitSignal(control.entered) as caught:
            control.edit.paste()
            QTest.keyClick(control.edit, Qt.Key.Key_Return)
        assert caught.args == ["CANARY-not-a-real-key"]

    def test_the_secret_does_not_stay_in_the_widget(self, qtbot: QtBot) -> None:
        control = SecretEdit()
        shown(qtbot, control)
        seen: list[str] = []
        control.entered.connect(seen.append)
        control.findChildren(IconButton)[0].setChecked(True)
        QTest.keyClicks(control.edit, "CANARY-not-a-real-key")
        QTest.keyClick(control.edit, Qt.Key.Key_Return)
        assert seen == ["CANARY-not-a-real-key"]
        assert control.edit.text() == ""
        assert control.edit.echoMode() == QLineEdit.EchoMode.Password
        QTest.keyClick(control.edit, Qt.Key.Key_Return)
        assert len(seen) == 1

    def test_its_name_goes_to_the_input(self, qtbot: QtBot) -> None:
        control = SecretEdit()
        shown(qtbot, control)
        control.setAccessibleName("API key")
        control.set_placeholder("kept")
        assert control.edit.accessibleName() == "API key"
        assert control.edit.placeholderText() == "kept"


class TestIconButton:
    def test_tooltip_is_the_name_and_the_shortcut_only_shown(self, qtbot: QtBot) -> None:
        button = IconButton("plus", "New chat", "newChatButton")
        shown(qtbot, button)
        button.set_tooltip("New chat", "Ctrl+N")
        assert button.toolTip() == "New chat (Ctrl+N)"
        assert button.accessibleName() == "New chat"
        assert button.objectName() == "newChatButton"

    def test_every_state_looks_different(self, qtbot: QtBot) -> None:
        button = IconButton("plus", "New chat")
        button.setCheckable(True)
        shown(qtbot, button)
        rest = button.grab().toImage()
        button.setChecked(True)
        checked = button.grab().toImage()
        button.setEnabled(False)
        disabled = button.grab().toImage()
        assert rest != checked != disabled
        button.set_icon("check")
        assert button.icon_name == "check"
        assert button.grab().toImage() != disabled


class TestField:
    def test_label_error_and_hint(self, qtbot: QtBot) -> None:
        edit = QLineEdit()
        field = Field("Base URL", edit, "with https://")
        shown(qtbot, field)
        assert edit.accessibleName() == "Base URL"
        field.set_error("This is no URL.")
        assert field.error == "This is no URL."
        assert edit.property("error") == "true"
        assert edit.accessibleDescription() == "This is no URL."
        field.set_error("")
        assert field.error == ""
        assert edit.accessibleDescription() == "with https://"
        field.set_hint("another")
        assert edit.accessibleDescription() == "another"


class TestPaneHeader:
    def test_it_is_48_px_with_title_subtitle_badges_and_buttons(self, qtbot: QtBot) -> None:
        header = PaneHeader("Inspector")
        shown(qtbot, header, 500)
        badge, button = Badge("Live", "green", dot=True), IconButton("copy", "Copy")
        header.add_badge(badge)
        header.add(button)
        header.set_subtitle("3 turns")
        header.set_title("SSE with httpx")
        qtbot.waitUntil(lambda: badge.x() > 0)
        assert header.height() == 48
        assert header.title == "SSE with httpx"
        assert badge.x() < button.x()
        assert button.geometry().right() > header.width() - 24


def test_a_badge_can_say_something_else(qtbot: QtBot) -> None:
    badge = Badge("Live", "green")
    shown(qtbot, badge)
    before = badge.sizeHint().width()
    badge.set("Disconnected", "red")
    assert badge.text == "Disconnected"
    assert badge.accessibleName() == "Disconnected"
    assert badge.sizeHint().width() > before


def test_a_chip_is_pressed_by_keyboard(qtbot: QtBot) -> None:
    chip = Chip("RAW 50", "amber")
    chip.setCheckable(True)
    shown(qtbot, chip)
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
    chip.set_text("RAW 51")
    assert chip.accessibleName() == "RAW 51"


def test_a_label_never_reads_rich_text(qtbot: QtBot) -> None:
    label = Label("<b>from a server</b>")
    shown(qtbot, label)
    assert label.text() == "<b>from a server</b>"
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.set_tone("red")
    assert label.property("tone") == "red"
