"""What is read back after a restart is never trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QRect

from gemini_desktop.ui import window_state

SCREEN = QRect(0, 0, 1920, 1080)
SECOND = QRect(1920, 0, 1280, 1024)


@given(st.binary())
def test_bytes_come_back(data: bytes) -> None:
    text = window_state.encoded(QByteArray(data))
    assert text.isascii()
    assert window_state.decoded(text).data() == data


@given(st.text())
def test_damage_is_empty_or_bytes_but_never_an_error(text: str) -> None:
    assert isinstance(window_state.decoded(text).data(), bytes)
    assert all(number >= 0 for number in window_state.numbers(text))


def test_numbers() -> None:
    assert window_state.numbers("653,500,264") == [653, 500, 264]
    assert window_state.numbers("") == []
    assert window_state.numbers("1,-2") == []
    assert window_state.numbers("1,²") == []


@pytest.mark.parametrize(
    "frame",
    [
        QRect(100, 100, 800, 600),
        QRect(2000, 50, 800, 600),
        QRect(1800, 100, 800, 600),
        QRect(-700, 0, 800, 600),
    ],
)
def test_a_window_that_can_be_reached_stays(frame: QRect) -> None:
    assert window_state.guarded(frame, [SCREEN, SECOND]) == frame


@pytest.mark.parametrize(
    "frame",
    [
        QRect(5000, 100, 800, 600),
        QRect(2000, 50, 800, 600),
        QRect(-790, 0, 800, 600),
        QRect(100, -300, 800, 600),
        QRect(100, 1050, 800, 600),
        QRect(9000, 9000, 4000, 3000),
    ],
)
def test_a_window_off_the_screen_comes_back(frame: QRect) -> None:
    moved = window_state.guarded(frame, [SCREEN])
    assert SCREEN.contains(moved)
    assert moved.width() == min(frame.width(), SCREEN.width())


def test_without_a_screen_nothing_moves() -> None:
    frame = QRect(5, 5, 10, 10)
    assert window_state.guarded(frame, []) == frame
