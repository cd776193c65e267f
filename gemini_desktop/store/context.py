"""What a capture is about: `context.json`, written into its folder before anything is sent.

With it a prompt outlives a crash that comes before the database has heard of it, and a lost
database can be rebuilt from the captures alone (`store.rebuild`).
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import NamedTuple

import msgspec

from gemini_desktop.core.transcript import Turn
from gemini_desktop.store import packing
from gemini_desktop.store.atomic import put_quickly
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.failures import store_error

FILE = "context.json"


class CaptureContext(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an exchange belongs.

    `prompt` is the user's turn, whole, with its id and parent; None where an answer goes on without
    one. `answer_id` is the id that the answer's turn has or will have; its parent is
    `answer_parent_id`, where empty the prompt.
    """

    conversation_id: str
    answer_id: str
    answer_parent_id: str = ""
    prompt: Turn | None = None
    demo: bool = False


def write_context(
    folder: Path, context: CaptureContext, blobs: Blobs, kept: str = "It was not sent."
) -> None:
    """Write it, large values to `blobs`. Raises StoreError; `kept` tells what that means then."""
    path = folder / FILE
    data = packing.pack(msgspec.json.encode(context), blobs)
    try:
        put_quickly(path, data)
    except OSError as error:
        raise store_error(error, "keep the prompt", path, kept) from error


class Heir(NamedTuple):
    """A turn that an answer's recording belongs to from now on, as another had it that is gone.
    `prompt` has the ids of the prompt before it and of that one's parent, None for no prompt."""

    conversation_id: str
    answer_id: str
    answer_parent_id: str
    prompt: tuple[str, str] | None


def inherited(context: CaptureContext, heir: Heir) -> CaptureContext:
    """What the recording is about then. The words of a prompt that the heir does not have go."""
    prompt = context.prompt if heir.prompt is not None else None
    if prompt is not None and heir.prompt is not None:
        turn_id, parent_id = heir.prompt
        prompt = msgspec.structs.replace(prompt, id=turn_id, parent_id=parent_id)
    return CaptureContext(
        conversation_id=heir.conversation_id,
        answer_id=heir.answer_id,
        answer_parent_id=heir.answer_parent_id,
        prompt=prompt,
        demo=context.demo,
    )


class _Place(msgspec.Struct, frozen=True):
    conversation_id: str


def read_conversation_id(folder: Path) -> str:
    """Which conversation it is about, without the values that lie in blobs; empty where that
    cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError, RecursionError):
        data = packing.outline((folder / FILE).read_bytes())
        return msgspec.json.decode(data, type=_Place).conversation_id
    return ""


def read_context(folder: Path, blobs: Blobs) -> CaptureContext | None:
    """What was written; None where there is none, or none that this version can read."""
    try:
        data = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise store_error(error, "read what a recording is about", folder / FILE) from error
    try:
        return msgspec.json.decode(packing.unpack(data, blobs), type=CaptureContext)
    except (msgspec.DecodeError, RecursionError):
        return None
