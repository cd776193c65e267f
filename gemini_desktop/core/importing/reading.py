"""A foreign file to conversations, one by one; what cannot be read is told and passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.errors import Failure, GeminiDesktopError
from gemini_desktop.core.events import Json
from gemini_desktop.core.importing import ours
from gemini_desktop.core.importing.conversation import (
    Context,
    Damaged,
    ImportedConversation,
    Item,
    Skipped,
)
from gemini_desktop.core.importing.elements import LARGEST, Element, Elements, TooLong
from gemini_desktop.core.importing.forms import OURS, WRAPPERS, Form, Read
from gemini_desktop.core.importing.values import a_dict, first_text, one_line

MOST = 200_000
"""Conversations of one file."""
_DEEP = "It is nested too deeply to be read."


class ImportRefused(GeminiDesktopError):
    """The file as a whole is not taken in."""


def refused(
    name: str, reason: str, advice: str = "", kind: str = "import_refused"
) -> ImportRefused:
    """`reason` completes the sentence that begins with the file's name."""
    message = f"{name} {reason}. Nothing of it was taken in."
    return ImportRefused(Failure(kind=kind, message=message, advice=advice))


def conversations(form: Form, pieces: Iterable[bytes], context: Context) -> Iterator[Item]:
    """The conversations of a file in UTF-8 that comes in these pieces. Raises ImportRefused where
    there is no going on: a conversation of more than LARGEST bytes, or more than MOST of them."""
    if form.name == OURS.name:
        yield _ours(b"".join(_bounded(pieces, context)), context)
        return
    assert form.read is not None  # noqa: S101 - only our own has none
    for count, item in enumerate(_of_others(form, form.read, pieces, context)):
        if count >= MOST:
            raise refused(context.name, f"has more than {MOST:,} conversations")
        if isinstance(item, ImportedConversation) and form.tag:
            item.tags = (form.tag, *item.tags)
        yield item


def _of_others(form: Form, read: Read, pieces: Iterable[bytes], context: Context) -> Iterator[Item]:
    elements = Elements()
    values: list[Json] = []
    replaced = False
    number = 0
    try:
        for element in elements.read(_bounded(pieces, context) if form.at_once else pieces):
            number += 1
            if not element.whole:
                yield Skipped(name=f"number {number}", reason="The file breaks off in it.")
                continue
            try:
                value = json_text.parse(element.text)
            except RecursionError:
                yield Skipped(name=f"number {number}", reason=_DEEP)
                continue
            except ValueError as error:
                yield Skipped(name=f"number {number}", reason=_no_json(error))
                continue
            if form.at_once:
                values.append(value)
                replaced = replaced or element.replaced
                continue
            yield from _items(read, value, number, context, element)
    except TooLong:
        where = f"has a conversation (number {number + 1}) of more than {LARGEST >> 20} MB"
        raise refused(context.name, where) from None
    if form.at_once and values:
        yield from _items(read, values, 1, context, Element("", replaced=replaced))
    if note := elements.note:
        yield Skipped(name="between them", reason=note)


def _items(
    read: Read, value: Json, number: int, context: Context, element: Element
) -> Iterator[Item]:
    """One value of the file: a conversation, or an object with a list of them."""
    listed = a_dict(value).get("conversations")
    if isinstance(listed, list):
        for each, inner in enumerate(listed, 1):
            yield _read(read, inner, each, context)
        return
    item = _read(read, _unwrapped(value), number, context)
    if element.replaced and isinstance(item, ImportedConversation):
        item.notes = (*item.notes, "Bytes in it that are no text were replaced by �.")
    yield item


def _unwrapped(value: Json) -> Json:
    """The request in a line of a batch."""
    found = a_dict(value)
    if "messages" in found or "contents" in found:
        return value
    inner: Iterator[dict[str, Any]] = (a_dict(found.get(name)) for name in WRAPPERS)
    return next((each for each in inner if "messages" in each or "contents" in each), value)


def _read(read: Read, value: Json, number: int, context: Context) -> Item:
    try:
        return read(value, context)
    except Damaged as error:
        reason = str(error)
    except RecursionError:
        reason = _DEEP
    title = one_line(first_text(value, "title", "name"), 80)
    return Skipped(name=f"“{title}”" if title else f"number {number}", reason=reason)


def _ours(data: bytes, context: Context) -> Item:
    try:
        return ours.read(data, context)
    except GeminiDesktopError as error:
        reason = error.failure.in_words
    except RecursionError:
        reason = _DEEP
    return Skipped(name=context.name, reason=reason)


def _bounded(pieces: Iterable[bytes], context: Context) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > LARGEST:
            raise refused(context.name, f"is longer than {LARGEST >> 20} MB")
        yield piece


def _no_json(error: ValueError) -> str:
    words = str(error).strip().rstrip(".") or type(error).__name__
    if isinstance(error, msgspec.ValidationError) or "digits" in words:
        return "It has a number that is too large to be read."
    return f"It is no JSON: {words[:200]}."
