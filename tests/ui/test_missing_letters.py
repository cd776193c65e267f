"""Boxes in place of letters are explained, once, with what to install."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtGui import QFontDatabase

from gemini_desktop.ui.missing_letters import MissingLetters, has_font

System = QFontDatabase.WritingSystem


def fonts_for(*systems: System) -> MissingLetters:
    def has(wanted: Iterable[System]) -> bool:
        return any(system in systems for system in wanted)

    return MissingLetters(has, "linux")


def test_letters_without_a_font_are_named_with_what_to_install() -> None:
    said = fonts_for().words("Two days in 京都")
    assert "No font on this computer has Chinese letters" in said
    assert "install fonts-noto-cjk." in said
    assert "Copies and files have them" in said


def test_it_is_said_once_for_each_script() -> None:
    letters = fonts_for()
    assert letters.words("京都")
    assert not letters.words("東山")
    assert "has Japanese letters" in letters.words("東山をあるく")
    assert not letters.words("をあるく")


def test_several_scripts_are_named_together_and_each_package_once() -> None:
    said = fonts_for().words("京都 をあるく 한국 שלום")
    assert "has Chinese and Japanese and Korean and Hebrew letters" in said
    assert said.endswith("install fonts-noto-cjk fonts-noto-core.")


@pytest.mark.parametrize("text", ["", "plain", "ümläut ß –…“”", "± ≤ ∑ 🌈", "\u0000\ufffd"])
def test_of_other_texts_nothing_is_said(text: str) -> None:
    assert fonts_for().words(text) == ""


def test_a_font_for_any_of_its_languages_is_enough() -> None:
    """A Japanese font has Chinese characters too; they look a little different, and are there."""
    assert fonts_for(System.Japanese).words("京都をあるく") == ""
    assert "Japanese" in fonts_for(System.SimplifiedChinese).words("京都をあるく")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ελλάδα", "Greek"), ("Россия", "Cyrillic"), ("Հայաստան", "Armenian"), ("שלום", "Hebrew"),
        ("سلام", "Arabic"), ("नमस्ते", "Devanagari"), ("বাংলা", "Bengali"), ("தமிழ்", "Tamil"),
        ("తెలుగు", "Telugu"), ("ไทย", "Thai"), ("საქართველო", "Georgian"), ("한국어", "Korean"),
    ],
)  # fmt: skip
def test_each_script_is_known(text: str, name: str) -> None:
    assert f"has {name} letters" in fonts_for().words(text)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_packages_are_named_where_there_are_such(platform: str) -> None:
    said = MissingLetters(lambda _: False, platform).words("京都")
    assert "No font" in said
    assert "install" not in said


@pytest.mark.usefixtures("qapp")
def test_the_fonts_of_this_computer_are_asked() -> None:
    assert has_font([System.Latin]) == bool(QFontDatabase.families(System.Latin))
    assert not has_font([])
