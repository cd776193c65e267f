"""The whole program as a process that is to be killed: a JSON line for all that it got to know.

    python killed_window.py HOME URL ROUND STARTED_NS

It starts (`STARTED_NS` is when, on the monotonic clock), tells what it shows, then asks for round
ROUND in a new chat and tells of each read and each chunk that came to the window. It types a draft
and changes a setting on the way. With round 0 it asks nothing and ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject

from gemini_desktop import app

if TYPE_CHECKING:
    from gemini_desktop.core.chunk import Chunk

TYPING_S = 0.55
"""A draft is written 0.4 s after the first letter."""


class FirstPaint(QObject):
    """When the window was painted first, in nanoseconds of the monotonic clock."""

    at_ns = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Called by Qt."""
        if not self.at_ns and event.type() == QEvent.Type.Paint:
            self.at_ns = time.monotonic_ns()
        return False


def tell(**what: Any) -> None:
    """One line, handed to the system at once."""
    os.write(1, json.dumps({"at_ns": time.monotonic_ns(), **what}).encode() + b"\n")


async def observe(
    window: app.Application, paint: FirstPaint, url: str, number: int, started_ns: int
) -> None:
    """The life of the process, beside the program's own."""
    session = window.presenter.session
    while not paint.at_ns:
        await asyncio.sleep(0.005)
    await window.presenter.opened()
    usable_ns = time.monotonic_ns()
    await asyncio.sleep(0.1)  # the draft of what is shown is read behind it
    tell(
        what="usable",
        paint_ms=(paint.at_ns - started_ns) / 1e6,
        usable_ms=(usable_ns - started_ns) / 1e6,
        cpu_ms=time.process_time() * 1e3,
        turns=[
            [t.role, t.text, t.outcome.kind if t.outcome else "", t.capture_id]
            for t in window.presenter.turns
        ],
        conversations=[c.title for c in await session.chats.listed()],
        draft=window.chat_pane.composer.content()[0],
        setting=session.settings.last_save_folder,
        message=window.toast.text if window.toast.isVisible() else "",
    )
    if number:
        await ask(window, url, number)
    else:
        window.close()


async def ask(window: app.Application, url: str, number: int) -> None:
    """Type the prompt, wait until it is a draft on disk, send it, type the next draft."""
    from gemini_desktop.core.profile import Profile  # the program imports it late, too

    session = window.presenter.session
    profile = Profile(name="loopback", base_url=url, auth="none", secret="", max_retries=0)
    session.change(profiles=(profile,), current_profile=profile.name)
    listen(window)
    window.new_chat_requested.emit()
    await asyncio.sleep(0.05)
    composer = window.chat_pane.composer
    words = f"What grows in round {number}?"
    composer.restore(words, [])
    composer.edited.emit()
    await asyncio.sleep(TYPING_S)
    tell(what="send", words=words)
    composer.restore("", [])
    window.chat_pane.prompt_submitted.emit(words)
    await asyncio.sleep(0.05)
    session.change(last_save_folder=f"/round/{number}")
    composer.restore(f"Draft {number}", [])
    composer.edited.emit()
    tell(what="typed")


def listen(window: app.Application) -> None:
    """Tell of all that comes to the window."""
    from gemini_desktop.core.capture import BytesReceived

    received = 0

    def on_record(record: object) -> None:
        nonlocal received
        if isinstance(record, BytesReceived):
            received += len(record.data)
            tell(what="read", bytes=received)

    def on_chunk(chunk: Chunk) -> None:
        tell(what="chunk", bytes=chunk.end)

    window.bridge.record_received.connect(on_record)
    window.bridge.chunk_parsed.connect(on_chunk)
    window.bridge.exchange_ended.connect(lambda _: tell(what="ended"))


def main() -> int:
    """Start the program as its command does, and look on."""
    home, url, number, started_ns = sys.argv[1:]
    paint = FirstPaint()
    fill, restore_place = app.Application.fill, app.Application.restore_place
    watching: list[asyncio.Task[None]] = []

    def filled(window: app.Application, *args: Any, **kwargs: Any) -> None:
        fill(window, *args, **kwargs)
        work = observe(window, paint, url, int(number), int(started_ns))
        watching.append(asyncio.get_running_loop().create_task(work))

    def restored(window: app.Application, *args: Any, **kwargs: Any) -> None:
        window.installEventFilter(paint)
        restore_place(window, *args, **kwargs)

    app.Application.fill = filled  # type: ignore[method-assign, assignment]
    app.Application.restore_place = restored  # type: ignore[method-assign, assignment]
    return app.main(["--home", home])


if __name__ == "__main__":
    raise SystemExit(main())
