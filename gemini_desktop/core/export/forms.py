"""The forms in which a capture, or events of it, leave this program."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

Form: TypeAlias = Literal["gcap", "har", "raw", "sse", "json", "json-lines"]
"""`raw` is the body as it came; `sse` the same as server-sent events, whatever it came as."""

FORMS: tuple[Form, ...] = get_args(Form)


class Picked(NamedTuple):
    """One event of a capture: its number (from 0), its bytes in the body, and when it came."""

    number: int
    start: int
    end: int
    t_ns: int
