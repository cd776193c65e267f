"""The look: readable in both themes, switched live, icons sharp at any pixel ratio."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPalette, QTextLayout
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gemini_desktop import resources
from gemini_desktop.ui import icons, style, theme
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.tokens import DARK, LIGHT, Theme

ICON_NAMES = sorted(p.stem for p in resources.path("icons").glob("*.svg"))
THEMES = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])

PLAIN_GROUNDS = ("ground", "surface", "raised", "field", "hover", "bubble", "code_bg", "selection")
TINTS = ("accent_tint", "violet_tint", "green_tint", "amber_tint", "red_tint")
STANDS_ON = {
    "text": (*PLAIN_GROUNDS, *TINTS),
    "text_2": (*PLAIN_GROUNDS, *TINTS),
    "text_3": PLAIN_GROUNDS,
    "accent": ("surface", "field", "ground", "accent_tint"),
    "accent_text": ("accent",),
    "violet": ("surface", "violet_tint"),
    "green": ("surface", "green_tint"),
    "amber": ("surface", "amber_tint"),
    "red": ("surface", "ground", "red_tint"),
}


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    shade = QColor(colour)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (shade.redF(), shade.greenF(), shade.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(autouse=True)
def _as_shipped(qapp: QApplication) -> Iterator[None]:
    theme.manager().set_mode("system")
    theme.manager().set_zoom(100)
    yield
    theme.manager().set_mode("system")
    theme.manager().set_zoom(100)


def test_the_measure_of_contrast_is_right() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_all_text_reaches_aa_on_what_it_stands_on(look: Theme) -> None:
    poor = {
        f"{ink} on {ground}": round(contrast(look.colour(ink), look.colour(ground)), 2)
        for ink, grounds in STANDS_ON.items()
        for ground in grounds
        if contrast(look.colour(ink), look.colour(ground)) < 4.5
    }
    assert poor == {}


@THEMES
def test_the_focus_ring_stands_out(look: Theme) -> None:
    """Parts of controls need 3:1 (WCAG 2.1, 1.4.11)."""
    for ground in ("ground", "surface", "field", "raised"):
        assert contrast(look.accent, look.colour(ground)) >= 3


@THEMES
def test_every_token_is_a_colour(look: Theme) -> None:
    for name in look._fields:
        if name != "name":
            assert re.fullmatch(r"#[0-9a-f]{6}", getattr(look, name)), name
    assert look.is_dark == (look is DARK)
    assert look.colour("accent") == look.accent
    assert look.colour("#123456") == "#123456"


@THEMES
def test_the_sheet_has_every_token_filled_in(look: Theme) -> None:
    sheet = style.sheet(look)
    assert "@" not in sheet
    assert look.accent in sheet
    assert sheet.count("{") == sheet.count("}")


@THEMES
def test_the_palette_is_the_theme(look: Theme) -> None:
    palette = style.palette(look)
    assert palette.color(QPalette.ColorRole.Window).name() == look.surface
    assert palette.color(QPalette.ColorRole.Text).name() == look.text
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        assert palette.color(group, QPalette.ColorRole.Highlight).name() == look.accent
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() == look.text_3


def test_modes_switch_palette_and_sheet_live(qtbot: QtBot, qapp: QApplication) -> None:
    manager = theme.manager()
    with qtbot.waitSignal(manager.changed):
        manager.set_mode("dark")
    assert theme.current() is DARK
    assert manager.mode == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.surface
    assert DARK.accent in qapp.styleSheet()
    manager.set_mode("light")
    assert theme.current() is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.surface


def test_an_unknown_mode_of_an_old_file_means_system(qapp: QApplication) -> None:
    theme.manager().set_mode("sepia")
    assert theme.manager().mode == "system"


def test_system_follows_the_desktop(qtbot: QtBot, qapp: QApplication) -> None:
    """Where the platform says nothing (offscreen, bare X11) the light theme rules."""
    hints = qapp.styleHints()
    if hints.colorScheme() == Qt.ColorScheme.Unknown:
        assert theme.current() is LIGHT
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    dark = hints.colorScheme() == Qt.ColorScheme.Dark
    assert theme.current() is (DARK if dark else LIGHT)


def test_there_is_one_manager(qapp: QApplication) -> None:
    assert theme.manager() is theme.manager()
    assert theme.manager().parent() is qapp


def test_zoom_scales_the_fonts_within_bounds(qapp: QApplication) -> None:
    manager = theme.manager()
    assert theme.ui_font().pixelSize() == 13
    manager.set_zoom(200)
    assert theme.ui_font().pixelSize() == 26
    assert theme.mono_font(12).pixelSize() == 24
    assert qapp.font().pixelSize() == 26
    manager.set_zoom(5)
    assert manager.zoom == theme.ZOOM_MIN
    manager.set_zoom(5000)
    assert manager.zoom == theme.ZOOM_MAX


def test_zoom_reaches_what_was_never_shown(qtbot: QtBot) -> None:
    """A window is restored, zoom and all, before it is shown for the first time."""
    window = QWidget()
    label = Label("words", size=12, tone="2")
    QVBoxLayout(window).addWidget(label)
    theme.manager().set_zoom(150)
    with qtbot.waitExposed(window):
        window.show()
    assert label.font().pixelSize() == 18
    window.close()


def test_fonts_have_weights_and_fallbacks(qapp: QApplication) -> None:
    assert theme.ui_font(14, 600).weight() == 600
    assert theme.mono_font().fixedPitch()
    assert theme.ui_font().families()


@pytest.mark.parametrize("name", ICON_NAMES)
@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
def test_every_icon_draws_something(qapp: QApplication, name: str, dpr: float) -> None:
    image = theme.pixmap(name, "accent", 18, dpr).toImage()
    assert image.size() == QSize(round(18 * dpr), round(18 * dpr))
    assert image.devicePixelRatio() == dpr
    assert 0.02 < _coverage(image) < 0.95


def test_icons_take_the_colour_asked_for(qapp: QApplication) -> None:
    image = icons.pixmap("square", "#ff0000", 24, 4).toImage()
    solid = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert solid == {"#ff0000"}


def test_an_icon_follows_the_theme_without_being_set_again(qapp: QApplication) -> None:
    icon = theme.icon("square", "text")
    assert LIGHT.text in _colours(icon)
    theme.manager().set_mode("dark")
    assert DARK.text in _colours(icon)


def test_an_icon_is_blue_when_checked_and_pale_when_disabled(qapp: QApplication) -> None:
    icon = theme.icon("square")
    on = icon.pixmap(QSize(64, 64), QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert LIGHT.accent in _names(on)
    disabled = icon.pixmap(QSize(64, 64), QIcon.Mode.Disabled, QIcon.State.Off).toImage()
    alphas = [disabled.pixelColor(x, y).alpha() for x in range(64) for y in range(64)]
    assert 0 < max(alphas) < 200


def test_icons_outlive_their_maker_and_their_copies(qtbot: QtBot) -> None:
    """The engine belongs to the icon: neither side may free it twice, or too early."""
    label = QLabel()
    qtbot.addWidget(label)
    for _ in range(200):
        copy = QIcon(theme.icon("copy"))
        copy.setIsMask(True)  # detaches, which clones the engine
        label.setWindowIcon(copy)
        del copy
    gc.collect()
    assert not label.windowIcon().pixmap(16, 16).isNull()


def test_the_programs_own_icon_reads_at_16_px(qapp: QApplication) -> None:
    image = icons.app_icon().pixmap(16, 16).toImage()
    names = _names(image)
    assert len(names) > 8
    assert _coverage(image) > 0.6
    for column in (3, 4, 7, 8, 11, 12):  # three bars, each of whole pixels
        assert image.pixelColor(column, 6) == QColor("white")
    for column in (2, 5, 6, 9, 10, 13):
        assert image.pixelColor(column, 6).blue() > image.pixelColor(column, 6).red() + 80


def test_every_icon_names_its_licence() -> None:
    assert "ISC License" in resources.path("icons", "LICENSE").read_text(encoding="utf-8")
    for name in set(ICON_NAMES) - {"app", "app-16", "app-24", "app-symbolic"}:
        text = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
        assert "Lucide, ISC licence" in text
        assert 'stroke-width="1.75"' in text


def _coverage(image: QImage) -> float:
    filled = sum(
        image.pixelColor(x, y).alpha() > 60
        for x in range(image.width())
        for y in range(image.height())
    )
    return filled / (image.width() * image.height())


def _colours(icon: QIcon) -> set[str]:
    return _names(icon.pixmap(QSize(64, 64)).toImage())


def _names(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 250
    }


def test_code_is_drawn_character_by_character() -> None:
    def glyphs(text: str) -> list[int]:
        layout = QTextLayout(text, theme.mono_font())
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]

    for pair in ("->", "!=", "==", "//", "<=", "fi", "www"):
        assert glyphs(pair) == [glyph for letter in pair for glyph in glyphs(letter)]


def test_a_sheet_is_not_held_back_from_widgets_that_are_there(
    qtbot: QtBot, qapp: QApplication
) -> None:
    """They would be dressed twice, and a visible one would blink."""
    label = QLabel("dressed")
    qtbot.addWidget(label)
    theme.manager()
    worn = qapp.styleSheet()
    theme.begin_with_colours()
    assert qapp.styleSheet() == worn != ""
    theme.manager().wear_all()
    assert qapp.styleSheet() == worn


def test_an_outline_is_dark_where_the_desktop_is(qapp: QApplication) -> None:
    """Told by the palette that Qt begins with: to ask for the scheme takes too long for a first
    picture."""
    before = qapp.palette()
    for lightness, expected in ((40, DARK), (239, LIGHT)):
        desktop = QPalette(before)
        desktop.setColor(QPalette.ColorRole.Window, QColor(lightness, lightness, lightness))
        qapp.setPalette(desktop)
        manager = theme.ThemeManager(qapp, "colours", has_style=True)
        assert manager.current == expected
        for mode, chosen in (("dark", DARK), ("light", LIGHT), ("system", expected)):
            manager.set_mode(mode)
            assert manager.current == chosen
        shiboken6.delete(manager)
    qapp.setPalette(before)


@pytest.fixture
def outlined(qtbot: QtBot) -> Iterator[QWidget]:
    """A window that is being put together before the sheet is worn, as the first one is."""
    theme.manager().undress()
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    yield window
    theme.manager().wear_fonts()
    theme.manager().wear_all()


def _wear(window: QWidget, *labels: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    for label in labels:
        layout.addWidget(label)
    theme.manager().wear_fonts()
    theme.manager().wear_all()
    window.show()


def _is_dressed(widget: QWidget) -> bool:
    return widget.testAttribute(Qt.WidgetAttribute.WA_StyleSheet)


def test_labels_of_the_first_window_have_their_colours_without_the_sheet(
    outlined: QWidget, qtbot: QtBot
) -> None:
    label, plain, late = Label("Reed", tone="2"), Label("Reed"), Label("Reed", tone="red")
    _wear(outlined, label, plain)
    assert not _is_dressed(label)
    assert not _is_dressed(plain)
    qtbot.addWidget(late)
    for mode, look in (("dark", DARK), ("light", LIGHT)):
        theme.manager().set_mode(mode)
        shown = [QColor(e.palette().color(e.foregroundRole())) for e in (label, plain, late)]
        assert shown == [QColor(look.text_2), QColor(look.text), QColor(look.red)]
    label.set_tone("")
    assert label.palette().color(label.foregroundRole()) == QColor(LIGHT.text)


def test_a_label_with_a_tooltip_goes_by_the_sheet_as_the_tooltip_does(outlined: QWidget) -> None:
    early, late, elided = Label("Reed", tone="2"), Label("Reed"), Label("Reed", elide=True)
    early.setToolTip("It bends")
    _wear(outlined, early, late, elided)
    assert _is_dressed(early)
    assert _is_dressed(elided)
    assert not _is_dressed(late)
    late.setToolTip("It bends")
    late.ensurePolished()
    assert _is_dressed(late)
    assert late.palette().color(late.foregroundRole()) == QColor(LIGHT.text)


def test_bars_that_are_never_shown_are_without_the_sheet_and_their_areas_are_not(
    outlined: QWidget, qtbot: QtBot
) -> None:
    across, both, alone = QScrollArea(), QScrollArea(), QScrollBar()
    across.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content = QWidget()
    rows = QVBoxLayout(content)
    across.setWidget(content)
    across.setWidgetResizable(True)
    _wear(outlined, across, both, alone)
    bars = (across.horizontalScrollBar(), across.verticalScrollBar(), both.horizontalScrollBar())
    assert [_is_dressed(bar) for bar in (*bars, alone)] == [False, True, True, True]
    for _ in range(60):
        rows.addWidget(QPushButton("Reed"))
    qtbot.waitUntil(lambda: across.verticalScrollBar().isVisible())
    assert across.verticalScrollBar().width() == 10, "as the sheet has it"
    button = content.findChild(QPushButton)
    assert button is not None
    assert _is_dressed(button)
