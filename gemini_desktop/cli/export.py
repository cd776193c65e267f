"""`gemini-desktop export`: saved streams in another form, or their request as a program."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from gemini_desktop.cli.decode import captures
from gemini_desktop.cli.words import misused
from gemini_desktop.core.capture import Capture
from gemini_desktop.core.export.code import recipe
from gemini_desktop.core.export.code.table import LANGUAGES, fitting
from gemini_desktop.core.export.forms import FORMS
from gemini_desktop.session.opening import InMemory
from gemini_desktop.session.saving import copying
from gemini_desktop.session.saving import log as log_saving
from gemini_desktop.session.saving.job import Job
from gemini_desktop.store.atomic import write_atomically

LOG = "log"
CHOICES = (*FORMS, LOG, *(language.name for language in LANGUAGES))


def run(arguments: argparse.Namespace) -> int:
    """Print it, or write it whole to `--out`."""
    form: str = arguments.form
    found = [capture for name in arguments.files for capture in captures(name)]
    if arguments.number is not None:
        found = _numbered(found, arguments.number)
    if form != "har" and len(found) != 1:
        raise misused(
            f"There are {len(found)} captures, and {form} holds one.",
            "Choose one with --number, or take --as har.",
        )
    out = Path(arguments.out) if arguments.out else None
    if form == "gcap":
        if out is None:
            raise misused("A .gcap file is no text.", "Say where it goes with --out FILE.")
        copying.save(InMemory(found[0]), "gcap", out)
        return 0
    pieces = _pieces(found, form)
    if out is not None:
        write_atomically(out, b"".join(pieces))
        return 0
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    return 0


def _pieces(found: list[Capture], form: str) -> Iterator[bytes]:
    sources = [InMemory(capture) for capture in found]
    if form == "har":
        return copying.together(sources)
    if form == LOG:
        lines = log_saving.lines(sources[0], frozenset(), Job())
        return (f"{line}\n".encode("utf-8", "replace") for line in lines)
    for known in FORMS:
        if form == known:
            return copying.pieces(sources[0], known)
    return iter([_program(found[0], form)])


def _program(capture: Capture, name: str) -> bytes:
    if capture.request is None:
        raise misused("The file holds an answer without its request.", "Take another form.")
    asked = recipe.of_sent(capture.request)
    fit = {language.name: language for language in fitting(asked)}
    if name not in fit:
        raise misused(f"{name} cannot say this request.", f"These can: {', '.join(fit)}.")
    return fit[name].render(asked).encode("utf-8", "replace")


def _numbered(found: list[Capture], number: int) -> list[Capture]:
    if not 1 <= number <= len(found):
        raise misused(f"There are {len(found)} captures.", "Count from 1.")
    return [found[number - 1]]
