"""The calls of one Chat Completions choice, put together from fragments that may lack an index.

OpenAI numbers the calls. Google sends each whole and without a number, gateways split these, and
some give parallel calls the same number. So: the number counts if given, but another id begins
another call; without one an id or name that differs begins another, and the rest is appended.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gemini_desktop.core import arguments
from gemini_desktop.core.events import FunctionCall
from gemini_desktop.core.protocols import wire


class OpenCall(msgspec.Struct, kw_only=True):
    """A call as far as it came, and the step that it is."""

    id: str
    name: str
    step: int = -1
    pieces: list[str] = msgspec.field(default_factory=list)

    def is_whole(self) -> bool:
        """Whether the arguments so far are JSON."""
        text = "".join(self.pieces)
        whole = arguments.value(FunctionCall(arguments=text)) is not None
        return bool(text.strip()) and whole


class ToolCalls:
    """All calls of one choice, in the order in which they began."""

    def __init__(self) -> None:
        self.last: OpenCall | None = None
        """The call that began last."""
        self._numbered: dict[int, OpenCall] = {}

    def place(self, fragment: dict[str, Any]) -> tuple[OpenCall, bool]:
        """The call that a fragment belongs to, and whether it begins it."""
        number = wire.integer(fragment.get("index"))
        id_, name = wire.text(fragment, "id"), call_name(fragment)
        call = self._numbered.get(number) if number is not None else self.last
        if call is not None and not _is_another(call, number, id_, name):
            call.id, call.name = call.id or id_, call.name or name
            return call, False
        call = OpenCall(id=id_, name=name)
        self.last = call
        if number is not None:
            self._numbered[number] = call
        return call, True


def call_name(fragment: dict[str, Any]) -> str:
    """The name of the function, which may stand inside or beside `function`."""
    return wire.text(fragment.get("function"), "name") or wire.text(fragment, "name")


def _is_another(call: OpenCall, number: int | None, id_: str, name: str) -> bool:
    if id_ and call.id and id_ != call.id:
        return True
    if number is not None:
        return False
    if name and call.name and name != call.name:
        return True
    return bool(name) and not id_ and call.is_whole()
