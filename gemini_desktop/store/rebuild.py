"""Brings back what the tapes know and the library does not.

Run at every start: a kill -9 may come after the tape was written and before the database heard of
it. After a lost or damaged database it restores all conversations, with the titles, pins and tags
of `store.marks`, but for what was only ever in the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import msgspec

from gemini_desktop.core.capture import Record
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.captures import Captures, created_unix_ns
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.noting import note_of
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.transcripts import Library

ReadAnswer = Callable[[Iterable[Record]], Turn]
"""Folds the records of an exchange into the answer, with its outcome (`core` does it)."""


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """How many exchanges came back to their conversations, and what could not be read."""

    restored: int = 0
    failures: tuple[Failure, ...] = ()


async def rebuild(library: Library, captures: Captures, read_answer: ReadAnswer) -> Rebuilt:
    """Enter every capture that the library does not know. Those being recorded right now, by
    another window, are left to it. `read_answer` runs in a thread."""
    known = await library.capture_ids()
    restored, failures = 0, []
    for capture_id in await asyncio.to_thread(captures.ids):
        if capture_id in known:
            continue
        try:
            found = await asyncio.to_thread(_read, captures, capture_id, read_answer)
            if found is not None:
                restored += await _enter(library, found)
        except StoreError as error:
            failures.append(error.failure)
    return Rebuilt(restored=restored, failures=tuple(failures))


class _Found(msgspec.Struct, frozen=True):
    note: CaptureNote
    context: CaptureContext | None
    answer: Turn | None


def _read(captures: Captures, capture_id: str, read_answer: ReadAnswer) -> _Found | None:
    tape = captures.open(capture_id)
    if tape.is_being_written():
        return None
    context = captures.context(capture_id)
    answer = None
    if context is not None:
        answer = read_answer(tape.records())
        _place(answer, context, capture_id)
    outcome = answer.outcome if answer else None
    return _Found(note_of(tape, context, outcome), context, answer)


def _place(answer: Turn, context: CaptureContext, capture_id: str) -> None:
    answer.id = context.answer_id
    answer.parent_id = context.answer_parent_id or (context.prompt.id if context.prompt else "")
    answer.capture_id = capture_id
    answer.created_unix_ns = answer.created_unix_ns or created_unix_ns(capture_id)
    answer.demo = context.demo


async def _enter(library: Library, found: _Found) -> int:
    """The turns first: a capture that is noted is not looked at again."""
    if found.context is not None and found.answer is not None:
        if found.context.prompt is not None:
            await library.save_turn(found.context.conversation_id, found.context.prompt)
        await library.save_turn(found.context.conversation_id, found.answer)
    await library.note_capture(found.note)
    return int(found.context is not None)
