"""Titles as names of files that every system takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.files import file_names


@given(st.text(max_size=300))
def test_any_title_is_a_name_that_every_system_takes(title: str) -> None:
    name = file_names.stem(title)
    assert name
    assert len(name.encode()) <= 181
    assert not set(name) & set('<>:"/\\|?*\x00\x1f\x7f')
    assert name == name.strip(" .")
    assert name[0] not in ".-~"
    assert name.partition(".")[0].lower() not in ("con", "nul", "aux", "prn", "com1", "lpt9")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Why do rivers bend?", "Why do rivers bend"),
        ("a/b\\c: d", "a b c d"),
        ("../../etc/passwd", "etc passwd"),
        ("NUL", "NUL_"),
        ("com1.txt", "com1.txt_"),
        ("-rf", "rf"),
        (".hidden", "hidden"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("invoice\u202etxt.exe", "invoicetxt.exe"),
        ("a\nb\tc", "a b c"),
        ("\ud800", "chat"),
        ("...", "chat"),
        ("", "chat"),
        ("Ä" * 300, "Ä" * 80),
        ("日" * 300, "日" * 60),
    ],
)
def test_names(title: str, name: str) -> None:
    assert file_names.stem(title) == name


def test_names_that_some_systems_take_for_the_same_are_told_apart() -> None:
    taken = {file_names.folded(name) for name in ("Rivers", "Rivers (2)", "E\u0301")}
    assert file_names.unique("rivers", taken) == "rivers (3)"
    assert file_names.unique("\u00e9", taken) == "\u00e9 (2)"
    assert file_names.unique("Lakes", taken) == "Lakes"
