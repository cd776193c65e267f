"""Brings back what the tapes know and the library does not, and chats that are on no tape.

Looked for at every start: a kill -9 may come after the tape was written and before the database
heard of it. After a lost or damaged database it restores all conversations, with the titles, pins
and tags of `store.marks`. Imported ones, copies and others that are on no tape of their own come
from their files (`store.importing.kept_chats`), before what was asked in them since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable

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


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Captures of one conversation that the library does not know, oldest first; those of none
    (imported ones) stand each alone."""

    conversation_id: str
    capture_ids: tuple[str, ...]


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """How many exchanges came back to their conversations, and what could not be read."""

    restored: int = 0
    failures: tuple[Failure, ...] = ()


async def find(library: Library, captures: Captures) -> list[Missing]:
    """What the library does not know: the conversation that something was asked in last comes
    first. Reads no tape."""
    known = await library.capture_ids()
    return await asyncio.to_thread(_missing, captures, known)


async def enter(
    library: Library, captures: Captures, missing: Missing, read_answer: ReadAnswer
) -> Rebuilt:
    """Enter these, all at once, so that the conversation never shows a part of them only. Those
    being recorded right now, by another window, are left to it. `read_answer` runs in a thread."""
    found: list[_Found] = []
    failures: list[Failure] = []
    for capture_id in missing.capture_ids:
        try:
            one = await asyncio.to_thread(_read, captures, capture_id, read_answer)
        except StoreError as error:
            failures.append(error.failure)
        else:
            found += [one] if one is not None else []
    turns = [turn for one in found for turn in one.turns()]
    try:
        await library.enter(missing.conversation_id, turns, [one.note for one in found])
    except StoreError as error:
        return Rebuilt(failures=(*failures, error.failure))
    restored = sum(one.context is not None for one in found)
    return Rebuilt(restored=restored, failures=tuple(failures))


class _Found(msgspec.Struct, frozen=True):
    note: CaptureNote
    context: CaptureContext | None
    answer: Turn | None

    def turns(self) -> list[Turn]:
        """The prompt, where the capture has one, and its answer."""
        if self.context is None or self.answer is None:
            return []
        return [turn for turn in (self.context.prompt, self.answer) if turn is not None]


def _missing(captures: Captures, known: Collection[str]) -> list[Missing]:
    of: dict[str, list[str]] = {}
    for capture_id in captures.ids():
        if capture_id not in known and captures.has_tape(capture_id):
            conversation_id = captures.conversation_of(capture_id)
            of.setdefault(conversation_id or capture_id, []).append(capture_id)
    grouped = [
        Missing(conversation_id="" if name in ids else name, capture_ids=tuple(ids))
        for name, ids in of.items()
    ]
    return sorted(grouped, key=lambda missing: missing.capture_ids[-1], reverse=True)


def _read(captures: Captures, capture_id: str, read_answer: ReadAnswer) -> _Found | None:
    tape = captures.open(capture_id)
    if tape.is_being_written():
        return None
    context = captures.context(capture_id)
    answer = None
    if context is not None:
        answer = read_answer(tape.records())
        _place(answer, context, capture_id)
    note = note_of(tape, context, answer.outcome if answer else None)
    if answer is not None:
        answer.profile = answer.profile or note.profile
    return _Found(note, context, answer)


def _place(answer: Turn, context: CaptureContext, capture_id: str) -> None:
    answer.id = context.answer_id
    answer.parent_id = context.answer_parent_id or (context.prompt.id if context.prompt else "")
    answer.capture_id = capture_id
    for turn in (answer, context.prompt):
        if turn is not None:  # else it would be of now, and its conversation the latest
            turn.created_unix_ns = turn.created_unix_ns or created_unix_ns(capture_id)
    answer.demo = context.demo
