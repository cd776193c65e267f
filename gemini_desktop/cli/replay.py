"""`gemini-desktop replay`: a capture printed again as `send` printed it, at its own pace."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import aclosing

from gemini_desktop.cli import report
from gemini_desktop.cli.decode import captures
from gemini_desktop.cli.send import Printer, printer_for, save_media
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Capture
from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.session.replaying import at_pace

_MAX = "max"


def run(arguments: argparse.Namespace) -> int:
    """Play and print; the exit code tells the outcome, as that of `send` did."""
    speed = None if arguments.speed == _MAX else arguments.speed
    return asyncio.run(_run(_chosen(arguments), arguments, speed))


async def _run(capture: Capture, arguments: argparse.Namespace, speed: float | None) -> int:
    answer = Answer(arguments.protocol or "")
    printer = printer_for(arguments, answer)
    try:
        await _play(capture, answer, printer, speed, skip_waits=arguments.skip_waits)
    except asyncio.CancelledError:  # Ctrl-C: as far as it was played
        answer.finish()
        printer.finish()
        return printer.exit_code_stopped
    answer.finish()
    try:
        save_media(arguments, answer, printer)
    finally:
        printer.finish()
    return report.exit_code(answer)


async def _play(
    capture: Capture, answer: Answer, printer: Printer, speed: float | None, *, skip_waits: bool
) -> None:
    if speed is not None and capture.records and capture.records[-1].t_ns == 0:
        _tell("[NOTE] The file does not say when anything came: it is printed at once.")
    records = at_pace(capture.records, speed, skip_waits=skip_waits, skipped=_tell_skipped)
    async with aclosing(records):
        async for record in records:
            chunks = answer.feed(record)
            printer.record(record)
            for chunk in chunks:
                printer.chunk(chunk)
    for chunk in answer.close():
        printer.chunk(chunk)


def _chosen(arguments: argparse.Namespace) -> Capture:
    found = list(captures(arguments.file))
    number: int = arguments.entry
    if not 1 <= number <= len(found):
        raise ConfigurationError(
            Failure(
                kind="no_capture",
                message=f"{arguments.file} holds {_counted(len(found))}, and none of number "
                f"{number}.",
                advice="Choose one with --entry." if found else "Give a .gcap, .har or .sse file.",
            )
        )
    if len(found) > 1:
        _tell(f"[NOTE] {arguments.file} holds {_counted(len(found))}; this is {number}.")
    return found[number - 1]


def _counted(captures: int) -> str:
    return "one exchange" if captures == 1 else f"{captures or 'no'} exchanges"


def _tell_skipped(seconds: float) -> None:
    _tell(f"[NOTE] {seconds:.1f} s of silence left out.")


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
