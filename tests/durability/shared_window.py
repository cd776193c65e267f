"""A window as a process that shares its home with another one, and works as hard as it can.

    python shared_window.py NAME

Reads a line of JSON a round from stdin ({"home": …, "round": …}), opens a window over that home,
asks, renames, deletes, saves settings and drafts beside the other, and prints what must be there
afterwards. A second line ({"others": […]}) names the chats that its list must show by then.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desktop import app
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.event_loop import create_event_loop
from tests.support import PATIENCE_S, patiently

NEW_CHATS = 3
SHARED = "old-1"


async def main(name: str) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        told: list[str] = []
        window = app.build(Path(order["home"]), ["--demo-pace", "0"])
        window.show_message = partial(hear, told)  # type: ignore[method-assign]
        window.show()
        await window.presenter.opened()
        report = await work(window, name, order["round"])
        print(json.dumps(report), flush=True)
        others = json.loads(await loop.run_in_executor(None, sys.stdin.readline))["others"]
        learned = await shows(window, others)
        window.close()
        await window.presenter.closed.wait()
        print(json.dumps({"learned": learned, "told": told}), flush=True)
        window.deleteLater()


def hear(told: list[str], text: str, *_: object) -> None:
    """What the window would have shown."""
    told.append(text)


async def work(window: app.Application, name: str, number: int) -> dict[str, Any]:
    """What a busy user does; what must be kept of it."""
    chats: dict[str, list[str]] = {}
    gone: list[str] = []
    session = window.session
    demo = next(profile.name for profile in session.profiles if profile.demo)
    session.change(current_profile=demo)
    for step in range(NEW_CHATS):
        window.new_chat_requested.emit()
        turn = await answer(window, f"{name} {number} asks {step}")
        mine = session.settings.last_conversation
        chats[mine] = [f"{name} {number} asks {step}", turn.capture_id]
        window.conversation_renamed.emit(mine, f"{name} {number} named {step}")
        temperature = (number * NEW_CHATS + step) % 20 / 10
        field = {"temperature": temperature} if name == "A" else {"top_p": temperature / 2}
        options = msgspec.structs.replace(session.settings.options, **field)
        session.change(options=options)
    session.change(
        profiles=(*session.settings.profiles, Profile(name=f"{name} {number}")),
        **({"theme": "dark"} if name == "A" else {"count_tokens": "never"}),
    )
    deleted, undone, *_ = chats
    await session.chats.delete([deleted, undone])
    await session.chats.restore([undone])
    del chats[deleted]
    gone.append(deleted)
    window.conversation_selected.emit(SHARED)
    while not any(turn.id.startswith(SHARED) for turn in window.presenter.turns):
        await asyncio.sleep(0.005)
    turn = await answer(window, f"{name} {number} asks in the shared chat")
    shared = [f"{name} {number} asks in the shared chat", turn.capture_id]
    prompt = window.findChild(QWidget, "promptEdit")
    assert prompt is not None
    QTest.keyClicks(prompt, f"draft of {name}")
    return {
        "chats": chats,
        "shared": shared,
        "gone": gone,
        "option": next(iter(field.items())),
        "profile": f"{name} {number}",
    }


async def answer(window: app.Application, words: str) -> Turn:
    ended: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()

    def finished(turn: Turn) -> None:
        if not ended.done():
            ended.set_result(turn)

    window.bridge.exchange_ended.connect(finished)
    window.chat_pane.prompt_submitted.emit(words)
    turn = await patiently(ended)
    window.bridge.exchange_ended.disconnect(finished)
    await asyncio.sleep(0.02)  # its row is written beside
    return turn


async def shows(window: app.Application, others: list[str]) -> bool:
    """Whether the list comes to show these chats, with the names that the other gave them."""
    for _ in range(int(PATIENCE_S / 0.05)):
        named = {entry.id for entry in window.drawer.entries if " named " in entry.title}
        if set(others) <= named:
            return True
        await asyncio.sleep(0.05)
    return False


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=lambda: create_event_loop(QApplication([]))) as runner:
        runner.run(main(sys.argv[1]))
