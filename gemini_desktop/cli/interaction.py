"""`gemini-desktop interaction`: what an interaction on the server does, and an end to it."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from gemini_desktop.cli import options, report
from gemini_desktop.cli.send import printer_for, save_media
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols import interactions_calls as calls
from gemini_desktop.core.protocols.interactions_request import collection
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.visible import visible
from gemini_desktop.session import live, one_shot

_FIRST_REFUSAL = 300


def run(arguments: argparse.Namespace) -> int:
    """Make the call; the exit code tells how it ended."""
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    answer = Answer("interactions")
    printer = printer_for(arguments, answer)
    shown: live.Listener = printer
    ending = arguments.action in {"cancel", "delete"}
    try:
        await one_shot.call(
            lambda profile: _request(arguments, profile),
            target=options.target(arguments),
            listener=_Silent() if ending else shown,
            answer=answer,
            record_to=Path(arguments.record) if arguments.record else None,
        )
    except asyncio.CancelledError:
        answer.finish()
        printer.finish()
        return printer.exit_code_stopped
    if not ending:
        try:
            save_media(arguments, answer, printer)
        finally:
            printer.finish()
        return report.exit_code(answer)
    return _ended(arguments, answer)


def _request(arguments: argparse.Namespace, profile: Profile) -> HttpRequest:
    root = collection(profile)
    match arguments.action:
        case "get":
            return calls.get(root, arguments.id)
        case "resume":
            return calls.resume(root, arguments.id, arguments.after)
        case "cancel":
            return calls.cancel(root, arguments.id)
        case _:
            return calls.delete(root, arguments.id)


def _ended(arguments: argparse.Namespace, answer: Answer) -> int:
    """Both calls answer with hardly more than a status."""
    failed = answer.ended is None or answer.ended.failure is not None
    if failed or answer.decoder.http_status >= _FIRST_REFUSAL:
        report.tell_trouble(answer)
        return report.exit_code(answer)
    done = "deleted" if arguments.action == "delete" else "cancelled"
    state = answer.fold.turn().finish.get("0") or answer.fold.status or done
    print(visible(f"{arguments.id}: {state}"))
    return 0


class _Silent:
    """Prints nothing."""

    def record(self, _: object) -> None:
        """Of no interest."""

    def chunk(self, _: object) -> None:
        """Of no interest."""
