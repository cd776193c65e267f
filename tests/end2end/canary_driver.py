"""The whole window as a process with debug logging, which asks once and then goes down hard.

    python canary_driver.py HOME OUT HOW

Sends a prompt with the current profile, writes the log to a file meanwhile, saves what came as
transcripts, as a capture in every form and as programs into OUT, sends the request again, enters the key of the variable CANARY_KEY in the settings, raises exceptions that quote it in a slot
and in a task, and ends: `close` as a user would, `abort` by SIGABRT, `kill` waits to be killed.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from gemini_desktop import __main__ as program
from gemini_desktop import app
from gemini_desktop.arguments import WindowArguments
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.export.code import recipe
from gemini_desktop.core.export.code.table import fitting
from gemini_desktop.core.export.forms import FORMS
from gemini_desktop.core.transcript import Transcript
from gemini_desktop.session.saving import copying
from gemini_desktop.store.opened_home import Home


async def use(window: app.Application, out: Path, how: str) -> None:
    """What a user does, without the pauses."""
    presenter, session = window.presenter, window.session
    await presenter.opened()
    window.settings_pane.secret_entered.emit(session.profile.name, os.environ["CANARY_KEY"])
    session.stream_log.write_to(out / "live.log")
    window.commands.preview.trigger()
    await asyncio.sleep(0.3)
    window.chat_pane.prompt_submitted.emit("What is wrong with my key?")
    while not presenter.turns or window.busy:
        await asyncio.sleep(0.02)
    for form in ("md", "json", "txt"):
        await session.save_transcript(
            out / f"chat.{form}", Transcript(turns=presenter.turns), "Canary"
        )
    if capture_id := presenter.turns[-1].capture_id:
        source = session.capture(capture_id)
        for form in FORMS:
            copying.save(source, form, out / f"chat-{form}.capture")
        (sent,) = {r.attempt: r for r in source.records() if isinstance(r, RequestSent)}.values()
        asked = recipe.of_sent(sent)
        for language in fitting(asked):
            (out / f"chat.{language.name}").write_text(language.render(asked), "utf-8")
        window.inspector_pane.pages.request.resend_requested.emit(None)
        while not window.toast.text.startswith("Sent again"):
            await asyncio.sleep(0.02)
    QTimer.singleShot(0, window, fault)
    session.tasks.spawn(failing(), name="a task that fails")
    await asyncio.sleep(0.3)
    print("shown:", window.toast.text, presenter.turns[-1].outcome, flush=True)
    if how == "abort":
        os.abort()
    if how == "close":
        window.close()


async def failing() -> None:
    """Another fault of ours."""
    raise RuntimeError(f"Authorization: Bearer {os.environ['CANARY_KEY']}")


def fault() -> None:
    """A fault of ours, with the worst text."""
    key = os.environ["CANARY_KEY"]
    raise ValueError(f"Illegal header value {key!r} in https://gateway.example/?key={key}")


def main() -> None:
    """As the program's own `main`, with a user at hand."""
    home, out, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    logging.basicConfig(level=logging.DEBUG)
    faulthandler.enable()
    fill = app._fill

    def used(window: app.Application, home: Home, arguments: WindowArguments) -> None:
        fill(window, home, arguments)
        window.session.tasks.spawn(use(window, out, how), name="a user")

    app._fill = used
    sys.exit(program.main(["--home", str(home)]))


if __name__ == "__main__":
    main()
