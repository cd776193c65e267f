"""What a gateway wants besides, and how long and how often a profile tries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.request import Options
from gemini_desktop.ui.controls import LabeledSlider, TextArea, Toggle
from gemini_desktop.ui.settings import SettingsPane, check

WORK = Profile(name="Work", headers=(("X-Team", "search"),), query=(("a", "1"), ("b", "")))
DEMO = Profile(name="Demo", demo=True, auth="none", base_url="")


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[SettingsPane]:
    pane = SettingsPane()
    pane.show_state([DEMO, WORK], "Work", Options(), "")
    assert pane.below is not None, "as after somebody has scrolled down"
    pane.resize(264, 800)
    with qtbot.waitExposed(pane):
        pane.show()
    yield pane
    pane.close()
    pane.deleteLater()


@pytest.fixture
def edited(pane: SettingsPane) -> list[Profile]:
    seen: list[Profile] = []
    pane.profile_edited.connect(seen.append)
    return seen


def find(pane: SettingsPane, kind: type[Any], name: str) -> Any:
    found = pane.findChild(kind, name)
    assert found is not None, name
    return found


def write(area: TextArea, text: str) -> None:
    area.setPlainText(text)
    area.announce()


def test_they_show_the_profile(pane: SettingsPane, edited: list[Profile]) -> None:
    assert find(pane, TextArea, "headersEdit").toPlainText() == "X-Team: search"
    assert find(pane, TextArea, "queryEdit").toPlainText() == "a=1\nb="
    assert find(pane, LabeledSlider, "retriesSlider").value() == 4
    assert find(pane, Toggle, "followToggle").isChecked()
    assert pane.below.extras.isVisible()
    assert pane.below.reliability.isVisible()
    pane.show_state([DEMO, WORK], "Demo", Options(), "")
    assert not pane.below.extras.isVisible()
    assert not pane.below.reliability.isVisible()
    assert edited == []


def test_headers_and_query_go_out_when_they_are_right(
    pane: SettingsPane, edited: list[Profile]
) -> None:
    area = find(pane, TextArea, "headersEdit")
    write(area, "X-Team: a:b\n\nX-Pass: env:MY_PASS\n")
    assert edited[-1].headers == (("X-Team", "a:b"), ("X-Pass", "env:MY_PASS"))
    pane.show_state([DEMO, edited[-1]], "Work", Options(), "")
    assert area.toPlainText() == "X-Team: a:b\n\nX-Pass: env:MY_PASS\n"  # as it was written
    write(area, "X-Team")
    assert pane.below.extras.headers_field.error == "Line 1: write Name: value."
    write(find(pane, TextArea, "queryEdit"), "a=b=c&d")
    assert edited[-1].query == (("a", "b=c&d"),)
    assert len(edited) == 2
    write(area, "")
    assert edited[-1] == msgspec.structs.replace(WORK, headers=(), query=(("a", "b=c&d"),))
    assert pane.below.extras.headers_field.error == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "Line 1: write Name: value."),
        ("a: b\n: c", "Line 2: write Name: value."),
        ("a b: c", "a b is no header's name."),
        ("Host: x", "Host belongs to the connection and cannot be set."),
        ("X-A: é", "The value of X-A may hold ASCII letters and signs only."),
        (
            "X-Api-Key: CANARY-not-a-real-key",
            "X-Api-Key is a secret: write env:VARIABLE, so that no file keeps it.",
        ),
    ],
)
def test_what_is_wrong_with_a_header(text: str, words: str) -> None:
    pairs, error = check.headers(text)
    assert pairs is None
    assert error == words
    assert "CANARY" not in error


def test_a_secret_in_the_query_belongs_into_the_environment() -> None:
    assert check.query("key=CANARY-not-a-real-key")[0] is None
    assert check.query("key=env:KEY") == ((("key", "env:KEY"),), "")
    assert check.query("alone")[1] == "Line 1: write name=value."


@pytest.mark.parametrize(
    ("slider", "field"),
    [
        ("silenceSlider", "silence_s"),
        ("connectSlider", "connect_s"),
        ("firstEventSlider", "first_event_s"),
        ("stallSlider", "stall_s"),
        ("totalSlider", "total_s"),
    ],
)
def test_each_limit_of_time(
    pane: SettingsPane, edited: list[Profile], slider: str, field: str
) -> None:
    entry = find(pane, LabeledSlider, slider).findChild(QLineEdit)
    entry.selectAll()
    entry.insert("15")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    expected = msgspec.structs.replace(Timeouts(), **{field: 15.0})
    assert edited == [msgspec.structs.replace(WORK, timeouts=expected)]


def test_retries_and_going_on(pane: SettingsPane, edited: list[Profile]) -> None:
    entry = find(pane, LabeledSlider, "retriesSlider").findChild(QLineEdit)
    entry.selectAll()
    entry.insert("0")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert edited[-1].max_retries == 0
    entry.selectAll()
    entry.insert("21")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert find(pane, LabeledSlider, "retriesSlider").error
    assert len(edited) == 1
    find(pane, Toggle, "followToggle").click()
    assert edited[-1].follow is False
    find(pane, Toggle, "eventStreamToggle").click()
    assert edited[-1].event_stream is False


def test_only_generate_content_is_asked_for_events(pane: SettingsPane) -> None:
    other = msgspec.structs.replace(WORK, protocol="interactions")
    pane.show_state([DEMO, other], "Work", Options(), "")
    assert not find(pane, Toggle, "eventStreamToggle").isVisible()
