"""Everything the window can be asked to do: one QAction each, and the menus that show them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from gemini_desktop.ui import fixed_keys, theme

_Keys = QKeySequence.StandardKey


class Actions:
    """The actions live on the window, so their shortcuts work while the menu bar is hidden."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        tr = _tr
        self.new_chat = self._add("newChat", tr("&New chat"), "Ctrl+N")
        self.open_capture = self._add("openCapture", tr("&Open capture…"), "Ctrl+O")
        self.import_chats = self._add("importChats", tr("I&mport chats…"))
        self.save_transcript = self._add("saveTranscript", tr("&Save transcript"), "Ctrl+S")
        self.export = self._add("exportChats", tr("E&xport…"), "Ctrl+Shift+X")
        self.print_ = self._add("printChat", tr("Prin&t…"), "Ctrl+P")
        self.save_capture = self._add("saveAsCapture", tr("Save capt&ure as…"), "Ctrl+Shift+S")
        self.attach = self._add("attachFiles", tr("&Attach files…"), "Ctrl+Shift+A")
        self.preview = self._add("previewRequest", tr("Preview &request"), "Ctrl+Shift+P")
        self.back_up = self._add("backUp", tr("&Back up everything…"))
        self.restore = self._add("restoreBackup", tr("Restore a bac&kup…"))
        self.quit = self._add("quit", tr("&Quit"), "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.chats = self._add("toggleChats", tr("&Chats"), "Ctrl+B", checkable=True)
        self.inspector = self._add(
            "toggleInspector", tr("&Inspector"), "F12", "Ctrl+Shift+I", checkable=True
        )
        self.open_clipboard = self._add("openClipboard", tr("Open from cl&ipboard"))
        self.captures = self._add("showCaptures", tr("All ca&ptures"), "Ctrl+Shift+O")
        self.settings = self._add("toggleSettings", tr("&Settings"), "F9", "Ctrl+,", checkable=True)
        self.focus_prompt = self._add("focusPrompt", tr("Go to &prompt"), "Ctrl+L")
        self.next_pane = self._add("nextPane", tr("Go to ne&xt pane"), "F6")
        self.find = self._add("find", tr("&Find…"), "Ctrl+F")
        self.find_next = self._add("findNext", tr("Find &next"), "F3", "Ctrl+G")
        self.find_previous = self._add(
            "findPrevious", tr("Find pre&vious"), "Shift+F3", "Ctrl+Shift+G"
        )
        self.search_captures = self._add(
            "searchCaptures", tr("&Search all captures"), "Ctrl+Shift+F"
        )
        self.search_chats = self._add("searchChats", tr("Search &in chats"), "Ctrl+Shift+J")
        self.switch_chat = self._add("switchChat", tr("&Jump to a chat…"), "Ctrl+J")
        self.caret = self._add("caret", tr("&Move through the text by keys"), "F7", checkable=True)
        self.copy_markdown = self._add("copyMarkdown", tr("Copy as Mark&down"), "Ctrl+Shift+C")
        self.copy_plain = self._add("copyPlain", tr("Copy as plain t&ext"), "Ctrl+Alt+C")
        self.copy_chat = self._add("copyChatMarkdown", tr("Copy c&hat as Markdown"))
        self.copy_chat_plain = self._add("copyChatPlain", tr("Copy chat as plain te&xt"))
        self.raw_answer = self._add("rawAnswer", tr("Show the answer as sou&rce"), "Ctrl+M")
        self.raw = self._add(
            "rawChat", tr("Show a&ll answers as source"), "Ctrl+Shift+M", checkable=True
        )
        self.edit_prompt = self._add("editPrompt", tr("&Edit prompt"), "Ctrl+E")
        self.ask_again = self._add("askAgain", tr("Ask for &another answer"), "Ctrl+R", "F5")
        self.go_on = self._add("continueAnswer", tr("&Continue the answer"))
        self.previous_variant = self._add("previousVariant", tr("&Previous variant"), "Alt+Left")
        self.next_variant = self._add("nextVariant", tr("&Next variant"), "Alt+Right")
        self.delete_turn = self._add("deleteTurn", tr("&Delete the turn"), "Ctrl+Shift+Backspace")
        self.inspect_turn = self._add("inspectTurn", tr("Open in &inspector"), "Ctrl+I")
        self.replay = self._add("replayCapture", tr("Pla&y the capture again"), "Ctrl+Shift+Y")
        self.trace = self._add("trace", tr("Sho&w where the words came from"), "Ctrl+Shift+E")
        self.zoom_in = self._add("zoomIn", tr("&Zoom in"), "Ctrl++", "Ctrl+=")
        self.zoom_out = self._add("zoomOut", tr("Zoom &out"), "Ctrl+-")
        self.zoom_reset = self._add("zoomReset", tr("&Actual size"), "Ctrl+0")
        self.full_screen = self._add("fullScreen", tr("&Full screen"), checkable=True)
        self.full_screen.setShortcuts(_Keys.FullScreen)
        if self.full_screen.shortcut().isEmpty():
            self.full_screen.setShortcut("F11")
        self.menu_bar = self._add("showMenuBar", tr("Show &menu bar"), checkable=True)
        self.open_menu = self._add("openMenu", tr("Menu"), "F10")
        self.toggle_theme = self._add("toggleTheme", tr("Dark or light"))
        self.shortcuts = self._add("showShortcuts", tr("&Keyboard shortcuts"), "Ctrl+?", "F1")
        self.about = self._add("about", tr("&About Gemini Desktop"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.themes = self._theme_group()
        self.editing = self._editing()

    def fill(self, bar: QMenuBar) -> list[QMenu]:
        """The menus, put into `bar`; the popup of the menu button shows the same ones."""
        file = bar.addMenu(_tr("&File"))
        file.addActions([self.new_chat, self.attach, self.preview])
        file.addSeparator()
        file.addActions([self.save_transcript, self.export, self.print_, self.import_chats])
        file.addSeparator()
        file.addActions([self.open_capture, self.open_clipboard, self.captures])
        file.addAction(self.save_capture)
        file.addSeparator()
        file.addActions([self.back_up, self.restore])
        file.addSeparator()
        file.addAction(self.quit)
        edit = bar.addMenu(_tr("&Edit"))
        edit.addActions(self.editing)
        edit.addSeparator()
        edit.addActions([self.copy_markdown, self.copy_plain, self.copy_chat, self.copy_chat_plain])
        edit.addSeparator()
        edit.addActions([self.find, self.find_next, self.find_previous])
        edit.addActions([self.search_chats, self.search_captures])
        edit.addSeparator()
        edit.addAction(self.caret)
        view = bar.addMenu(_tr("&View"))
        view.addActions([self.chats, self.inspector, self.settings])
        view.addSeparator()
        view.addActions([self.focus_prompt, self.next_pane, self.switch_chat])
        view.addSeparator()
        view.addActions([self.raw_answer, self.raw])
        view.addSeparator()
        view.addActions([self.zoom_in, self.zoom_out, self.zoom_reset])
        look = view.addMenu(_tr("&Theme"))
        look.addActions(self.themes.actions())
        view.addActions([self.full_screen, self.menu_bar])
        turn = bar.addMenu(_tr("&Turn"))
        turn.addActions([self.edit_prompt, self.ask_again, self.go_on])
        turn.addSeparator()
        turn.addActions([self.previous_variant, self.next_variant])
        turn.addSeparator()
        turn.addActions([self.inspect_turn, self.replay, self.trace, self.delete_turn])
        help_ = bar.addMenu(_tr("&Help"))
        help_.addActions([self.shortcuts, self.about])
        return [file, edit, view, turn, help_]

    def listed(self, menus: Sequence[QMenu]) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be done from the keyboard, for the list of shortcuts: under the names of `menus`
        and of the places that have keys of their own, words and keys."""
        groups = [(_plain(menu.title()), _rows(menu.actions())) for menu in menus]
        listed = {action for menu in menus for action in menu.actions()}
        rest = _rows(action for action in self._window.actions() if action not in listed)
        return [*groups, (_tr("Window"), rest), *fixed_keys.groups()]

    def _add(self, name: str, text: str, *keys: str, checkable: bool = False) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setCheckable(checkable)
        self._window.addAction(action)
        return action

    def _theme_group(self) -> QActionGroup:
        group = QActionGroup(self._window)
        names = {"system": _tr("&System"), "light": _tr("&Light"), "dark": _tr("&Dark")}
        for mode in theme.MODES:
            action = group.addAction(names[mode])
            action.setCheckable(True)
            action.setData(mode)
        return group

    def _editing(self) -> list[QAction]:
        """Menu entries that do what the keys do in the widget that has the focus.

        Their shortcuts are only shown (they never act): the widgets have these keys themselves.
        """
        rows = (
            (_tr("&Undo"), _Keys.Undo),
            (_tr("&Redo"), _Keys.Redo),
            None,
            (_tr("Cu&t"), _Keys.Cut),
            (_tr("&Copy"), _Keys.Copy),
            (_tr("&Paste"), _Keys.Paste),
            None,
            (_tr("Select &all"), _Keys.SelectAll),
        )
        actions = []
        for row in rows:
            action = QAction(self._window)
            if row is None:
                action.setSeparator(True)
            else:
                action.setText(row[0])
                action.setShortcut(QKeySequence(row[1]))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                action.triggered.connect(_press(row[1]))
            actions.append(action)
        return actions


def _rows(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (_plain(action.text()), ", ".join(keys.toString(native) for keys in action.shortcuts()))
        for action in actions
        if action.shortcuts()
    ]


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _press(key: QKeySequence.StandardKey) -> Callable[[], None]:
    def press() -> None:
        widget = QApplication.focusWidget()
        if widget is None:
            return
        combination = QKeySequence(key)[0]  # type: ignore[index] # Qt's operator[]
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, combination.key(), combination.keyboardModifiers())
            QCoreApplication.sendEvent(widget, event)

    return press


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
