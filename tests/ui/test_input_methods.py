"""Fcitx without a plugin of its own is reached through IBus's protocol; nothing else is touched."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo

from gemini_desktop.ui import input_methods


@pytest.fixture(autouse=True)
def _on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "fcitx;ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx5;ibus"),
        ({"QT_IM_MODULES": "wayland;fcitx"}, "wayland;fcitx;ibus"),
        ({"QT_IM_MODULES": "fcitx;ibus"}, "fcitx;ibus"),
        ({"QT_IM_MODULE": "ibus", "QT_IM_MODULES": "fcitx"}, "fcitx;ibus"),
        ({"QT_IM_MODULE": "fcitx", "WAYLAND_DISPLAY": "wayland-0"}, "fcitx;wayland;ibus"),
    ],
)
def test_fcitx_is_followed_by_what_speaks_for_it(
    tmp_path: Path, before: dict[str, str], after: str
) -> None:
    environ = dict(before)
    input_methods.prepare(environ, [str(tmp_path)])
    assert environ == {**before, "QT_IM_MODULES": after}


@pytest.mark.parametrize("before", [{}, {"QT_IM_MODULE": "ibus"}, {"QT_IM_MODULES": "wayland"}])
def test_others_are_left_alone(tmp_path: Path, before: dict[str, str]) -> None:
    environ = dict(before)
    input_methods.prepare(environ, [str(tmp_path)])
    assert environ == before


def test_a_plugin_that_is_there_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libfcitx5platforminputcontextplugin.so").touch()
    environ = {"QT_IM_MODULE": "fcitx"}
    input_methods.prepare(environ, ["/nowhere", str(tmp_path)])
    assert environ == {"QT_IM_MODULE": "fcitx"}


def test_elsewhere_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    environ = {"QT_IM_MODULE": "fcitx"}
    input_methods.prepare(environ, [str(tmp_path)])
    assert environ == {"QT_IM_MODULE": "fcitx"}


def test_the_plugins_that_come_with_qt_are_those_that_we_count_on() -> None:
    """IBus is there, so that the way around ends somewhere."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforminputcontexts")
    if folder.is_dir():
        assert list(folder.glob("*ibus*"))
