"""Our drawings are painted as QtSvg paints them, which the window does without."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from gemini_desktop import resources
from gemini_desktop.ui import icons
from gemini_desktop.ui.line_drawing import LineDrawing
from gemini_desktop.ui.line_path import path_of

NAMES = sorted(path.stem for path in resources.path("icons").glob("*.svg"))
COLOUR = "#b45309"
PLACES = [(13, 0.0), (16, 0.0), (16, 0.5), (18, 0.25), (24, 0.0), (40, 0.3)]
"""Sides in pixels, and how far off a whole pixel."""
ROUNDED = 2
"""What a channel may differ by: corners and gradients are reckoned in another order."""


def svg(inner: str, **attributes: str) -> str:
    written = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" {written}>{inner}</svg>'


def canvas(size: int) -> QImage:
    image = QImage(size + 2, size + 2, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#ffffff"))
    return image


def ours(source: str, size: int, off: float) -> QImage:
    image = canvas(size)
    painter = QPainter(image)
    LineDrawing(source).render(painter, QRectF(1 + off, 1 + off, size, size), COLOUR)
    painter.end()
    return image


def theirs(source: str, size: int, off: float) -> QImage:
    image = canvas(size)
    painter = QPainter(image)
    data = QByteArray(source.replace("currentColor", COLOUR).encode())
    QSvgRenderer(data).render(painter, QRectF(1 + off, 1 + off, size, size))
    painter.end()
    return image


def farthest(one: QImage, other: QImage) -> int:
    """The largest difference of a channel."""
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return max(abs(a - b) for a, b in pairs)


@pytest.mark.parametrize("name", NAMES)
def test_each_icon_is_painted_as_by_qtsvg(qtbot: QtBot, name: str) -> None:
    del qtbot
    source = resources.path("icons", f"{name}.svg").read_text("utf-8")
    for size, off in PLACES:
        image = ours(source, size, off)
        assert image != canvas(size), "something is drawn"
        assert farthest(image, theirs(source, size, off)) <= ROUNDED, (size, off)


@pytest.mark.parametrize(
    "inner",
    [
        '<path d="M2 2 L20 4 l-3 9 H5 v4 z m4 4 h4 v4z"/>',
        '<path d="M4,12C4,4,20,4,20,12c0 4-2 4-4 6"/>',
        '<path d="M3 12A9 6 30 10 21 12"/>',
        '<path d="M3 12a9 6 -40 00 18 0"/>',
        '<path d="M3 12a1 1 0 0 1 18 0"/>',
        '<path d="m1 1 4 4 4-4.5.5 3e0"/>',
        '<path fill-rule="evenodd" fill="#102030" d="M2 2H22V22H2z M8 8H16V16H8z"/>',
        '<path fill="#102030" d="M2 2H22V22H2z M8 8H16V16H8z"/>',
        '<g stroke="#00ff00"><line x1="2" y1="3" x2="20" y2="21"/></g>',
        '<circle cx="12" cy="11.5" r="7" fill="currentColor" stroke="none"/>',
        '<rect x="2" y="3" width="18" height="12" rx="3" ry="5"/>',
        '<rect width="9" height="9" fill="currentColor"/>',
    ],
)
def test_what_a_drawing_may_hold_is_painted_as_by_qtsvg(qtbot: QtBot, inner: str) -> None:
    del qtbot
    look = {"fill": "none", "stroke": "currentColor", "stroke-width": "1.75"}
    for more in ({}, {"stroke-linecap": "round", "stroke-linejoin": "round"}):
        source = svg(inner, **look, **more)
        for size, off in PLACES:
            assert farthest(ours(source, size, off), theirs(source, size, off)) <= ROUNDED


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<text>Reed</text>", "has a <text>"),
        ('<path d="M2 2 Q4 4 8 8"/>', "a command 'Q'"),
        ('<path d="M2 2 4"/>', "breaks off in 'L', before ''"),
        ('<path d="M2 2 L3 ?"/>', "breaks off in 'L', before '?'"),
        ('<path d="M2 2 A1 1 0 2 0 3 3"/>', "breaks off in 'A', before '2 0 3 3'"),
        ('<path d="2 2"/>', "a command ''"),
    ],
)
def test_what_is_not_known_is_an_error_when_the_file_is_read(inner: str, told: str) -> None:
    with pytest.raises(ValueError, match="The drawing") as caught:
        LineDrawing(svg(inner))
    assert told in str(caught.value)


@given(
    st.tuples(*[st.floats(-50, 50).map(lambda x: round(x, 3))] * 2),
    st.floats(0.01, 50),
    st.floats(0.01, 50),
    st.floats(-360, 360),
    st.sampled_from(["0 0", "0 1", "1 0", "1 1"]),
)
def test_an_arc_ends_where_it_shall_and_is_on_its_ellipse(
    end: tuple[float, float], rx: float, ry: float, turned: float, flags: str
) -> None:
    path = path_of(f"M0 0A{rx:.4f} {ry:.4f} {turned:.3f} {flags} {end[0]} {end[1]}")
    last = path.currentPosition()
    assert math.hypot(last.x() - end[0], last.y() - end[1]) < 1e-6 * (1 + max(rx, ry))
    reach = 2 * max(rx, ry, math.hypot(*end))
    assert path.controlPointRect().width() <= 4 * reach * max(rx / ry, ry / rx)


def test_an_arc_without_a_radius_is_a_line_and_one_to_its_beginning_is_nothing() -> None:
    assert path_of("M3 12a0 4 0 0 1 18 0") == path_of("M3 12h18")
    assert path_of("M3 12a4 4 0 0 1 0 0L9 20") == path_of("M3 12L9 20")


def test_a_drawing_leaves_the_painter_as_it_was(qtbot: QtBot) -> None:
    del qtbot
    image = canvas(24)
    painter = QPainter(image)
    before = painter.transform(), painter.pen(), painter.brush(), painter.renderHints()
    icons.paint(painter, "search", COLOUR, QRectF(0, 0, 24, 24))
    assert (painter.transform(), painter.pen(), painter.brush(), painter.renderHints()) == before
    painter.end()


def test_one_file_is_read_once_for_all_colours() -> None:
    assert icons.drawing("search") is icons.drawing("search")
