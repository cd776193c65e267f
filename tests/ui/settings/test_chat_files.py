"""The settings' group that keeps each chat as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.session.saving.kept_files import KEPT_FORMS
from gemini_desktop.ui.settings.chat_files import ChatFiles


@pytest.fixture
def group(qtbot: QtBot) -> ChatFiles:
    found = ChatFiles()
    qtbot.addWidget(found)
    found.show()
    return found


def test_off_it_shows_its_switch_alone(group: ChatFiles) -> None:
    assert not group.switch.isChecked()
    assert not group.folder.isVisible()
    assert not group.form.isVisible()
    assert not group.trouble.isVisible()


def test_on_it_says_where_and_as_what(group: ChatFiles, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(group.toggled):
        group.show_state(Path("/somewhere/chats"), "html", "")
    assert group.switch.isChecked()
    assert group.folder.text() == str(Path("/somewhere/chats"))
    assert group.form.currentData() == "html"
    assert "when a turn ends" in group.form.accessibleDescription()
    group.show_state(Path("/somewhere/chats"), "markdown", "")
    assert "Grows as the answer comes" in group.form.accessibleDescription()
    assert [group.form.itemData(row) for row in range(group.form.count())] == list(KEPT_FORMS)


def test_trouble_stands_in_place_until_it_is_over(group: ChatFiles) -> None:
    group.show_state(Path("/gone"), "markdown", "Could not keep the chat as a file.")
    assert group.trouble.isVisible()
    group.show_state(Path("/gone"), "markdown", "")
    assert not group.trouble.isVisible()


def test_it_asks_for_changes(group: ChatFiles, qtbot: QtBot) -> None:
    with qtbot.waitSignal(group.toggled) as switched:
        group.switch.click()
    assert switched.args == [True]
    group.show_state(Path("/x"), "markdown", "")
    with qtbot.waitSignal(group.folder_requested):
        group.change.click()
    with qtbot.waitSignal(group.form_selected) as chosen:
        group.form.setCurrentIndex(3)
        group.form.activated.emit(3)
    assert chosen.args == ["json"]
    assert group.change.toolTip()
    assert group.switch.toolTip()
