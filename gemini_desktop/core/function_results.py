"""The functions that an answer asks its user to call, and what they gave back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gemini_desktop.core import arguments
from gemini_desktop.core.events import FunctionCall, Json, ToolResult
from gemini_desktop.core.protocols.turns import answer_steps
from gemini_desktop.core.transcript import Turn

_ENDED_WELL = frozenset({"complete", "awaiting"})
_LONGEST_ARGUMENT = 60


class NotJson(ValueError):
    """The text begins like JSON and is none. `offset` counts characters from 0; `line` and
    `column` from 1, as editors do."""

    def __init__(self, reason: str, offset: int, line: int, column: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column


def pending(answer: Turn) -> list[FunctionCall]:
    """The calls of an answer that wait for a result. None of one that was cut off: the last call
    may lack half of its arguments, and the server knows of none."""
    if answer.role != "model" or answer.outcome is None or answer.outcome.kind not in _ENDED_WELL:
        return []
    contents = [content for step in answer_steps(answer) for content in step.contents]
    done = {c.call_id for c in contents if isinstance(c, ToolResult) and c.call_id}
    return [c for c in contents if isinstance(c, FunctionCall) and (not c.id or c.id not in done)]


def results(calls: Sequence[FunctionCall], values: Sequence[Json]) -> list[ToolResult]:
    """What the calls gave back, in their order."""
    return [
        ToolResult(kind="function_result", call_id=call.id, name=call.name, result=value)
        for call, value in zip(calls, values, strict=True)
    ]


def value_of(text: str) -> Json:
    """What somebody wrote as a result: JSON where it is some, else the text itself; `{}` for
    nothing. Raises NotJson where it begins like an object or a list and is none."""
    words = text.strip()
    if not words:
        return {}
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        fault = NotJson(error.msg, error.pos, error.lineno, error.colno)
    except RecursionError:
        fault = NotJson("Too deeply nested", 0, 1, 1)
    except _NotANumber as error:
        fault = NotJson(f"{error} is not JSON", 0, 1, 1)
    if words[0] not in "{[":
        return text
    raise fault


class _NotANumber(Exception):
    """NaN or Infinity, which Python would let pass."""


def _no_number(word: str) -> Json:
    raise _NotANumber(word)


def in_words(call: FunctionCall) -> str:
    """The call as a programmer would write it, long values cut."""
    value = arguments.value(call)
    if not isinstance(value, dict):
        return f"{call.name}(…)"
    pairs = (f"{name}={_short(argument)}" for name, argument in value.items())
    return f"{call.name}({', '.join(pairs)})"


def _short(value: Json) -> str:
    words = json.dumps(value, ensure_ascii=False)
    return words if len(words) <= _LONGEST_ARGUMENT else words[: _LONGEST_ARGUMENT - 1] + "…"
