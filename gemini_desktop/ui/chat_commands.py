"""The window's actions that act on the chat, tied to it."""

from __future__ import annotations

from collections.abc import Callable

from gemini_desktop.ui.actions import Actions
from gemini_desktop.ui.chat.hands.turn_actions import (
    Continue,
    Delete,
    Edit,
    Inspect,
    Retry,
    Switch,
    TurnAction,
)
from gemini_desktop.ui.chat.pane import ChatPane


def connect(commands: Actions, chat: ChatPane) -> None:
    """Let the menus and shortcuts reach the chat."""
    for command, action in (
        (commands.edit_prompt, Edit()),
        (commands.ask_again, Retry()),
        (commands.go_on, Continue()),
        (commands.previous_variant, Switch(-1)),
        (commands.next_variant, Switch(1)),
        (commands.inspect_turn, Inspect()),
        (commands.delete_turn, Delete()),
    ):
        command.triggered.connect(_asking(chat, action))
    commands.find.triggered.connect(chat.open_find)
    commands.find_next.triggered.connect(chat.find_next)
    commands.find_previous.triggered.connect(chat.find_previous)
    commands.caret.toggled.connect(chat.show_caret)
    deeds = chat.view.hands.deeds
    commands.copy_markdown.triggered.connect(deeds.copy_markdown)
    commands.copy_plain.triggered.connect(deeds.copy_plain)
    commands.copy_chat.triggered.connect(deeds.copy_chat)
    commands.copy_chat_plain.triggered.connect(deeds.copy_chat_plain)
    commands.raw_answer.triggered.connect(deeds.toggle_source)
    commands.raw.toggled.connect(deeds.show_sources)
    for command in (
        commands.find,
        commands.find_next,
        commands.find_previous,
        commands.copy_markdown,
        commands.copy_plain,
        commands.copy_chat,
        commands.copy_chat_plain,
        commands.raw_answer,
    ):
        command.setEnabled(chat.is_filled)
        chat.filled.connect(command.setEnabled)


def _asking(chat: ChatPane, action: TurnAction) -> Callable[[], None]:
    def ask() -> None:
        chat.ask(action)

    return ask
