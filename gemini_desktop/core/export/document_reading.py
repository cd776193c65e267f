"""Reads what `export.document` wrote: checks first, and says exactly where something is wrong."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.errors import Failure, GeminiDesktopError, describe
from gemini_desktop.core.events import Json, UnknownContent
from gemini_desktop.core.export import pointers
from gemini_desktop.core.export.apart import Reader
from gemini_desktop.core.transcript import Turn

FORMAT = "gemini-desktop transcript"
VERSION = 2
OF_THE_FORM = ("format", "version", "not_finite", "beside")
_ADVICE = "Choose a file that this program wrote as JSON."
_CONTENTS = frozenset(
    {
        "text", "thought_text", "thought_signature", "media", "function_call", "tool_call",
        "tool_result", "citation", "metadata", "unknown_content",
    }
)  # fmt: skip


def checked(data: bytes) -> dict[str, Any]:
    """The document as plain values, its members of the kinds that they should be. Raises
    GeminiDesktopError."""
    value = _parsed(data)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise GeminiDesktopError(
            Failure(
                kind="bad_transcript",
                message="This file is JSON, but no transcript of Gemini Desktop.",
                advice=_ADVICE,
                detail=f'Its "format" is not "{FORMAT}".',
            )
        )
    version = value.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise damaged("its version is missing")
    if version > VERSION:
        raise GeminiDesktopError(
            Failure(
                kind="later_transcript",
                message=f"This transcript is of version {str(version)[:20]} of its form, and this "
                f"program reads up to version {VERSION}.",
                advice="Open it with a later version of this program.",
            )
        )
    if not isinstance(value.get("turns"), list):
        raise damaged("it has no list of turns")
    for table in ("not_finite", "beside"):
        if not isinstance(value.get(table, {}), dict):
            raise damaged(f'"{table}" is no object')
    return value


def put_back(raw: dict[str, Any], beside: Reader | None) -> None:
    """Put what stands in the two tables into its place."""
    for pointer, word in raw.get("not_finite", {}).items():
        if word not in ("inf", "-inf", "nan") or not pointers.put(raw, pointer, float(word)):
            raise damaged(f'"not_finite" names {pointer[:80]!r}, where nothing can stand')
    files: dict[str, tuple[str, str]] = {}  # a picture may stand in it a thousand times
    for pointer, kept in raw.get("beside", {}).items():
        name = kept.get("file") if isinstance(kept, dict) else None
        if not isinstance(name, str) or not _is_inside(name):
            raise damaged(f'"beside" has no file for {pointer[:80]!r}')
        if name not in files:
            data = _file(name, beside)
            files[name] = sha256(data).hexdigest(), base64.b64encode(data).decode()
        digest, text = files[name]
        if digest != kept.get("sha256"):
            raise _no_file(name, "is not the one that was saved with it")
        if not pointers.put(raw, pointer, text):
            raise damaged(f'"beside" names {pointer[:80]!r}, where nothing can stand')


def turn(value: Json, number: int) -> Turn:
    """One turn, `number` counted from 0. What this version does not know goes to `beyond`."""
    beyond: dict[str, Json] = {}
    readable = _with_known_contents(value, beyond)
    try:
        found = msgspec.convert(readable, Turn)
    except (msgspec.ValidationError, RecursionError, UnicodeError) as error:
        raise damaged(f"turn {number + 1}: {describe(error)}") from error
    beyond.update(_unknown(readable, found, ""))
    found.beyond = beyond
    return found


def check_ids(turns: Iterable[Turn]) -> None:
    """Raises GeminiDesktopError where two turns have the same id."""
    seen: set[str] = set()
    for number, found in enumerate(turns):
        if found.id in seen:
            raise damaged(f"turn {number + 1} has the id of an earlier one")
        if found.id:
            seen.add(found.id)


def damaged(what: str) -> GeminiDesktopError:
    """The error for a document that is not as it should be."""
    return GeminiDesktopError(
        Failure(
            kind="bad_transcript",
            message=f"This transcript is damaged: {what}.",
            advice=_ADVICE,
            detail=what,
        )
    )


def files_wanted() -> GeminiDesktopError:
    """The error where the files beside a document cannot be read at all."""
    return GeminiDesktopError(
        Failure(
            kind="files_beside",
            message="The pictures of this transcript lie in a folder beside it.",
            advice="Open the file where that folder is, or export it again with the pictures in "
            "it.",
        )
    )


def _parsed(data: bytes) -> Json:
    """Raises GeminiDesktopError where it is no JSON."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError):
        pass  # the standard library reads more: lone surrogates, numbers above a double's range
    except RecursionError as error:
        raise _no_json("It is nested too deep.") from error
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _no_json(describe(error)) from error


def _no_json(detail: str) -> GeminiDesktopError:
    return GeminiDesktopError(
        Failure(
            kind="bad_transcript",
            message="This file is no JSON, so it is no transcript; or it is damaged.",
            advice=_ADVICE,
            detail=detail,
        )
    )


def _is_inside(name: str) -> bool:
    """Whether the name can only lead to a file in a folder beside the document."""
    parts = name.split("/")
    odd = any(sign in name for sign in '\\:\0<>"|?*')
    return 1 <= len(parts) <= 2 and not odd and all(part.strip(". ") for part in parts)


def _file(name: str, beside: Reader | None) -> bytes:
    if beside is None:
        raise files_wanted()
    try:
        return beside(name)
    except (OSError, KeyError) as error:
        raise _no_file(name, "cannot be read") from error


def _no_file(name: str, what: str) -> GeminiDesktopError:
    return GeminiDesktopError(
        Failure(
            kind="files_beside",
            message=f"The file {name[:200]} beside this transcript {what}.",
            advice="Put the folder that was saved with it beside it again.",
        )
    )


def _with_known_contents(value: Json, beyond: dict[str, Json]) -> Json:
    """The turn where a stand-in takes the place of each content of a kind not known here."""
    steps = value.get("steps") if isinstance(value, dict) else None
    if not isinstance(steps, list):
        return value
    made = [
        _step_with_known_contents(step, pointers.joined("steps", number), beyond)
        for number, step in enumerate(steps)
    ]
    return {**value, "steps": made}


def _step_with_known_contents(step: Json, pointer: str, beyond: dict[str, Json]) -> Json:
    contents = step.get("contents") if isinstance(step, dict) else None
    if not isinstance(contents, list):
        return step
    made = []
    for place, content in enumerate(contents):
        kind = content.get("type") if isinstance(content, dict) else None
        if isinstance(kind, str) and kind not in _CONTENTS:
            beyond[pointer + pointers.joined("contents", place)] = content
            stand_in = UnknownContent(name=kind, value=content)
            made.append(msgspec.to_builtins(stand_in))
        else:
            made.append(content)
    return {**step, "contents": made}


def _unknown(raw: Json, found: object, pointer: str) -> Iterator[tuple[str, Json]]:
    """The members of `raw` that `found`, which was made of it, has no field for."""
    if isinstance(found, msgspec.Struct) and isinstance(raw, dict):
        known = found.__struct_fields__
        tag = found.__struct_config__.tag_field
        for name, value in raw.items():
            inside = pointer + pointers.joined(name)
            if name in known:
                yield from _unknown(value, getattr(found, name), inside)
            elif name != tag:
                yield inside, value
    elif isinstance(found, list | tuple) and isinstance(raw, list):
        for place, (value, inner) in enumerate(zip(raw, found, strict=False)):
            if isinstance(inner, msgspec.Struct):
                yield from _unknown(value, inner, pointer + pointers.joined(place))
