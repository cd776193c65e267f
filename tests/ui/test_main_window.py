"""The window: every action does what it says, by mouse and by keyboard, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QListView,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.ui import pane_focus, theme
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.controls import IconButton, PaneHeader
from gemini_desktop.ui.help_sheets import HelpSheet
from gemini_desktop.ui.library.drawer import Entry
from gemini_desktop.ui.main_window import MainWindow
from gemini_desktop.ui.settings import SettingsPane

ENTRIES = [Entry("a", "SSE with httpx"), Entry("b", "请顺便画一幅日落"), Entry("c", "")]


def _chat() -> QWidget:
    chat = QWidget()
    prompt = QPlainTextEdit()
    prompt.setObjectName("promptEdit")
    prompt.setAccessibleName("Prompt")
    QVBoxLayout(chat).addWidget(prompt)
    return chat


def _inspector() -> QWidget:
    inspector = QWidget()
    inspector.setObjectName("inspectorPane")
    view = QPlainTextEdit()
    view.setAccessibleName("Raw")
    QVBoxLayout(inspector).addWidget(view)
    return inspector


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    theme.manager().set_mode("light")
    settings = SettingsPane()
    settings.show_state([Profile(name="Work")], "Work", Options(), "")
    window = MainWindow().furnish(_chat(), _inspector(), settings, Bridge())
    window.resize(1472, 900)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield window
    window.allow_close()
    window.close()
    window.deleteLater()
    theme.manager().set_zoom(100)
    theme.manager().set_mode("system")


def shown(window: MainWindow) -> set[str]:
    panes = {"chats": window.drawer, "inspector": window.inspector, "settings": window.settings}
    return {name for name, pane in panes.items() if pane.isVisible()}


def press(window: QWidget, name: str) -> None:
    button = window.findChild(IconButton, name)
    assert button is not None, name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def key(window: MainWindow, key_: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key_, modifiers)


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class TestAsking:
    @pytest.mark.parametrize(
        ("signal", "key_"),
        [
            ("new_chat_requested", Qt.Key.Key_N),
            ("open_capture_requested", Qt.Key.Key_O),
            ("save_transcript_requested", Qt.Key.Key_S),
        ],
    )
    def test_by_shortcut_while_the_menu_bar_is_hidden(
        self, window: MainWindow, qtbot: QtBot, signal: str, key_: Qt.Key
    ) -> None:
        assert not window.menuBar().isVisible()
        with qtbot.waitSignal(getattr(window, signal)):
            key(window, key_, CTRL)

    def test_by_the_rail(self, window: MainWindow, qtbot: QtBot) -> None:
        with qtbot.waitSignal(window.new_chat_requested):
            press(window, "newChatButton")

    def test_it_keeps_the_bridge(self, window: MainWindow) -> None:
        assert isinstance(window.bridge, Bridge)

    def test_one_can_type_at_once(self, window: MainWindow) -> None:
        focus = window.focusWidget()
        assert focus is not None
        assert focus.objectName() == "promptEdit"


class TestPanes:
    def test_chat_inspector_and_settings_at_first(self, window: MainWindow) -> None:
        assert shown(window) == {"inspector", "settings"}
        assert window.settings.width() == 264
        assert window.inspector.width() == 500
        assert window.chat.isVisible()

    @pytest.mark.parametrize(
        ("name", "button", "key_", "modifiers"),
        [
            ("inspector", "inspectorButton", Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
            ("inspector", "inspectorButton", Qt.Key.Key_I, CTRL | SHIFT),
            ("settings", "settingsButton", Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
            ("settings", "settingsButton", Qt.Key.Key_Comma, CTRL),
            ("chats", "chatsButton", Qt.Key.Key_B, CTRL),
        ],
    )
    def test_each_by_button_and_key_and_the_button_tells(
        self, window: MainWindow, name: str, button: str, key_: Qt.Key, modifiers: Any
    ) -> None:
        rail_button = window.findChild(IconButton, button)
        assert rail_button is not None
        before = name in shown(window)
        press(window, button)
        assert (name in shown(window)) is not before
        assert rail_button.isChecked() is not before
        key(window, key_, modifiers)
        assert (name in shown(window)) is before
        assert rail_button.isChecked() is before

    def test_the_panes_own_button_folds_it(self, window: MainWindow) -> None:
        press(window, "foldSettingsButton")
        assert shown(window) == {"inspector"}

    def test_they_fold_from_right_to_left_and_come_back(self, window: MainWindow) -> None:
        window.resize(900, 640)
        assert shown(window) == {"inspector"}
        window.resize(700, 640)
        assert shown(window) == set()
        assert window.chat.isVisible()
        window.resize(1472, 900)
        assert shown(window) == {"inspector", "settings"}

    def test_a_folded_pane_is_reached_in_the_place_of_another(self, window: MainWindow) -> None:
        window.resize(900, 640)
        key(window, Qt.Key.Key_F9)
        assert shown(window) == {"settings"}
        key(window, Qt.Key.Key_F9)
        assert shown(window) == {"inspector"}

    def test_closing_one_gives_its_room_to_the_chat(self, window: MainWindow) -> None:
        window.resize(900, 640)
        key(window, Qt.Key.Key_F12)
        assert shown(window) == set()
        window.resize(880, 640)
        assert shown(window) == set()
        key(window, Qt.Key.Key_F9)
        assert shown(window) == {"settings"}
        key(window, Qt.Key.Key_F9)
        key(window, Qt.Key.Key_F12)
        assert shown(window) == {"inspector"}

    def test_what_had_no_room_comes_back_in_a_wider_window(self, window: MainWindow) -> None:
        window.resize(900, 640)
        key(window, Qt.Key.Key_F12)
        window.resize(1472, 900)
        assert shown(window) == {"settings"}

    def test_in_a_tiny_window_a_pane_takes_the_chats_place(self, window: MainWindow) -> None:
        window.resize(600, 500)
        key(window, Qt.Key.Key_F12)
        assert shown(window) == {"inspector"}
        assert not window.chat.isVisible()
        key(window, Qt.Key.Key_F12)
        assert window.chat.isVisible()
        focus = window.focusWidget()
        assert focus is not None
        assert focus.isVisible()

    def test_the_keys_stay_with_what_is_in_sight(self, window: MainWindow) -> None:
        """Qt gives them to New chat, the first button of all, where a pane goes from view."""
        prompt = window.chat.findChild(QWidget, "promptEdit")
        pane_focus.go_to_next([window.inspector], None)
        assert window.inspector.isAncestorOf(window.focusWidget())
        window.resize(600, 500)
        assert window.focusWidget() is prompt
        for keys, pane in ((Qt.Key.Key_F12, window.inspector), (Qt.Key.Key_F9, window.settings)):
            key(window, keys)
            assert pane.isAncestorOf(window.focusWidget())

    def test_making_the_window_smaller_never_loses_the_chat(self, window: MainWindow) -> None:
        key(window, Qt.Key.Key_B, CTRL)
        for width in range(1400, 560, -60):
            window.resize(width, 600)
            assert window.chat.isVisible()

    def test_the_drawer_alone_fills_the_window(self, window: MainWindow) -> None:
        window.resize(600, 500)
        key(window, Qt.Key.Key_B, CTRL)
        QApplication.processEvents()
        assert shown(window) == {"chats"}
        assert window.drawer.width() > 500
        window.resize(1472, 900)
        QApplication.processEvents()
        assert window.chat.isVisible()
        assert window.drawer.width() == 240

    def test_settings_can_be_called_from_elsewhere(self, window: MainWindow) -> None:
        window.resize(900, 640)
        window.show_settings()
        assert shown(window) == {"settings"}
        focus = window.focusWidget()
        assert focus is not None
        assert focus.objectName() == "profileBox"
        window.show_settings()
        assert shown(window) == {"settings"}

    def test_and_go_to_the_field_that_is_meant(self, window: MainWindow) -> None:
        """To the first where the profile has no such field."""
        for wanted, reached in (("modelBox", "modelBox"), ("noSuchBox", "profileBox")):
            window.show_settings(wanted)
            focus: QWidget | None = window.focusWidget()
            names = []
            while focus is not None:
                names.append(focus.objectName())
                focus = focus.parentWidget()
            assert reached in names

    def test_f6_goes_round_the_panes(self, window: MainWindow) -> None:
        passed = []
        for _ in range(4):
            key(window, Qt.Key.Key_F6)
            focus = window.focusWidget()
            assert focus is not None
            passed.append(
                next(
                    name
                    for name in ("chat", "inspector", "settings")
                    if getattr(window, name).isAncestorOf(focus)
                )
            )
        assert passed == ["inspector", "settings", "chat", "inspector"]
        key(window, Qt.Key.Key_L, CTRL)
        assert window.focusWidget().objectName() == "promptEdit"

    def test_the_chats_header_names_the_window(self, qtbot: QtBot) -> None:
        chat = QWidget()
        header = PaneHeader("mine")
        QVBoxLayout(chat).addWidget(header)
        window = MainWindow().furnish(chat, _inspector(), QWidget(), Bridge())
        window.set_demo(demo=True)
        assert window.windowTitle() == "Gemini Desktop – Demo"
        header.set_title("SSE with httpx")
        assert window.windowTitle() == "SSE with httpx – Gemini Desktop – Demo"
        window.deleteLater()


class TestTitle:
    def test_the_conversation_and_the_program(self, window: MainWindow) -> None:
        assert window.windowTitle() == "Gemini Desktop"
        window.set_title("SSE with httpx")
        assert window.windowTitle() == "SSE with httpx – Gemini Desktop"

    def test_the_demo_says_so(self, window: MainWindow) -> None:
        window.set_demo(demo=True)
        assert window.windowTitle() == "Gemini Desktop – Demo"
        window.set_demo(demo=False)
        assert "Demo" not in window.windowTitle()


class TestClosing:
    def test_an_idle_window_closes(self, window: MainWindow, qtbot: QtBot) -> None:
        with qtbot.waitSignal(window.closed):
            assert window.close()

    def test_a_busy_one_asks_first(self, window: MainWindow, qtbot: QtBot) -> None:
        window.busy = True
        with qtbot.waitSignal(window.close_requested):
            assert not window.close()
        assert window.isVisible()
        window.allow_close()
        with qtbot.waitSignal(window.closed):
            assert window.close()

    def test_a_second_close_is_not_refused(self, window: MainWindow) -> None:
        window.busy = True
        assert not window.close()
        assert window.close()

    def test_after_the_answer_ended_it_asks_anew(self, window: MainWindow) -> None:
        window.busy = True
        assert not window.close()
        window.busy = False
        window.busy = True
        assert not window.close()

    def test_ctrl_q_closes(self, window: MainWindow, qtbot: QtBot) -> None:
        with qtbot.waitSignal(window.closed):
            key(window, Qt.Key.Key_Q, CTRL)
        assert not window.isVisible()


class TestState:
    def test_it_comes_back(self, window: MainWindow) -> None:
        press(window, "chatsButton")
        press(window, "settingsButton")
        theme.manager().set_zoom(120)
        window.commands.menu_bar.setChecked(True)
        window.resize(1300, 700)
        state = window.state()
        theme.manager().set_zoom(100)
        other = MainWindow().furnish(_chat(), _inspector(), QWidget(), Bridge())
        other.restore(state)
        other.show()
        other.resize(1472, 900)  # the offscreen screen is small
        assert shown(other) == {"chats", "inspector"}
        assert theme.manager().zoom == 120
        assert other.menuBar().isVisible()
        assert other.state()["panes"] == state["panes"]
        other.close()
        other.deleteLater()

    @pytest.mark.parametrize(
        "state",
        [
            {},
            {"geometry": "", "panes": "", "widths": "", "zoom": "", "menu_bar": ""},
            {"geometry": "!!", "panes": "sofa", "widths": "1,2", "zoom": "large"},
            {"geometry": "AAAA", "widths": "0,0,0", "zoom": "999999"},
            {"widths": "99999999,1,1"},
        ],
    )
    def test_damage_is_passed_over(self, window: MainWindow, state: dict[str, str]) -> None:
        window.restore(state)
        assert window.isVisible()
        assert window.chat.isVisible()
        assert theme.manager().zoom <= theme.ZOOM_MAX

    def test_a_folded_pane_stays_wanted(self, window: MainWindow) -> None:
        window.resize(900, 640)
        assert window.state()["panes"] == "inspector,settings"


class TestView:
    def test_zoom_by_keys(self, window: MainWindow) -> None:
        key(window, Qt.Key.Key_Plus, CTRL)
        key(window, Qt.Key.Key_Plus, CTRL)
        assert theme.manager().zoom == 120
        key(window, Qt.Key.Key_Minus, CTRL)
        assert theme.manager().zoom == 110
        key(window, Qt.Key.Key_0, CTRL)
        assert theme.manager().zoom == 100

    def test_moon_and_sun(self, window: MainWindow, qtbot: QtBot) -> None:
        button = window.findChild(IconButton, "themeButton")
        assert button is not None
        assert (button.icon_name, button.accessibleName()) == ("moon", "Dark theme")
        with qtbot.waitSignal(window.theme_selected) as caught:
            press(window, "themeButton")
        assert caught.args == ["dark"]
        assert theme.current().is_dark
        assert (button.icon_name, button.accessibleName()) == ("sun", "Light theme")
        press(window, "themeButton")
        assert not theme.current().is_dark

    def test_themes_in_the_menu(self, window: MainWindow, qtbot: QtBot) -> None:
        system, _, dark = window.commands.themes.actions()
        with qtbot.waitSignal(window.theme_selected):
            dark.trigger()
        assert dark.isChecked()
        theme.manager().set_mode("system")
        assert system.isChecked()

    def test_full_screen(self, window: MainWindow) -> None:
        window.commands.full_screen.trigger()
        assert window.isFullScreen()
        window.commands.full_screen.trigger()
        assert not window.isFullScreen()

    def test_the_look_of_both_themes_and_sizes_has_no_complaint(self, window: MainWindow) -> None:
        """Paints everything; a message of Qt would fail the test."""
        window.set_conversations(ENTRIES, "a")
        press(window, "chatsButton")
        for mode in ("light", "dark"):
            theme.manager().set_mode(mode)
            for size in (QSize(1472, 920), QSize(900, 640), QSize(560, 420)):
                window.resize(size)
                assert not window.grab().isNull()


class TestMenu:
    def test_f10_opens_all_menus(self, window: MainWindow) -> None:
        key(window, Qt.Key.Key_F10)
        open_ = [menu for menu in window.findChildren(QMenu) if menu.isVisible()]
        titles = [[action.text().replace("&", "") for action in menu.actions()] for menu in open_]
        assert ["File", "Edit", "View", "Turn", "Help"] in titles
        for menu in open_:
            menu.close()

    def test_mnemonics_are_unique_in_each_menu(self, window: MainWindow) -> None:
        bar = window.menuBar()
        menus = [menu for menu in bar.findChildren(QMenu) if menu.actions()]
        assert len(menus) == 6
        for actions in (bar.actions(), *(menu.actions() for menu in menus)):
            letters = [
                text[text.index("&") + 1].lower()
                for action in actions
                if "&" in (text := action.text())
            ]
            assert len(letters) == len(set(letters)), letters

    def test_no_two_actions_share_a_key(self, window: MainWindow) -> None:
        keys = [keys.toString() for a in window.actions() for keys in a.shortcuts()]
        assert len(keys) == len(set(keys))

    def test_edit_acts_on_the_field_with_the_focus(self, window: MainWindow) -> None:
        prompt = window.chat.findChild(QPlainTextEdit, "promptEdit")
        assert prompt is not None
        window.focus_prompt()
        QTest.keyClicks(prompt, "words")
        by_name = {a.text().replace("&", ""): a for a in window.commands.editing}
        by_name["Select all"].trigger()
        by_name["Cut"].trigger()
        assert prompt.toPlainText() == ""
        assert QApplication.clipboard().text() == "words"
        by_name["Paste"].trigger()
        by_name["Paste"].trigger()
        assert prompt.toPlainText() == "wordswords"
        by_name["Undo"].trigger()
        assert prompt.toPlainText() == "words"
        by_name["Redo"].trigger()
        by_name["Select all"].trigger()
        by_name["Copy"].trigger()
        assert QApplication.clipboard().text() == "wordswords"

    @pytest.mark.parametrize("name", ["shortcuts", "about"])
    def test_help_opens_and_closes_without_a_nested_loop(
        self, window: MainWindow, name: str
    ) -> None:
        getattr(window.commands, name).trigger()
        sheet = window.findChild(HelpSheet, f"{name}Sheet")
        assert sheet is not None
        assert sheet.isVisible()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible()

    def test_the_list_of_shortcuts_shows_all_keys(self, window: MainWindow) -> None:
        """No key is cut off at the side."""
        window.commands.shortcuts.trigger()
        sheet = window.findChild(HelpSheet, "shortcutsSheet")
        assert sheet is not None
        (scroll,) = sheet.findChildren(QScrollArea)
        content = scroll.widget()
        assert content is not None
        assert content.minimumSizeHint().width() <= scroll.viewport().width()
        sheet.hide()

    def test_the_list_of_shortcuts_is_whole(self, window: MainWindow) -> None:
        groups = dict(window.commands.listed(window._menus))
        words = {heading: dict(rows) for heading, rows in groups.items()}
        assert words["File"]["New chat"] == "Ctrl+N"
        assert words["View"]["Inspector"] == "F12, Ctrl+Shift+I"
        assert words["Edit"]["Find next"] == "F3, Ctrl+G"
        assert words["Window"]["Menu"] == "F10"
        assert words["Prompt"]["New line"] == "Shift+Return"
        assert words["Chat"]["Close the find bar, then stop the answer"] == "Esc"
        assert words["Chat"]["Next or previous turn"] == "Ctrl+Down, Ctrl+Up"
        assert all(keys for rows in words.values() for keys in rows.values())
        listed = {keys for rows in words.values() for keys in rows.values()}
        for action in window.actions():
            if not action.shortcut().isEmpty():
                assert any(action.shortcut().toString() in keys for keys in listed)


class TestDrawer:
    @pytest.fixture
    def view(self, window: MainWindow) -> QListView:
        window.set_conversations(ENTRIES, "b")
        press(window, "chatsButton")
        view = window.findChild(QListView, "conversationList")
        assert view is not None
        return view

    def test_the_current_one_is_marked(self, window: MainWindow, view: QListView) -> None:
        assert view.currentIndex().data() == "请顺便画一幅日落"
        assert view.model().index(2, 0).data() == "Untitled chat"
        window.set_conversations(ENTRIES, "gone")
        assert not view.selectionModel().hasSelection()

    def test_click_and_enter_choose(
        self, window: MainWindow, view: QListView, qtbot: QtBot
    ) -> None:
        where = view.visualRect(view.model().index(0, 0)).center()
        with qtbot.waitSignal(window.conversation_selected) as caught:
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert caught.args == ["a"]
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Down)
        with qtbot.waitSignal(window.conversation_selected) as caught:
            QTest.keyClick(view, Qt.Key.Key_Return)
        assert caught.args == ["b"]

    def test_delete(self, window: MainWindow, view: QListView, qtbot: QtBot) -> None:
        view.setFocus()
        with qtbot.waitSignal(window.conversation_deleted) as caught:
            QTest.keyClick(view, Qt.Key.Key_Delete)
        assert caught.args == [["b"]]

    def test_f2_renames_in_place(self, window: MainWindow, view: QListView, qtbot: QtBot) -> None:
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_F2)
        editor = QApplication.focusWidget()
        assert editor is not None
        assert editor is not view
        QTest.keyClicks(editor, "A new name")
        with qtbot.waitSignal(window.conversation_renamed) as caught:
            QTest.keyClick(editor, Qt.Key.Key_Return)
        assert caught.args == ["b", "A new name"]
        assert view.currentIndex().data() == "A new name"

    def test_a_blank_name_changes_nothing(self, window: MainWindow, view: QListView) -> None:
        index = view.currentIndex()
        assert not view.model().setData(index, "   ")
        assert index.data() == "请顺便画一幅日落"

    def test_the_context_menu_repeats_both(self, view: QListView) -> None:
        where = view.visualRect(view.model().index(0, 0)).center()
        view.customContextMenuRequested.emit(where)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        names = [a.text() for a in menu.actions() if a.isVisible() and not a.isSeparator()]
        assert [names[0], names[-1]] == ["Rename", "Delete"]
        assert view.currentIndex().row() == 0
        menu.close()

    def test_without_conversations_it_says_what_will_be_here(self, window: MainWindow) -> None:
        window.set_conversations([], "")
        press(window, "chatsButton")
        assert not window.drawer.view.isVisible()


def test_every_control_of_the_window_has_a_name(window: MainWindow) -> None:
    press(window, "chatsButton")
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []


def test_the_names_that_others_rely_on(window: MainWindow) -> None:
    for name in ("conversationList", "inspectorPane", "settingsPane", "statusLine", "profileBox"):
        assert window.findChild(QWidget, name) is not None, name


def test_the_menu_opens_without_a_submenu_and_with_its_first_entry_chosen(
    window: MainWindow,
) -> None:
    """A submenu that opens with it takes the clicks and keys of both on X11, and does nothing."""
    window.show()
    window.commands.open_menu.trigger()
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    assert [menu.activeAction().text() for menu in shown] == ["&File"]
    shown[0].close()
