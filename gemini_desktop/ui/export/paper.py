"""A conversation on paper: as a PDF, or on a printer. Text stays text, pages have numbers."""

from __future__ import annotations

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QRectF,
    QSizeF,
    Qt,
    QThread,
    QUrl,
)
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QImageReader,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from gemini_desktop.core.export import html, paper
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.ui import theme

_MARGIN_MM = 18
_POINTS = 10.0
_DPI = 300
_ROUNDED = 3
"""Device pixels: what begins on the next page may reach so far over its edge."""
_SMALL = 0.8
_MOST_PIXELS = 40_000_000
"""A picture that says it is larger is not read: a few bytes may claim a page of gigabytes."""
_SHAPED = ("calt", "liga", "clig", "case")
_PICTURE_WIDTH = 2000
"""Pixels; more than a page shows only makes the file larger."""


def pdf(conversation: Document, wanted: Wanted) -> bytes:
    """The conversation as a PDF of A4 pages. For a thread that is not the window's: it waits."""
    work = _Work(conversation, wanted)
    work.start()
    work.wait()
    if work.error is not None:
        raise work.error
    return work.made


class _Work(QThread):
    """A long rich text is laid out by timers, which a thread of Python's own does not have."""

    def __init__(self, conversation: Document, wanted: Wanted) -> None:
        super().__init__()
        self._wanted = conversation, wanted
        self.made = b""
        self.error: Exception | None = None

    def run(self) -> None:
        """Called by Qt in the new thread."""
        try:
            self.made = _pdf(*self._wanted)
        except Exception as error:  # handed to the thread that waits for it
            self.error = error


def _pdf(conversation: Document, wanted: Wanted) -> bytes:
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setTitle(html.title_of(conversation))
    writer.setCreator("Gemini Desktop")
    set_margins(writer)
    print_on(writer, conversation, wanted)
    buffer.close()
    return bytes(kept.data())


def set_margins(device: QPagedPaintDevice) -> None:
    """Leave room for the hand and for the page's number."""
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)


def print_on(device: QPagedPaintDevice, conversation: Document, wanted: Wanted) -> int:
    """Put the conversation on pages of this device; how many there are, 0 where the device cannot
    be painted on."""
    painter = QPainter()
    if not painter.begin(device):
        return 0
    area = QRectF(0, 0, device.width(), device.height())
    document = _Paper(conversation, wanted)
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(_font(_POINTS))
    line = device.logicalDpiY() * _POINTS / 72
    area.setHeight(area.height() - 2 * line)  # for the foot
    document.setPageSize(QSizeF(area.size()))
    pages = document.pageCount()
    for number in range(pages):
        if number:
            device.newPage()
        _page(painter, document, area, number)
        _foot(painter, area, line, html.title_of(conversation), f"{number + 1} / {pages}")
    painter.end()
    return pages


class _Paper(QTextDocument):
    """The rich text with its pictures. It never reads a file or an address."""

    def __init__(self, conversation: Document, wanted: Wanted) -> None:
        super().__init__()
        self._pictures: dict[str, QImage] = {}
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultStyleSheet(
            "h1 { font-size: 17pt; margin-bottom: 2px; }"
            f" code, pre {{ font-family: '{theme.mono_font(12).family()}'; font-size: 8.5pt; }}"
            " code { background-color: #eef1f5; } pre { white-space: pre-wrap; }"
            " a { color: #2563eb; text-decoration: underline; } li { margin-bottom: 2px; }"
            " table { border-color: #e3e7ed; border-style: solid; }"
        )
        text = paper.write(conversation, wanted, self._take)
        for address, image in self._pictures.items():
            kind = QTextDocument.ResourceType.ImageResource.value
            self.addResource(kind, QUrl(address), image)
        self.setHtml(text)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Called by Qt for what was not given to it: there is nothing more."""
        del kind, name
        return QByteArray()

    def _take(self, data: bytes, kind: str, suffix: str) -> str:
        """Keep a picture; the address that names it, empty for what cannot be printed."""
        del suffix
        image = _image(data) if kind == "image" else QImage()
        if image.isNull():
            return ""
        address = f"picture:{len(self._pictures) + 1}"
        self._pictures[address] = image
        return address


def _image(data: bytes) -> QImage:
    """The picture, no larger than paper needs; a null one where it is none."""
    kept = QByteArray(data)  # the buffer reads it where it is
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    image = reader.read()
    if image.width() > _PICTURE_WIDTH:
        image = image.scaledToWidth(_PICTURE_WIDTH, Qt.TransformationMode.SmoothTransformation)
    # A picture's own pixels are those of a screen of 96 a inch; it may fill the page's width.
    widest = 640
    image.setDevicePixelRatio(max(1.0, image.width() / widest))
    return image


def _page(painter: QPainter, document: QTextDocument, area: QRectF, number: int) -> None:
    painter.save()
    shown = QRectF(0, number * area.height(), area.width(), area.height())
    painter.translate(0, -shown.top())
    painter.setClipRect(shown.adjusted(0, 0, 0, -_ROUNDED))
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor("#1a1e24"))
    context.palette = palette
    context.clip = shown
    document.documentLayout().draw(painter, context)
    painter.restore()


def _foot(painter: QPainter, area: QRectF, line: float, title: str, number: str) -> None:
    painter.save()
    painter.setFont(_font(_POINTS * _SMALL))
    painter.setPen(QColor("#656d7a"))
    foot = QRectF(0, area.height() + line / 2, area.width(), 1.5 * line)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(foot, int(right), number)
    room = int(area.width() * 0.8)
    elided = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(foot, int(left), elided)
    painter.restore()


def _font(points: float) -> QFont:
    """The window's font in a size for paper: zoom and screen play no part. Without the forms that
    glyphs take beside others: they have no character of their own, so a copied `//` or `2026-11`
    would lose theirs."""
    font = QFont(theme.ui_font(13))
    font.setPointSizeF(points)
    for feature in _SHAPED:
        font.setFeature(QFont.Tag(feature), 0)
    return font
