"""`gemini-desktop send`: one prompt, one exchange, printed as it comes."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from gemini_desktop import terminal
from gemini_desktop.cli import options, report
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.asking import preview
from gemini_desktop.core.capture import Record, RetryScheduled
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.export import snippet
from gemini_desktop.core.text_log import TextLog
from gemini_desktop.core.transcript import Transcript, prompt
from gemini_desktop.session import attaching, one_shot
from gemini_desktop.session.saving import media as media_saving


def run(arguments: argparse.Namespace) -> int:
    """Send and print; the exit code tells the outcome."""
    words = sys.stdin.read() if arguments.prompt == "-" else arguments.prompt
    turn = prompt(words, [attaching.read(Path(name)) for name in arguments.attach])
    transcript = Transcript(turns=[turn])
    if arguments.dry_run:
        return _dry_run(transcript, arguments)
    return asyncio.run(_run(transcript, arguments))


def _dry_run(transcript: Transcript, arguments: argparse.Namespace) -> int:
    """Print what would be sent; without a secret, as it may be shared."""
    wanted = options.parsed(arguments.option)
    profile, request = asyncio.run(one_shot.built(transcript, wanted, options.target(arguments)))
    match arguments.dry_run:
        case "curl":
            print(snippet.curl(request, profile), end="")
        case "python":
            print(snippet.python(request, profile), end="")
        case _:
            print(preview.of(request, profile))
    return 0


async def _run(transcript: Transcript, arguments: argparse.Namespace) -> int:
    answer = Answer()
    printer = printer_for(arguments, answer)
    stopped = False
    try:
        await one_shot.send(
            transcript,
            options.parsed(arguments.option),
            target=options.target(arguments),
            listener=printer,
            answer=answer,
            record_to=Path(arguments.record) if arguments.record else None,
        )
    except asyncio.CancelledError:  # Ctrl-C, or nobody reads: what had come is whole
        answer.finish()
        stopped = True
    try:
        save_media(arguments, answer, printer)
    finally:  # what came is told, also where a disk is full
        printer.finish()
    report.tell_notes(answer)
    return printer.exit_code_stopped if stopped else report.exit_code(answer)


def printer_for(arguments: argparse.Namespace, answer: Answer) -> Printer:
    """The printer of the shape that was asked for."""
    if arguments.json:
        return _JsonPrinter(answer)
    if arguments.text:
        return _TextPrinter(answer)
    return _LogPrinter(answer)


def save_media(arguments: argparse.Namespace, answer: Answer, printer: Printer) -> None:
    """Put the answer's pictures and sounds where the user wants them. Raises StoreError."""
    if arguments.save_media:
        printer.saved = media_saving.save_media(answer.fold.turn(), Path(arguments.save_media))


class Printer:
    """Prints the waits between attempts, on stderr; the base of the three shapes. Made in the task
    that runs the command: where nobody reads any more, as after `| head`, that is cancelled as by
    Ctrl-C."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._task = asyncio.current_task()
        self.exit_code_stopped = 130
        self.saved: dict[int, Path] = {}
        """Where the answer's media lie, by their number from 0."""

    def record(self, record: Record) -> None:
        """Of the records, only a wait is told."""
        if isinstance(record, RetryScheduled):
            print(f"[RETRY] {record.reason}", file=sys.stderr, flush=True)

    def chunk(self, chunk: Chunk) -> None:
        """A chunk came. Raises nothing: that would be taken for an error of the network."""
        try:
            self._print(chunk)
            sys.stdout.flush()
        except BrokenPipeError:  # nobody reads it any more
            terminal.let_go()
            self._stop(0)
        except OSError as error:
            self._stop(terminal.refused(error))

    def finish(self) -> None:
        """The answer is whole; `answer.finish()` has been called."""

    def _print(self, chunk: Chunk) -> None:
        pass

    def _stop(self, exit_code: int) -> None:
        self.exit_code_stopped = exit_code
        if self._task is not None:
            self._task.cancel()


class _LogPrinter(Printer):
    """The tagged log."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self._log = TextLog()

    def _print(self, chunk: Chunk) -> None:
        for line in self._log.chunk(chunk):
            print(line)

    def finish(self) -> None:
        for line in self._log.finish(self._answer.fold.turn()):
            print(line)
        report.tell_media(self.saved)


class _TextPrinter(Printer):
    """The answer alone, piece by piece."""

    def _print(self, chunk: Chunk) -> None:
        for event in chunk.events:
            if isinstance(event, StepDelta) and isinstance(event.content, Text):
                sys.stdout.write(event.content.text)

    def finish(self) -> None:
        print()
        report.tell_media(self.saved)
        if self.exit_code_stopped:
            report.tell_trouble(self._answer)


class _JsonPrinter(Printer):
    """One object at the end."""

    def finish(self) -> None:
        sys.stdout.write(report.as_json(self._answer, self.saved) + "\n")
