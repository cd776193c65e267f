"""More contrast where the desktop asks for it, and the same look where it does not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gemini_desktop.ui import theme
from gemini_desktop.ui.contrast import Contrast, strengthened
from gemini_desktop.ui.tokens import DARK, LIGHT, Theme
from tests.ui.test_theme import contrast

THEMES = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
_GROUNDS = ("surface", "field", "ground", "hover", "bubble", "raised", "code_bg")


@THEMES
@pytest.mark.parametrize("ground", _GROUNDS)
def test_all_text_stands_out(look: Theme, ground: str) -> None:
    """At least 7 : 1, which WCAG asks for at its highest level."""
    strong = strengthened(look)
    for ink in ("text", "text_2", "text_3"):
        assert contrast(strong.colour(ink), strong.colour(ground)) >= 7


@THEMES
def test_lines_are_seen(look: Theme) -> None:
    """At least 3 : 1, as for all that is not text."""
    strong = strengthened(look)
    for line in ("border", "border_strong"):
        assert contrast(strong.colour(line), strong.surface) >= 3
    assert strong.is_dark == look.is_dark


def test_nobody_asks_here(qapp: QApplication) -> None:
    parent = QObject()
    asked = Contrast(qapp.styleHints(), parent)
    assert not asked.wanted
    assert theme.manager().current in (LIGHT, DARK)
