"""The icon as files: a drawing of its own where pixels are few."""

from __future__ import annotations

from pathlib import Path

import pytest
from builder import icon_files
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication


def test_every_size_of_the_theme_is_written(tmp_path: Path, qapp: QApplication) -> None:
    icon_files.write_theme(tmp_path)
    for size in icon_files.SIZES:
        image = QImage(str(tmp_path / f"{size}x{size}" / "apps" / "gemini-desktop.png"))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(size // 2, size // 4).name() == "#ffffff"
        assert image.pixelColor(0, size - 1).alpha() == 0
    assert (tmp_path / "scalable" / "apps" / "gemini-desktop.svg").is_file()
    symbolic = (tmp_path / "symbolic" / "apps" / "gemini-desktop-symbolic.svg").read_text("utf-8")
    assert symbolic.count("fill=") == 1, "one colour, which the desktop replaces"


@pytest.mark.parametrize(
    ("size", "drawing"),
    [(16, "app-16.svg"), (22, "app-24.svg"), (24, "app-24.svg"), (32, "app.svg"), (512, "app.svg")],
)
def test_few_pixels_have_a_drawing_of_their_own(size: int, drawing: str) -> None:
    assert icon_files.drawing_for(size) == drawing
