"""Titles as names of files that every system takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.files import file_names
from tests.support import costs_less_than


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
    names = file_names.Names("Rivers", "Rivers (2)", "E\u0301")
    assert names.unique("rivers") == "rivers (3)"
    assert names.unique("rivers") == "rivers (4)"
    assert names.unique("Rivers") == "Rivers (5)"
    assert names.unique("\u00e9") == "\u00e9 (2)"
    assert names.unique("Lakes") == "Lakes"


def test_thousands_of_files_may_want_one_name() -> None:
    names = file_names.Names()
    with costs_less_than(10):
        found = {names.unique("New chat") for _ in range(20_000)}
    assert len(found) == 20_000
    assert "New chat (20000)" in found
