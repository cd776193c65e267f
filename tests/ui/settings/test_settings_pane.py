"""The settings pane: whole, valid values go out at once; errors stay in their field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.request import Options
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import IconButton, LabeledSlider, Segmented, TextArea, Toggle
from gemini_desktop.ui.settings import SettingsPane

DEMO = Profile(name="Demo", demo=True, auth="none", base_url="http://127.0.0.1:4321")
WORK = Profile(name="Work")
HOME = Profile(name="Home", protocol="interactions", auth="bearer", model="gemini-2.5-pro")


class Seen:
    """What the pane asked for, in order."""

    def __init__(self, pane: SettingsPane) -> None:
        self.all: list[tuple[str, Any]] = []
        pane.profile_selected.connect(self._take("selected"))
        pane.profile_edited.connect(self._take("edited"))
        pane.profile_added.connect(self._take("added"))
        pane.profile_removed.connect(self._take("removed"))
        pane.profile_renamed.connect(self._take("renamed"))
        pane.options_edited.connect(self._take("options"))
        pane.secret_entered.connect(self._take("secret"))
        pane.theme_selected.connect(self._take("theme"))

    def _take(self, name: str) -> Any:
        def take(*args: Any) -> None:
            self.all.append((name, args if len(args) > 1 else args[0]))

        return take

    @property
    def last(self) -> tuple[str, Any]:
        return self.all[-1]


@pytest.fixture
def pane(qtbot: QtBot, qapp: QApplication) -> Iterator[SettingsPane]:
    theme.manager().set_mode("light")
    pane = SettingsPane()
    pane.show_state([DEMO, WORK, HOME], "Work", Options(), "")
    assert pane.below is not None, "as after somebody has scrolled down"
    pane.resize(264, 800)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.activateWindow()
    yield pane
    pane.close()
    pane.deleteLater()
    theme.manager().set_zoom(100)
    theme.manager().set_mode("system")


def find(pane: QWidget, kind: type[Any], name: str) -> Any:
    found = pane.findChild(kind, name)
    assert found is not None, name
    return found


def typed(edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    edit.insert(text)  # QTest's keys are ASCII only
    QTest.keyClick(edit, Qt.Key.Key_Return)


def segment(control: Segmented, label: str) -> QAbstractButton:
    return next(b for b in control.findChildren(QAbstractButton) if b.text() == label)


def test_it_shows_the_current_profile(pane: SettingsPane) -> None:
    seen = Seen(pane)
    box = find(pane, QComboBox, "profileBox")
    assert [box.itemText(i) for i in range(box.count())] == ["Demo", "Work", "Home"]
    assert box.currentText() == "Work"
    assert find(pane, QComboBox, "modelBox").currentText() == WORK.model
    assert find(pane, QLineEdit, "baseUrlEdit").text() == WORK.base_url
    pane.show_state([DEMO, WORK, HOME], "Home", Options(), "No keyring: the key is forgotten.")
    assert find(pane, Segmented, "protocolChoice").value() == "interactions"
    assert find(pane, QComboBox, "authChoice").currentData() == "bearer"
    edit = find(pane, QLineEdit, "secretEdit")
    assert edit.accessibleName() == "Bearer token"
    assert (
        pane.connection.address.secret.accessibleDescription()
        == "No keyring: the key is forgotten."
    )
    assert seen.all == []


def test_without_profiles_nothing_breaks(pane: SettingsPane) -> None:
    pane.show_state([], "", Options(), "")
    assert find(pane, QComboBox, "profileBox").count() == 0


def test_choosing_a_profile(pane: SettingsPane) -> None:
    seen = Seen(pane)
    box = find(pane, QComboBox, "profileBox")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert seen.last == ("selected", "Home")


def test_edits_compose_before_the_answer_comes(pane: SettingsPane) -> None:
    seen = Seen(pane)
    typed(find(pane, QLineEdit, "baseUrlEdit"), "https://gateway.example/v1/")
    QTest.mouseClick(
        segment(find(pane, Segmented, "protocolChoice"), "Chat"), Qt.MouseButton.LeftButton
    )
    line = find(pane, QComboBox, "modelBox").lineEdit()
    typed(line, "my-own-model")
    expected = msgspec.structs.replace(
        WORK,
        base_url="https://gateway.example/v1",
        protocol="chat-completions",
        model="my-own-model",
    )
    assert seen.last == ("edited", expected)


def test_a_wrong_url_is_said_in_place_and_goes_nowhere(pane: SettingsPane) -> None:
    seen = Seen(pane)
    edit = find(pane, QLineEdit, "baseUrlEdit")
    typed(edit, "gateway.example")
    assert pane.connection.address.url_field.error.startswith("It begins with https://")
    assert edit.accessibleDescription() == pane.connection.address.url_field.error
    assert seen.all == []
    typed(edit, "http://gateway.example")
    assert pane.connection.address.url_field.error == ""
    assert "https" in edit.accessibleDescription()
    assert seen.last[1].base_url == "http://gateway.example"


def test_an_empty_model_is_said_in_place(pane: SettingsPane) -> None:
    seen = Seen(pane)
    line = find(pane, QComboBox, "modelBox").lineEdit()
    line.clear()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "model" in pane.connection.model_field.error
    assert seen.all == []


def test_typing_a_shorter_id_is_not_completed_to_a_longer_one(pane: SettingsPane) -> None:
    seen = Seen(pane)
    line = find(pane, QComboBox, "modelBox").lineEdit()
    line.selectAll()
    QTest.keyClicks(line, "gemini-3.1-flash")
    line.completer().popup().hide()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert seen.last[1].model == "gemini-3.1-flash"


def test_auth_none_hides_the_secret(pane: SettingsPane) -> None:
    seen = Seen(pane)
    assert find(pane, QLineEdit, "secretEdit").isVisible()
    box = find(pane, QComboBox, "authChoice")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert seen.last[1].auth == "none"
    assert not find(pane, QLineEdit, "secretEdit").isVisible()


def test_a_secret_goes_out_with_the_profiles_name_and_is_not_kept(pane: SettingsPane) -> None:
    seen = Seen(pane)
    edit = find(pane, QLineEdit, "secretEdit")
    typed(edit, "CANARY-not-a-real-key")
    assert seen.all == [("secret", ("Work", "CANARY-not-a-real-key"))]
    assert edit.text() == ""


def test_a_typed_secret_replaces_an_environment_variable(pane: SettingsPane) -> None:
    from_env = msgspec.structs.replace(WORK, secret="env:GEMINI_API_KEY")
    pane.show_state([from_env], "Work", Options(), "Read from GEMINI_API_KEY.")
    seen = Seen(pane)
    typed(find(pane, QLineEdit, "secretEdit"), "CANARY-not-a-real-key")
    assert [name for name, _ in seen.all] == ["edited", "secret"]
    assert seen.all[0][1].secret == "keyring"


def test_another_profile_forgets_what_was_being_typed(pane: SettingsPane) -> None:
    edit = find(pane, QLineEdit, "secretEdit")
    QTest.keyClicks(edit, "half a key")
    pane.show_state([DEMO, WORK, HOME], "Home", Options(), "")
    assert edit.text() == ""


class TestProfiles:
    def test_add_and_duplicate_find_a_free_name(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        pane.connection.bar.add_requested.emit()
        assert seen.last == ("added", Profile(name="Gemini"))
        pane.show_state([WORK, Profile(name="Gemini")], "Work", Options(), "")
        pane.connection.bar.add_requested.emit()
        assert seen.last[1].name == "Gemini 2"
        pane.connection.bar.duplicate_requested.emit()
        assert seen.last == ("added", msgspec.structs.replace(WORK, name="Work 2"))

    def test_a_copy_of_the_demo_reaches_a_model(self, pane: SettingsPane) -> None:
        pane.show_state([DEMO], "Demo", Options(), "")
        seen = Seen(pane)
        pane.connection.bar.duplicate_requested.emit()
        copy = seen.last[1]
        assert (copy.name, copy.demo, copy.base_url) == ("Demo 2", False, WORK.base_url)

    def test_remove(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        pane.connection.bar.remove_requested.emit()
        assert seen.last == ("removed", "Work")

    def test_rename_in_place(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        bar = pane.connection.bar
        bar.start_rename()
        edit = find(pane, QLineEdit, "profileNameEdit")
        assert edit.isVisible()
        assert edit.selectedText() == "Work"
        typed(edit, "Home")
        assert "already" in bar.error
        typed(edit, "Office")
        assert seen.all == [
            ("renamed", ("Work", "Office")),
            ("edited", msgspec.structs.replace(WORK, name="Office")),
        ]
        assert not edit.isVisible()

    def test_escape_drops_a_rename(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        pane.connection.bar.start_rename()
        edit = find(pane, QLineEdit, "profileNameEdit")
        QTest.keyClicks(edit, "Other")
        QTest.keyClick(edit, Qt.Key.Key_Escape)
        assert not edit.isVisible()
        assert find(pane, QComboBox, "profileBox").isVisible()
        assert seen.all == []

    def test_the_menu_opens_by_keyboard(self, pane: SettingsPane, qtbot: QtBot) -> None:
        button = find(pane, IconButton, "profileMenuButton")
        QTest.keyClick(button, Qt.Key.Key_Space)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        assert [a.text() for a in menu.actions() if not a.isSeparator()] == [
            "Add profile",
            "Duplicate",
            "Rename",
            "Remove",
        ]
        menu.close()

    def test_the_demo_is_explained_and_shows_only_what_it_can_do(self, pane: SettingsPane) -> None:
        """It speaks all three protocols; its address and key are nobody's business."""
        pane.show_state([DEMO, WORK], "Demo", Options(), "")
        assert find(pane, Segmented, "protocolChoice").isEnabled()
        assert find(pane, QComboBox, "modelBox").isEnabled()
        for name in ("baseUrlEdit", "secretEdit"):
            assert not find(pane, QLineEdit, name).isVisible()
        assert not find(pane, QComboBox, "authChoice").isVisible()
        seen = Seen(pane)
        add = find(pane, QAbstractButton, "addProfileButton")
        assert add.isVisible()
        QTest.keyClick(add, Qt.Key.Key_Space)
        assert seen.last[0] == "added"


class TestParameters:
    def test_nothing_is_set_at_first(self, pane: SettingsPane) -> None:
        for slider in pane.generation.findChildren(LabeledSlider):
            assert slider.value() is None
        assert pane.generation.options == Options()

    def test_each_goes_out_with_the_others(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        for name, text in (
            ("temperatureSlider", "0.7"),
            ("topPSlider", "0.95"),
            ("topKSlider", "40"),
            ("maxOutputSlider", "8192"),
        ):
            typed(find(pane, LabeledSlider, name).findChild(QLineEdit), text)
        typed(find(pane, QLineEdit, "seedEdit"), "42")
        QTest.keyClick(find(pane, Toggle, "thoughtsToggle"), Qt.Key.Key_Space)
        QTest.keyClick(find(pane, Toggle, "searchToggle"), Qt.Key.Key_Space)
        area = find(pane, TextArea, "systemInstructionEdit")
        QTest.keyClicks(area, "Be brief.")
        area.announce()
        assert seen.last == (
            "options",
            Options(
                temperature=0.7,
                top_p=0.95,
                top_k=40,
                max_output_tokens=8192,
                seed=42,
                include_thoughts=True,
                google_search=True,
                system_instruction="Be brief.",
            ),
        )

    def test_shown_values_come_back_unasked_by_nobody(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        options = Options(
            system_instruction="Be brief.",
            temperature=0.5,
            thinking_level="high",
            include_thoughts=True,
            google_search=True,
            seed=7,
            stop_sequences=("END", "a\nb", "c\\n"),
            raw={"safetySettings": []},
        )
        pane.show_state([WORK], "Work", options, "")
        assert pane.generation.options == options
        assert find(pane, QComboBox, "thinkingLevelBox").currentData() == "high"
        assert find(pane, QPlainTextEdit, "stopSequencesEdit").toPlainText() == (
            "END\na\\nb\nc\\\\n"
        )
        assert "safetySettings" in find(pane, QPlainTextEdit, "rawJsonEdit").toPlainText()
        assert seen.all == []
        pane.show_state([WORK], "Work", Options(), "")
        assert pane.generation.options == Options()
        assert find(pane, QPlainTextEdit, "rawJsonEdit").toPlainText() == ""

    def test_taking_a_toggle_back_sends_nothing_for_it(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        toggle = find(pane, Toggle, "thoughtsToggle")
        QTest.keyClick(toggle, Qt.Key.Key_Space)
        QTest.keyClick(toggle, Qt.Key.Key_Space)
        assert seen.last == ("options", Options())

    @pytest.mark.parametrize("text", ["-1", "1.5", "x", "99999999999", "٣٣٣٣٣٣٣٣٣٣٣٣"])
    def test_a_wrong_seed_is_said_in_place(self, pane: SettingsPane, text: str) -> None:
        seen = Seen(pane)
        typed(find(pane, QLineEdit, "seedEdit"), text)
        assert pane.generation.seed_field.error.startswith("A whole number")
        assert seen.all == []

    def test_stop_sequences_know_escapes(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        area = find(pane, TextArea, "stopSequencesEdit")
        area.setPlainText("END\n\n\\n\\n\na\\\\nb")
        area.announce()
        assert seen.last[1].stop_sequences == ("END", "\n\n", "a\\nb")

    def test_level_or_budget_by_the_models_family(self, pane: SettingsPane) -> None:
        level = find(pane, QComboBox, "thinkingLevelBox")
        budget = find(pane, LabeledSlider, "thinkingBudgetSlider")
        assert (level.isVisible(), budget.isVisible()) == (True, False)
        typed(find(pane, QComboBox, "modelBox").lineEdit(), "gemini-2.5-flash")
        assert (level.isVisible(), budget.isVisible()) == (False, True)
        pane.show_state([HOME], "Home", Options(), "")  # Interactions has no budget and no top-k
        assert (level.isVisible(), budget.isVisible()) == (True, False)
        assert not find(pane, LabeledSlider, "topKSlider").isVisible()

    def test_what_is_set_stays_in_sight_since_it_is_sent(self, pane: SettingsPane) -> None:
        pane.show_state([WORK], "Work", Options(thinking_budget=512), "")
        assert find(pane, LabeledSlider, "thinkingBudgetSlider").isVisible()

    def test_level_and_budget_exclude_each_other(self, pane: SettingsPane) -> None:
        pane.show_state([WORK], "Work", Options(thinking_budget=512), "")
        seen = Seen(pane)
        level = find(pane, QComboBox, "thinkingLevelBox")
        level.setFocus()
        QTest.keyClick(level, Qt.Key.Key_Down)
        assert seen.last == ("options", Options(thinking_level="low"))
        budget = find(pane, LabeledSlider, "thinkingBudgetSlider")
        typed(budget.findChild(QLineEdit), "-1")
        assert seen.last == ("options", Options(thinking_budget=-1))
        assert level.currentIndex() == 0


class TestRawJson:
    def test_an_object_goes_out_and_an_error_stays(self, pane: SettingsPane) -> None:
        seen = Seen(pane)
        area = find(pane, TextArea, "rawJsonEdit")
        area.setPlainText('{"a": ')
        area.announce()
        assert pane.below.raw.field.error.startswith("Line 1, column")
        assert seen.all == []
        area.setPlainText('{"a": {"b": 1}}')
        area.announce()
        assert pane.below.raw.field.error == ""
        assert seen.last == ("options", Options(raw={"a": {"b": 1}}))

    def test_the_users_own_spacing_is_kept(self, pane: SettingsPane) -> None:
        area = find(pane, TextArea, "rawJsonEdit")
        area.setPlainText('{"a":1}')
        area.announce()
        pane.show_state([WORK], "Work", Options(raw={"a": 1}), "")
        assert area.toPlainText() == '{"a":1}'

    def test_it_goes_out_by_itself_when_the_keys_rest(
        self, pane: SettingsPane, qtbot: QtBot
    ) -> None:
        area = find(pane, TextArea, "rawJsonEdit")
        with qtbot.waitSignal(pane.options_edited):
            area.setPlainText("{}")
            area.setPlainText('{"a": 2}')


def test_the_idle_timeout_belongs_to_the_profile(pane: SettingsPane) -> None:
    seen = Seen(pane)
    silence = find(pane, LabeledSlider, "silenceSlider")
    assert silence.value() == 60
    typed(silence.findChild(QLineEdit), "120")
    assert seen.last == ("edited", msgspec.structs.replace(WORK, timeouts=Timeouts(silence_s=120)))
    QTest.mouseClick(silence.findChild(IconButton), Qt.MouseButton.LeftButton)
    assert seen.last[1].timeouts.silence_s is None
    assert silence.findChild(QLineEdit).placeholderText() == "no limit"


def test_the_theme_is_set_and_told(pane: SettingsPane) -> None:
    seen = Seen(pane)
    choice = find(pane, Segmented, "themeChoice")
    QTest.mouseClick(segment(choice, "Dark"), Qt.MouseButton.LeftButton)
    assert seen.last == ("theme", "dark")
    assert theme.current().is_dark
    theme.manager().set_mode("light")
    assert choice.value() == "light"


def test_the_url_that_will_be_called_is_shown_whole(pane: SettingsPane) -> None:
    url = "https://generativelanguage.googleapis.com/v1beta/models/x:streamGenerateContent?alt=sse"
    pane.set_url_preview(url)
    preview = find(pane, QPlainTextEdit, "urlPreview")
    assert preview.isVisible()
    assert preview.toPlainText() == url
    assert preview.isReadOnly()
    pane.set_url_preview("")
    assert not preview.isVisible()


@pytest.mark.parametrize("zoom", [100, 130, 200])
def test_nothing_is_wider_than_the_pane(pane: SettingsPane, qtbot: QtBot, zoom: int) -> None:
    """Long words (German, large text) wrap or are cut; the pane scrolls down, never across."""
    theme.manager().set_zoom(zoom)
    QApplication.processEvents()
    scroll = pane.findChildren(QScrollArea)[0]
    content = scroll.widget()
    assert content is not None
    assert content.width() == scroll.viewport().width()
    assert scroll.verticalScrollBar().maximum() > 0
    for field in (
        find(pane, QComboBox, "modelBox"),
        find(pane, QLineEdit, "baseUrlEdit"),
        find(pane, Segmented, "protocolChoice"),
        find(pane, Segmented, "themeChoice"),
        find(pane, Toggle, "thoughtsToggle"),
    ):
        right = field.mapTo(content, field.rect().topRight()).x()
        assert right <= content.width(), field.objectName()


def test_every_control_has_a_name(pane: SettingsPane) -> None:
    nameless = [
        widget
        for widget in pane.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []


def test_tab_goes_through_all_of_it_from_top_to_bottom(pane: SettingsPane) -> None:
    wanted = [
        find(pane, QComboBox, "profileBox"),
        find(pane, QComboBox, "modelBox"),
        find(pane, QLineEdit, "baseUrlEdit"),
        find(pane, QLineEdit, "secretEdit"),
        find(pane, QPlainTextEdit, "systemInstructionEdit"),
        find(pane, LabeledSlider, "temperatureSlider").findChild(QSlider),
        find(pane, QLineEdit, "seedEdit"),
        find(pane, QPlainTextEdit, "rawJsonEdit"),
    ]
    wanted[0].setFocus()
    passed = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in wanted and focus not in passed:
            passed.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert passed == wanted
