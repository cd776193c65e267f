"""The icon as the picture files that desktops look for.

    python icon_files.py FOLDER [ico|icns]...

Runs in an environment with PySide6. Writes hicolor's folders, or with a word more the one file
that Windows or macOS wants.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_SOURCE = Path(__file__).resolve().parents[2] / "resources" / "icons"
_NAME = "gemini-desktop"


def drawing_for(size: int) -> str:
    """The drawing for a size in pixels: the small ones have edges of their own on whole pixels."""
    if size < 22:
        return "app-16.svg"
    return "app-24.svg" if size < 32 else "app.svg"


def painted(size: int) -> QImage:
    """The icon with `size` pixels a side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(_SOURCE / drawing_for(size))).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def write_theme(folder: Path) -> None:
    """Write the folders of the icon theme hicolor into `folder`."""
    for size in SIZES:
        _save(painted(size), folder / f"{size}x{size}" / "apps" / f"{_NAME}.png")
    for kind, source, name in (
        ("scalable", "app.svg", f"{_NAME}.svg"),
        ("symbolic", "app-symbolic.svg", f"{_NAME}-symbolic.svg"),
    ):
        target = folder / kind / "apps" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_SOURCE / source, target)


def _save(image: QImage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")


def main() -> None:
    """Write what the arguments name."""
    folder, kinds = Path(sys.argv[1]), sys.argv[2:]
    application = QGuiApplication([])
    if kinds:
        for kind in kinds:
            _save(painted(256 if kind == "ico" else 512), folder / f"app.{kind}")
    else:
        write_theme(folder)
    del application


if __name__ == "__main__":
    main()
