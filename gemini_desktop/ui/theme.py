"""The look as a service: which theme rules, its fonts and icons, and the switch between themes.

The outline of a first window is to be painted soon. So what PySide makes when it is first named is
named in functions: the namespace `Qt` alone, with its hundred enumerations, takes 15 ms, as much as
all else that an outline adds to a bare window.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

import shiboken6
from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desktop.ui import style
from gemini_desktop.ui.contrast import Contrast, strengthened
from gemini_desktop.ui.tokens import DARK, LIGHT, Theme

Mode: TypeAlias = Literal["system", "light", "dark"]
Wears: TypeAlias = Literal["colours", "fonts", "all"]
MODES: tuple[Mode, ...] = ("system", "light", "dark")

ZOOM_MIN, ZOOM_MAX, ZOOM_STEP = 50, 300, 10
"""Per cent."""

STYLE = "Fusion"
"""Qt's, below the sheet. Given to a QApplication as its argument `-style` it costs nothing; set
later, 5 ms."""
_SCHEMES = {"system": "Unknown", "light": "Light", "dark": "Dark"}
_CJK = ("Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC", "Hiragino Sans", "Yu Gothic UI")
_EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji")
_MIDDLE = 128
_BAR_HOLDERS = ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer")
_LIGATURES = ("calt", "liga", "clig")
_MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "DejaVu Sans Mono")


class ThemeManager(QObject):
    """Dresses the one QApplication. `changed` comes after palette, fonts and sheet are set."""

    changed = Signal()

    def __init__(self, app: QApplication, wears: Wears = "all", *, has_style: bool = False) -> None:
        """`has_style`: the application was made with `STYLE`."""
        super().__init__(app)
        self._app = app
        self._mode: Mode = "system"
        self._zoom = 100
        self._theme: Theme = LIGHT
        self._worn: tuple[Theme, int] | None = None
        self._wears = wears
        self._contrast = Contrast(app.styleHints(), self)
        self._contrast.changed.connect(self._apply)
        if not has_style:
            app.setStyle(STYLE)
        # Nobody has changed it yet: it is the desktop's.
        self._began_dark = app.palette().color(QPalette.ColorRole.Window).lightness() < _MIDDLE
        app.styleHints().colorSchemeChanged.connect(self._scheme_changed)
        self._apply()

    @property
    def current(self) -> Theme:
        """The theme that is shown now."""
        return self._theme

    @property
    def mode(self) -> Mode:
        """What was asked for; `system` follows the desktop's own setting."""
        return self._mode

    @property
    def zoom(self) -> int:
        """The size of all text, in per cent."""
        return self._zoom

    def set_mode(self, mode: str) -> None:
        """Choose a theme; an unknown word counts as `system` (it may come from an old file)."""
        self._mode = next((known for known in MODES if known == mode), "system")
        if self._wears != "colours" or self._has_own_title_bar():
            self._tell_platform()
        self._apply()

    def _has_own_title_bar(self) -> bool:
        """Whether one can see in the first picture that the platform was not told: Windows, macOS
        and Wayland draw a title bar in the colours that were asked for, X11 leaves it to others."""
        platform = QtGui.QGuiApplication.platformName()
        return self._mode != "system" and platform not in ("xcb", "offscreen")

    def _tell_platform(self) -> None:
        """Title bars and file dialogs are the platform's: it must know too."""
        scheme = QtCore.Qt.ColorScheme[_SCHEMES[self._mode]]
        self._app.styleHints().setColorScheme(scheme)

    def set_zoom(self, percent: int) -> None:
        """Make all text larger or smaller; out of bounds is brought within them."""
        self._zoom = max(ZOOM_MIN, min(ZOOM_MAX, percent))
        self._apply()

    def undress(self) -> None:
        """Wear colours alone: see `begin_with_colours`."""
        self._wears = "colours"
        self._app.setStyleSheet("")

    def wear_fonts(self) -> None:
        """Before anything is put together that is as wide as its words."""
        if self._wears == "colours":
            self._wears = "fonts"
            self._tell_platform()
            self._theme = self._wanted()
            self._worn = (self._theme, self._zoom)
            self._dress()

    def wear_all(self) -> None:
        """Dress all that was put together since `begin_with_colours`."""
        if self._wears != "all":
            self._wears = "all"
            self._dress()

    def _scheme_changed(self) -> None:
        if self._wanted() != self._theme:
            self._apply()

    def _wanted(self) -> Theme:
        if self._wears == "colours":  # an outline has no time to ask: see above
            return DARK if self._mode == "dark" or self._system_dark_at_first() else LIGHT
        scheme = self._app.styleHints().colorScheme()
        system = self._mode == "system" and scheme == QtCore.Qt.ColorScheme.Dark
        theme = DARK if self._mode == "dark" or system else LIGHT
        return strengthened(theme) if self._contrast.wanted else theme

    def _system_dark_at_first(self) -> bool:
        return self._mode == "system" and self._began_dark

    def _apply(self) -> None:
        self._theme = self._wanted()
        wear = (self._theme, self._zoom)
        if wear != self._worn:  # dressing every widget anew takes some 70 ms
            self._worn = wear
            self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        # A widget that was never polished goes back to the font it had before, when it is first
        # shown: Qt saves that font while the sheet changes.
        # `allWidgets` would make PySide look for what each one is among all of Qt's widgets, and
        # make their classes: see `qt_helpers.viewport_of`.
        for window in self._app.topLevelWidgets():
            for widget in (window, *window.findChildren(QWidget)):
                widget.ensurePolished()
        self._app.setPalette(style.palette(self._theme))
        if self._wears != "colours":
            self._app.setFont(_font(_ui_families(), 13 * self._zoom / 100, 400))
            # Qt tells windows of it only in the next turn of the loop. What is put into one
            # that is shown already would take on the old font, and keep it under the sheet.
            QCoreApplication.sendPostedEvents(None, QtCore.QEvent.Type.ApplicationFontChange)
        if self._wears == "all":
            if not self._app.styleSheet():
                self._leave_plain()
            self._app.setStyleSheet(style.sheet(self._theme))

    def _leave_plain(self) -> None:
        """Keep the sheet from widgets that no rule of it is for: Qt holds 9 KB for each that it
        looks up there, whatever it finds.

        Classes of ours say so: `needs_no_sheet`. They have no children and no tooltips, which would
        be without the sheet as well. What is made later goes by the sheet, as all else."""
        plain = self._app.style()
        for window in self._app.topLevelWidgets():
            for widget in window.findChildren(QWidget):
                if _is_plain(widget):
                    widget.setStyle(plain)


def _is_plain(widget: QWidget) -> bool:
    """Also what holds the bars of a scroll area, and bars that it never shows: their parts make
    them the dearest of all."""
    if widget.objectName() in _BAR_HOLDERS:
        return True
    if isinstance(widget, QtWidgets.QScrollBar):
        holder = widget.parentWidget()
        area = holder.parentWidget() if holder is not None else None
        return isinstance(area, QtWidgets.QAbstractScrollArea) and widget is _bar_left_out(area)
    return getattr(widget, "needs_no_sheet", False) and not widget.toolTip()


def _bar_left_out(area: QtWidgets.QAbstractScrollArea) -> QWidget | None:
    policy = area.horizontalScrollBarPolicy()
    off = policy == QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return area.horizontalScrollBar() if off else None


_managers: list[ThemeManager] = []


def manager() -> ThemeManager:
    """The manager of the running QApplication, made when first asked for."""
    if not (_managers and shiboken6.isValid(_managers[0])):
        _managers[:] = [ThemeManager(_application())]
    return _managers[0]


def begin_with_colours(*, has_style: bool = False) -> None:
    """Wear colours alone, until `wear_fonts` and `wear_all`, for the outline of a first window.

    Looking at the fonts costs 10 ms. Under a style sheet Qt looks through all widgets of a layout
    whenever it is put into another, which took 370 of the 460 ms that putting the window together
    took. Does nothing where there are widgets, which would be dressed twice.
    """
    app = _application()
    if app.allWidgets():
        return
    if _managers and shiboken6.isValid(_managers[0]):
        _managers[0].undress()
    else:
        _managers[:] = [ThemeManager(app, "colours", has_style=has_style)]


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        message = "The theme needs a QApplication, and there is none yet."
        raise RuntimeError(message)  # noqa: TRY004 - the order of start-up is wrong, not a type
    return app


def current() -> Theme:
    """The theme that is shown now. Ask at each paint; do not keep it."""
    return manager().current


def ui_font(size_px: float = 13, weight: int = 400) -> QtGui.QFont:
    """The window's own face, `size_px` at a zoom of 100 %. Ask again after `changed`."""
    return _font(_ui_families(), size_px * manager().zoom / 100, weight)


def scaled(pixels: int) -> int:
    """So much room at 100 %, at the zoom of now; not less below that: icons stay as they are."""
    return pixels * max(100, manager().zoom) // 100


def mono_font(size_px: float = 12, weight: int = 400) -> QtGui.QFont:
    """The face for numbers, JSON and code, with CJK and emoji behind it. Without ligatures: `->`
    stands for two bytes, and looks like two."""
    font = _font(_mono_families(), size_px * manager().zoom / 100, weight)
    for feature in _LIGATURES:
        font.setFeature(QtGui.QFont.Tag(feature), 0)
    font.setStyleHint(QtGui.QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    return font


def icon(name: str, color: str | None = None) -> QtGui.QIcon:
    """An icon by its file name. `color` is a token's name or `#rrggbb`; without it the icon is
    grey, and blue when checked. It follows the theme by itself."""
    from gemini_desktop.ui import icons  # no window begins with one

    def colour(_mode: QtGui.QIcon.Mode, state: QtGui.QIcon.State) -> str:
        theme = current()
        if color is not None:
            return theme.colour(color)
        return theme.accent if state == QtGui.QIcon.State.On else theme.text_2

    return QtGui.QIcon(icons.LineIcon(name, colour))


def pixmap(name: str, color: str, size: int, dpr: float) -> QtGui.QPixmap:
    """The icon as a picture of `size` logical pixels for a screen of pixel ratio `dpr`."""
    from gemini_desktop.ui import icons

    return icons.pixmap(name, current().colour(color), size, dpr)


def _font(families: tuple[str, ...], size_px: float, weight: int) -> QtGui.QFont:
    font = QtGui.QFont()
    font.setFamilies(list(families))
    font.setPixelSize(max(6, round(size_px)))
    font.setWeight(QtGui.QFont.Weight(weight))
    return font


@lru_cache(maxsize=1)
def _ui_families() -> tuple[str, ...]:
    system = QtGui.QFontDatabase.systemFont(QtGui.QFontDatabase.SystemFont.GeneralFont).family()
    return (*_installed(("Inter",)), system, *_installed((*_CJK, *_EMOJI)))


@lru_cache(maxsize=1)
def _mono_families() -> tuple[str, ...]:
    system = QtGui.QFontDatabase.systemFont(QtGui.QFontDatabase.SystemFont.FixedFont).family()
    cjk = ("Noto Sans Mono CJK SC", *_CJK)
    return (*_installed(_MONO), system, *_installed(cjk), *_installed(_EMOJI))


def _installed(families: tuple[str, ...]) -> tuple[str, ...]:
    known = set(QtGui.QFontDatabase.families())
    return tuple(family for family in families if family in known)
