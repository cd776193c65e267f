"""The glance at the settings before the first picture: it never fails and never writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.store.last_look import LastLook, last_look
from gemini_desktop.store.settings import Settings, SettingsFile

DEEP = b'{"theme":' + b"[" * 100_000


def test_it_sees_what_was_saved(tmp_path: Path) -> None:
    window = {"geometry": "AdnQ", "outline": "1472,920,0,24"}
    SettingsFile(tmp_path).save(Settings(theme="dark", window=window))
    assert last_look(tmp_path) == LastLook("dark", window)


def test_without_a_file_it_is_the_usual_one(tmp_path: Path) -> None:
    assert last_look(tmp_path / "none") == LastLook("system", {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"\xff", b'{"theme": 1}', DEEP])
def test_a_damaged_file_is_no_hindrance(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(data)
    assert last_look(tmp_path) == LastLook()
    assert (tmp_path / "settings.json").read_bytes() == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)


@given(theme=JSON, window=JSON)
def test_what_has_the_wrong_type_is_passed_over(
    tmp_path_factory: pytest.TempPathFactory, theme: object, window: object
) -> None:
    home = tmp_path_factory.mktemp("home")
    settings = json.dumps({"theme": theme, "window": window})
    (home / "settings.json").write_text(settings, encoding="utf-8")
    look = last_look(home)
    assert isinstance(look.theme, str)
    assert all(isinstance(value, str) for value in look.window.values())
