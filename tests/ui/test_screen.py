"""What Qt said of a screen that it did not find becomes a sentence that helps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gemini_desktop.ui import screen

NEEDED = "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin."
FOUND = 'Could not load the Qt platform plugin "xcb" in "" even though it was found.'


def test_the_screen_is_to_blame_where_it_does_not_answer() -> None:
    said = screen.sentence(["could not connect to display :9", NEEDED, FOUND])
    assert said.splitlines()[0] == (
        "gemini-desktop: no window can be opened here (could not connect to display :9)."
    )
    assert 'gemini-desktop send "Hello"' in said


def test_else_a_library_may_be() -> None:
    said = screen.sentence([NEEDED, FOUND])
    assert "libxcb-cursor0 is needed to load the Qt xcb platform plugin)." in said
    assert "even though" not in said


def test_every_reason_is_told_once() -> None:
    twice = ["Failed to create wl_display (No such file or directory)\n"] * 2
    assert screen.sentence(twice).count("wl_display") == 1


def test_without_a_reason_there_is_still_a_way_on() -> None:
    assert screen.sentence([]).startswith("gemini-desktop: no window can be opened here.\n")


def test_without_a_name_qt_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert not screen.is_named()
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in capsys.readouterr().err
    monkeypatch.setenv("DISPLAY", ":0")
    assert screen.is_named()
    assert capsys.readouterr().err == ""


def test_what_qt_says_while_a_screen_is_found_is_not_lost() -> None:
    """In the order it was said, with its category; and afterwards Qt speaks for itself again."""
    script = """
from PySide6.QtCore import QLoggingCategory, qCWarning, qWarning
from gemini_desktop.ui.screen import told_if_lacking
with told_if_lacking():
    qWarning("one")
    qCWarning(QLoggingCategory("some.kind"), "two")
qWarning("three")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.split("\n") == ["one", "some.kind: two", "three", ""]


def test_a_locale_without_utf_8_is_no_news() -> None:
    script = """
from PySide6.QtCore import QCoreApplication, qWarning
from gemini_desktop.ui.screen import told_if_lacking
with told_if_lacking():
    QCoreApplication([])
    qWarning("another")
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == "another\n"


def test_without_fonts_the_terminal_and_the_log_tell_of_it(tmp_path: Path) -> None:
    """Fontconfig is shown a folder without any; with some nothing is said."""
    if sys.platform != "linux":
        return
    settings = tmp_path / "fonts.conf"
    script = """
from PySide6.QtGui import QGuiApplication
from gemini_desktop.ui.screen import tell_of_fonts
application = QGuiApplication([])
tell_of_fonts(print)
"""

    def started(folder: Path) -> tuple[str, str]:
        settings.write_text(f"<fontconfig><dir>{folder}</dir></fontconfig>")
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "FONTCONFIG_FILE": str(settings), "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout, done.stderr

    log, terminal = started(tmp_path)
    assert "fonts-dejavu-core" in log
    assert log in terminal
    if any(Path("/usr/share/fonts").rglob("*.[ot]tf")):
        assert started(Path("/usr/share/fonts")) == ("", "")
