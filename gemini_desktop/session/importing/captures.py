"""Recorded streams as conversations that are kept: the recording is copied into the home, and the
answer is read from it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.digest import sha256
from gemini_desktop.core.importing.conversation import ImportedConversation, Skipped
from gemini_desktop.core.importing.values import one_line
from gemini_desktop.session import opening
from gemini_desktop.session.opening import Found
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext, write_context
from gemini_desktop.store.noting import note_of
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.tape import TapeWriter

FORMAT = "capture"
WORDS = "Recorded stream"


class Recorded(NamedTuple):
    """A recorded answer, as the conversation that it makes, and where its bytes are."""

    conversation: ImportedConversation
    source: CaptureSource
    fingerprint: str


def recorded(path: Path) -> tuple[list[Recorded], list[Skipped]]:
    """The answers in a .gcap, a HAR archive or a saved stream, and what is left out of it.
    Blocking. Raises StoreError where the file cannot be read or holds none."""
    found: list[Recorded] = []
    skipped: list[Skipped] = []
    for each in opening.find(path):
        name = f"“{one_line(each.note.prompt or each.source.id, 80)}”"
        if not each.is_answer:
            skipped.append(Skipped(name=name, reason="It is no answer of a model."))
            continue
        conversation = _conversation(each)
        if conversation is None:
            skipped.append(Skipped(name=name, reason="It is too long for a chat: open it instead."))
        elif not conversation.turns[-1].steps:
            skipped.append(Skipped(name=name, reason="There are no words of a model in it."))
        else:
            found.append(Recorded(conversation, each.source, _print(each.source)))
    return found, skipped


def copy(each: Recorded, folder: Path, captures: Captures, ids: Sequence[str]) -> CaptureNote:
    """Write the recording into this folder of `captures`; `ids` are those of the conversation and
    of its turns. What the index should know of it comes back. Blocking. Raises StoreError."""
    conversation_id, *turn_ids = ids
    turns = each.conversation.turns
    prompt = msgspec.structs.replace(turns[0], id=turn_ids[0]) if len(turns) > 1 else None
    context = CaptureContext(conversation_id=conversation_id, answer_id=turn_ids[-1], prompt=prompt)
    write_context(folder, context, captures.blobs)
    with contextlib.closing(TapeWriter(folder, captures.blobs)) as tape:
        for record in each.source.records():
            tape.append(record)
    return note_of(captures.open(folder.name), context, turns[-1].outcome)


def _conversation(found: Found) -> ImportedConversation | None:
    opened = opening.open_source(found)
    if opened is None:
        return None
    turns = opened.path()
    created = found.note.created_unix_ns
    for turn in turns:
        turn.created_unix_ns = created
        turn.capture_id = ""
    return ImportedConversation(
        format=FORMAT,
        title="" if opened.prompt.strip() else one_line(found.source.id),
        created_unix_ns=created,
        updated_unix_ns=created,
        turns=turns,
        head=turns[-1].id,
    )


def _print(source: CaptureSource) -> str:
    """The same for the same bytes at the same time."""
    found = sha256()
    for record in source.records():
        if isinstance(record, BytesReceived):
            found.update(record.data)
        else:
            found.update(msgspec.json.encode(record))
    return found.hexdigest()
