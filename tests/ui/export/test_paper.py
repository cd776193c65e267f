"""A conversation on paper: pages with numbers, text that is text, pictures that were in it."""

from __future__ import annotations

import base64
import re
import unicodedata
import zlib
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Media, Text
from gemini_desktop.core.export import document
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.transcript import Step, Transcript, Turn, prompt
from gemini_desktop.ui import theme
from gemini_desktop.ui.export import paper, printing
from tests.core.export.some_turns import ALL, conversation


@pytest.fixture(autouse=True)
def _dressed(qtbot: QtBot) -> None:
    theme.manager()


def characters(pdf: bytes) -> set[str]:
    """All characters that can be copied out of it: those that its fonts map glyphs to."""
    found: set[str] = set()
    for block in re.findall(rb"beginbf(?:range|char)(.*?)endbf", pdf, re.DOTALL):
        found.update(chr(int(word, 16)) for word in re.findall(rb"<([0-9A-Fa-f]{4})>", block))
    # Of the characters that share a glyph Qt names one: of 日 and the radical ⽇ the latter.
    return {unicodedata.normalize("NFKC", character) for character in found}


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def pictures(pdf: bytes) -> int:
    return pdf.count(b"/Subtype /Image")


def said(*texts: str) -> Document:
    turns = [
        prompt(text)
        if number % 2 == 0
        else Turn(role="model", steps=[Step(index=0, kind="", contents=[Text(text=text)])])
        for number, text in enumerate(texts)
    ]
    return document.of(Transcript(turns=turns), "Rivers & <lakes>")


def test_a_pdf_has_its_title_and_text_that_can_be_copied() -> None:
    pdf = paper.pdf(said("Why? 日本語", "Because // 2026-11-21 (x)"), Wanted())
    assert pdf.startswith(b"%PDF-1.")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert "Rivers & <lakes>".encode("utf-16-be") in pdf
    assert pages(pdf) == 1
    assert set("Why?日本語Because/2026-11(x)") <= characters(pdf)


def test_long_talks_have_many_pages() -> None:
    pdf = paper.pdf(said("Go", "\n\n".join(f"Paragraph {n}." for n in range(200))), Wanted())
    assert 3 < pages(pdf) < 12


def test_pictures_of_the_talk_are_in_it_and_nothing_else_is_asked_for() -> None:
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366cc"))
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload] # a device is as good as a name
    media = Media(
        kind="image", mime_type="image/png", data=base64.b64encode(bytes(kept.data())).decode()
    )
    made = said("Look", "![x](file:///etc/passwd) <img src='file:///etc/passwd'> ![y](data:,z)")
    without = pictures(paper.pdf(made, Wanted()))  # some fonts have signs that are pictures
    made.turns[1].steps[0].contents.append(media)
    assert pictures(paper.pdf(made, Wanted())) == without + 1
    broken = msgspec.structs.replace(media, data=media.data[:60])
    made.turns[1].steps[0].contents[-1] = broken
    assert pictures(paper.pdf(made, Wanted())) == without


def test_a_picture_that_claims_to_be_huge_is_not_read() -> None:
    head = (
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (90_000).to_bytes(4, "big") * 2 + b"\x08\2\0\0\0"
    )
    head += zlib.crc32(head[12:]).to_bytes(4, "big")
    made = said("Look", "Here")
    made.turns[1].steps[0].contents.append(
        Media(kind="image", mime_type="image/png", data=base64.b64encode(head).decode())
    )
    assert pages(paper.pdf(made, Wanted())) == 1


def test_everything_and_less() -> None:
    everything = paper.pdf(conversation(), ALL)
    less = paper.pdf(conversation(), Wanted(thoughts=False, tools=False))
    assert len(everything) > len(less) > 1000


@pytest.mark.parametrize("text", ["\0\ud800\x1b", "<b>", "| a" * 60, "> " * 50 + "x", ""])
def test_hostile_text_is_printed_as_text(text: str) -> None:
    assert pages(paper.pdf(said(text, text), ALL)) >= 1


def test_how_many_pages_were_sent_is_said() -> None:
    assert printing.sent(1, "Office") == "A page was sent to Office."
    assert printing.sent(12, "Office") == "12 pages were sent to Office."


def test_a_printer_gets_the_same_pages(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "a.pdf"))
    paper.set_margins(printer)
    made = said("Go", "\n\n".join(f"Paragraph {n}." for n in range(100)))
    count = paper.print_on(printer, made, Wanted())
    assert count == pages((tmp_path / "a.pdf").read_bytes()) > 1
