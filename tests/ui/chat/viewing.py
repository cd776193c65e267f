"""A real chat view to look at, and turns to show in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Text, ThoughtText
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.view import ChatView


@contextmanager
def chat_view(qtbot: QtBot, width: int = 600, height: int = 400) -> Iterator[ChatView]:
    """A view that is shown, with the focus."""
    view = ChatView()
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    view.setFocus()
    qtbot.waitExposed(view)
    yield view
    view.show_turns([])


def says(text: str, thought: str = "", model: str = "") -> Turn:
    """An answer of these words, after this thought."""
    contents: list[Text | ThoughtText] = [ThoughtText(text=thought)] if thought else []
    contents.append(Text(text=text))
    steps = [Step(index=0, kind="model_output", contents=[*contents])]
    return Turn(role="model", model=model, steps=steps)
