"""The window: places the panes and owns the actions; nothing else.

It is painted as an outline before what stands in it is imported, so those imports are `furnish`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QWidget,
)

from gemini_desktop.ui import outline, pane_focus, theme, window_state

if TYPE_CHECKING:
    from gemini_desktop.ui.bridge import Bridge
    from gemini_desktop.ui.library.drawer import Entry

_NAME = "Gemini Desktop"
_FIRST_SIZE = QSize(1472, 920)
_LEAST_SIZE = QSize(560, 420)


class MainWindow(QMainWindow):
    """Asks by signals; who composes the program answers by calling the setters.

    `busy` (an answer is coming in) makes the first close ask by `close_requested` instead of
    closing; `allow_close()` and then `close()` end the window.
    """

    new_chat_requested = Signal()
    save_transcript_requested = Signal()
    open_capture_requested = Signal()
    preview_requested = Signal()
    conversation_selected = Signal(str)
    conversation_deleted = Signal(list)
    """Their ids."""
    conversation_renamed = Signal(str, str)
    theme_selected = Signal(str)
    outlined = Signal()
    """The first picture is drawn; nothing stands in the window yet."""
    close_requested = Signal()
    closed = Signal()
    """The window is about to vanish: the last moment to read `state()`."""

    def __init__(self) -> None:
        """An outline, until `furnish`."""
        super().__init__()
        self._furnished = self._close_wanted = False
        self.setObjectName("mainWindow")
        self.setWindowTitle(_NAME)
        # The frame needs room as well.
        room = self.screen().availableSize() - QSize(0, 40)
        self.setMinimumSize(_LEAST_SIZE.boundedTo(room))  # 1280 x 720 at 200 % is lower
        self.resize(_FIRST_SIZE.boundedTo(room))
        self.outline = outline.Outline()
        self.outline.painted.connect(self.outlined)
        self.setCentralWidget(self.outline)

    def furnish(self, chat: QWidget, inspector: QWidget, settings: QWidget, bridge: Bridge) -> Self:
        """Fill it; gives itself."""
        from gemini_desktop.ui import icons
        from gemini_desktop.ui.actions import Actions
        from gemini_desktop.ui.library.drawer import ConversationDrawer
        from gemini_desktop.ui.status_line import StatusLine
        from gemini_desktop.ui.toast import Toast

        self.bridge = bridge
        bridge.frames.watch(self)
        self.chat, self.inspector, self.settings = chat, inspector, settings
        self._busy = self._asked = self._may_close = self._demo = False
        self.may_close: Callable[[], bool] = _always
        """Asked before it closes; False leaves it open, and whoever said so asks the user."""
        self._title = ""
        self.setWindowIcon(icons.app_icon())
        self.commands = Actions(self)
        self.status = StatusLine()
        self.drawer = ConversationDrawer()
        self._lay_out()
        self.toast = Toast(self, lambda: self.chat.findChild(QWidget, "composer"))
        self._menus = self.commands.fill(self.menuBar())
        self._connect()
        self.set_title("")
        self.set_demo(demo=False)
        self._theme_changed()
        self._panes_changed()
        self._furnished = True
        if self.isVisible():
            self.focus_prompt()
        if self._close_wanted:
            QTimer.singleShot(0, self.close)
        return self

    @property
    def busy(self) -> bool:
        """Whether an answer is coming in."""
        return self._busy

    @busy.setter
    def busy(self, busy: bool) -> None:
        self._busy = busy
        self._asked = self._asked and busy

    def set_title(self, title: str) -> None:
        """Name the conversation that is shown; empty for a new one."""
        self._title = title
        self._show_title()

    def set_demo(self, *, demo: bool) -> None:
        """Say plainly that no model answers."""
        self._demo = demo
        self._show_title()

    def set_conversations(self, entries: Sequence[Entry], current: str) -> None:
        """Fill the drawer; given with the latest first."""
        self.drawer.show_entries(entries, current)

    def show_chats(self) -> None:
        """Open the list of conversations, in the place of another pane if need be."""
        self._show("chats")

    def show_settings(self, field: str = "profileBox") -> None:
        """Open the settings pane, in the place of another if need be, and go to the field, or to
        the first where that has no use now."""
        self._show("settings")
        pane_focus.go_to_first(self.settings, (field, "profileBox"))

    def show_inspector(self) -> None:
        """Open the inspector, in the place of another pane if need be."""
        self._show("inspector")

    def show_message(
        self, text: str, action: str = "", callback: Callable[[], None] | None = None
    ) -> None:
        """Say something for a while, with at most one thing to do about it."""
        self.toast.show_message(text, action, callback)

    def focus_prompt(self) -> None:
        """Go to where the next prompt is typed."""
        prompt = self.chat.findChild(QWidget, "promptEdit")
        if prompt is not None:
            prompt.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)

    def allow_close(self) -> None:
        """The next close closes, whatever goes on."""
        self._may_close = True

    def state(self) -> dict[str, str]:
        """What is to be remembered over a restart."""
        return {
            "geometry": window_state.encoded(self.saveGeometry()),
            "panes": ",".join(self._panes.wanted),
            "widths": ",".join(str(width) for width in self._panes.widths),
            "zoom": str(theme.manager().zoom),
            "menu_bar": str(int(self.commands.menu_bar.isChecked())),
            **self.drawer.state(),
            "outline": self._lines().encoded(),
        }

    def restore_place(self, state: Mapping[str, str]) -> None:
        """Take up where the window was, and the lines in it. What is missing or damaged is left as
        it is."""
        if not self._furnished:
            lines = outline.decoded(window_state.numbers(state.get("outline", "")))
            self.outline.show_lines(lines)
        geometry = window_state.decoded(state.get("geometry", ""))
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
            window_state.bring_on_screen(self)

    def restore(self, state: Mapping[str, str]) -> None:
        """Take up what `state` gave, as `restore_place` does; the place of a window that can be
        seen already is its user's."""
        if not self.isVisible():
            self.restore_place(state)
        if zoom := window_state.numbers(state.get("zoom", "")):
            theme.manager().set_zoom(zoom[0])
        if "panes" in state:
            self._panes.set_wanted(state["panes"].split(","))
        self._panes.set_widths(window_state.numbers(state.get("widths", "")))
        self.drawer.restore(state)
        if "menu_bar" in state:
            self.commands.menu_bar.setChecked(state["menu_bar"] == "1")

    def showEvent(self, event: QShowEvent) -> None:
        """Called by Qt. One can type at once."""
        super().showEvent(event)
        if self._furnished and self.focusWidget() is None:
            self.focus_prompt()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Called by Qt. The running answer is ended by its owner, who then closes for good."""
        if not self._furnished:
            self._close_wanted = True
            event.ignore()
            return
        if not (self._may_close or self.may_close()):
            event.ignore()
            return
        if self._busy and not self._asked and not self._may_close:
            self._asked = True
            event.ignore()
            self.close_requested.emit()
            return
        self.closed.emit()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        from gemini_desktop.ui.controls import PaneHeader
        from gemini_desktop.ui.panes import Panes, stacked
        from gemini_desktop.ui.rail import Rail

        header = self.chat.findChild(PaneHeader)
        if header is not None:
            header.title_changed.connect(self.set_title)
        self._panes = Panes(self.drawer, self.chat, self.inspector, self.settings)
        chosen = self.new_chat_requested, self.conversation_selected, self.drawer.result_opened
        for signal in (*chosen, self.commands.focus_prompt.triggered):
            signal.connect(self._panes.show_chat)
        self._rail = Rail()
        commands = self.commands
        self._rail.add("plus", commands.new_chat, "newChatButton")
        self._rail.add("message-square", commands.chats, "chatsButton")
        self._rail.add("activity", commands.inspector, "inspectorButton")
        self._rail.add_stretch()
        self._menu_button = self._rail.add("ellipsis", commands.open_menu, "menuButton")
        self._theme_button = self._rail.add("moon", commands.toggle_theme, "themeButton")
        self._rail.add("settings", commands.settings, "settingsButton")
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addWidget(stacked(self._panes, self.status, stretched=0), 1)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        commands = self.commands
        commands.new_chat.triggered.connect(self.new_chat_requested)
        commands.open_capture.triggered.connect(self.open_capture_requested)
        commands.preview.triggered.connect(self.preview_requested)
        commands.save_transcript.triggered.connect(self.save_transcript_requested)
        commands.quit.triggered.connect(self.close)
        commands.chats.triggered.connect(self._toggle_chats)
        commands.inspector.triggered.connect(self._toggle_inspector)
        commands.settings.triggered.connect(self._toggle_settings)
        commands.focus_prompt.triggered.connect(self.focus_prompt)
        commands.next_pane.triggered.connect(self._go_to_next_pane)
        commands.zoom_in.triggered.connect(self._zoom_in)
        commands.zoom_out.triggered.connect(self._zoom_out)
        commands.zoom_reset.triggered.connect(self._zoom_reset)
        commands.full_screen.toggled.connect(self._full_screen)
        commands.menu_bar.toggled.connect(self._show_menu_bar)
        commands.open_menu.triggered.connect(self._open_menu)
        commands.toggle_theme.triggered.connect(self._toggle_theme)
        commands.themes.triggered.connect(self._theme_chosen)
        commands.shortcuts.triggered.connect(self._show_shortcuts)
        commands.about.triggered.connect(self._show_about)
        self.drawer.selected.connect(self.conversation_selected)
        self.drawer.deleted.connect(self.conversation_deleted)
        self.drawer.renamed.connect(self.conversation_renamed)
        self.drawer.new_requested.connect(self.new_chat_requested)
        self._panes.changed.connect(self._panes_changed)
        fold = self.settings.findChild(QAbstractButton, "foldSettingsButton")
        if fold is not None:
            fold.clicked.connect(commands.settings.trigger)
        theme.manager().changed.connect(self._theme_changed)
        self._show_menu_bar(commands.menu_bar.isChecked())

    def _toggle_chats(self) -> None:
        self._toggle("chats")

    def _toggle_inspector(self) -> None:
        self._toggle("inspector")

    def _toggle_settings(self) -> None:
        self._toggle("settings")

    def _show(self, name: str) -> None:
        if not self._panes.is_shown(name):
            self._toggle(name)

    def _toggle(self, name: str) -> None:
        self._panes.toggle(name)
        self._panes_changed()  # the click has checked the action, whatever came of it

    def _panes_changed(self) -> None:
        commands = self.commands
        for action, name in (
            (commands.chats, "chats"),
            (commands.inspector, "inspector"),
            (commands.settings, "settings"),
        ):
            action.setChecked(self._panes.is_shown(name))

    def _go_to_next_pane(self) -> None:
        pane_focus.go_to_next(self._panes.shown_panes(), QApplication.focusWidget())

    def _zoom_in(self) -> None:
        theme.manager().set_zoom(theme.manager().zoom + theme.ZOOM_STEP)

    def _zoom_out(self) -> None:
        theme.manager().set_zoom(theme.manager().zoom - theme.ZOOM_STEP)

    def _zoom_reset(self) -> None:
        theme.manager().set_zoom(100)

    def _full_screen(self, on: bool) -> None:
        states = self.windowState()
        full = QtCore.Qt.WindowState.WindowFullScreen
        self.setWindowState(states | full if on else states & ~full)

    def _show_menu_bar(self, on: bool) -> None:
        bar = self.menuBar()
        bar.setVisible(on or bar.isNativeMenuBar())

    def _open_menu(self) -> None:
        from gemini_desktop.ui import whole_menu

        whole_menu.open_beside(self._menu_button, self._menus)

    def _toggle_theme(self) -> None:
        self._set_theme("light" if theme.current().is_dark else "dark")

    def _theme_chosen(self, action: QAction) -> None:
        self._set_theme(str(action.data()))

    def _set_theme(self, mode: str) -> None:
        theme.manager().set_mode(mode)
        self.theme_selected.emit(mode)

    def _theme_changed(self) -> None:
        dark = theme.current().is_dark
        self._theme_button.set_icon("sun" if dark else "moon")
        self._theme_button.set_tooltip(self.tr("Light theme") if dark else self.tr("Dark theme"))
        for action in self.commands.themes.actions():
            action.setChecked(action.data() == theme.manager().mode)

    def _show_title(self) -> None:
        parts = [self._title, _NAME, self.tr("Demo") if self._demo else ""]
        self.setWindowTitle(" – ".join(part for part in parts if part))

    def _lines(self) -> outline.Lines:
        """For the outline of the next start."""
        top = self._panes.mapTo(self, QPoint(0, 0)).y()
        panes = self._panes.shown_panes()
        return outline.lines_between(self, top, self.status.height(), panes)

    def _show_shortcuts(self) -> None:
        from gemini_desktop.ui import help_sheets

        help_sheets.show_shortcuts(self, self.commands.listed(self._menus), self.focus_prompt)

    def _show_about(self) -> None:
        from gemini_desktop.ui import help_sheets

        help_sheets.show_about(self, self.focus_prompt)


def _always() -> bool:
    return True
