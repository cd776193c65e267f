"""The line at the foot: how it goes, and the figures, in the user's own number format."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.controls import Badge
from gemini_desktop.ui.library.words import relative_time
from gemini_desktop.ui.status_line import Figures, StatusLine
from tests.support import writing_numbers_as

SECOND_NS = 1_000_000_000
NOW = 1_790_000_000 * SECOND_NS


@pytest.fixture
def line(qtbot: QtBot, qapp: QApplication) -> Iterator[StatusLine]:
    with writing_numbers_as("en_US"):
        line = StatusLine()
        yield line
        line.deleteLater()


def test_it_begins_ready(line: StatusLine) -> None:
    assert line.text == "Ready"
    assert line.objectName() == "statusLine"


def test_unchecked_certificates_are_said_until_they_are_checked(
    line: StatusLine, qtbot: QtBot
) -> None:
    """Whatever else the line says, and also to who cannot see it."""
    badge = line.findChild(Badge, "insecureBadge")
    assert badge is not None
    assert badge.isHidden()
    line.show_insecure(insecure=True)
    line.show_state("Complete", "good")
    line.resize(420, line.sizeHint().height())
    with qtbot.waitExposed(line):
        line.show()
    assert badge.isVisible()
    assert badge.width() >= badge.sizeHint().width()
    assert line.accessibleName() == "Complete · Certificates not checked"
    assert badge.toolTip()
    line.show_insecure(insecure=False)
    assert badge.isHidden()
    assert line.text == "Complete"
    line.close()


def test_all_figures(line: StatusLine) -> None:
    line.show_state("Streaming", "busy")
    line.show_figures(
        Figures(
            model="gemini-3.8-flash",
            first_token_s=1.9,
            tokens_per_s=87,
            input_tokens=120,
            thought_tokens=1324,
            output_tokens=412,
        )
    )
    assert line.text == (
        "Streaming · gemini-3.8-flash · first token 1.90 s · 87 tokens/s · "
        "120 in + 1,324 thought + 412 out"
    )
    assert line.accessibleName() == line.text


def test_german_numbers(line: StatusLine) -> None:
    with writing_numbers_as("de_DE"):
        line.show_figures(Figures(first_token_s=1.5, output_tokens=12345))
    assert line.text == "Ready · first token 1,50 s · 12.345 out"


def test_what_is_not_known_is_not_said(line: StatusLine) -> None:
    line.show_figures(Figures(model="m"))
    assert line.text == "Ready · m"
    line.show_figures(Figures())
    assert line.text == "Ready"


@pytest.mark.parametrize("kind", ["idle", "busy", "good", "warning", "error", "sofa"])
def test_every_kind_paints(line: StatusLine, kind: str) -> None:
    line.show_state("State", kind)
    line.resize(300, 26)
    assert not line.grab().isNull()


def test_the_figures_give_way_to_the_state(line: StatusLine) -> None:
    line.show_state("The connection broke after 12 s", "error")
    line.show_figures(Figures(model="a-model-with-a-long-name", output_tokens=12345))
    line.resize(280, 26)
    line.grab()
    state, figures = line._state, line._figures
    assert state.width() >= state.sizeHint().width()
    assert figures.width() < figures.sizeHint().width()
    assert figures.toolTip() == figures.text()


@pytest.mark.parametrize(
    ("ago_s", "words"),
    [(0, "now"), (59, "now"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (86400, "1 d")],
)
def test_how_long_ago(ago_s: int, words: str) -> None:
    assert relative_time(NOW - ago_s * SECOND_NS, NOW) == words


def test_long_ago_is_a_date_and_unknown_is_nothing() -> None:
    assert any(c.isdigit() for c in relative_time(NOW - 30 * 86400 * SECOND_NS, NOW))
    assert relative_time(0, NOW) == ""
    assert relative_time(NOW + 5 * SECOND_NS, NOW) == "now"
