"""What `doctor` says of fonts and of the bus, with tools that answer as told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gemini_desktop.cli import surroundings

LINUX = sys.platform.startswith("linux")


def fc_list(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A real program of this name, first on the path."""
    tool = folder / "fc-list"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("true", "none, so a window shows no text"),
        ("exit 3", "none, so a window shows no text"),
        ("echo /a.ttf", "1"),
        ('case "$1" in :) echo /a.ttf; echo /b.ttf;; :lang=ja) echo /b.ttf;; esac',
         "2, but none for Chinese, Korean; install fonts-noto-cjk"),
    ],
)  # fmt: skip
def test_fonts_that_are_missing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    if LINUX:
        fc_list(tmp_path, monkeypatch, script)
        assert surroundings.findings()["Fonts"].startswith(said)


def test_without_a_tool_it_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if LINUX:
        assert "not known" in surroundings.findings()["Fonts"]


def test_a_bus_is_found_by_address_or_place(tmp_path: Path) -> None:
    if LINUX:
        runtime = {"XDG_RUNTIME_DIR": str(tmp_path)}
        assert "keyring" in surroundings.findings({})["D-Bus"]
        assert "keyring" in surroundings.findings(runtime)["D-Bus"]
        (tmp_path / "bus").touch()
        assert surroundings.findings(runtime)["D-Bus"] == "there"
        assert surroundings.findings({"DBUS_SESSION_BUS_ADDRESS": "unix:x"})["D-Bus"] == "there"


def test_other_systems_lack_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert surroundings.findings() == {}
