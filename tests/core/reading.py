"""Captures of tests, read the way the program reads them."""

import itertools
import random
from pathlib import Path
from typing import TypeVar

from gemini_desktop.core import answer
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.events import Content
from gemini_desktop.core.transcript import Turn

CAPTURES = Path(__file__).parent.parent / "captures"
C = TypeVar("C", bound=Content)


def body(name: str) -> bytes:
    """The bytes of a capture, by the start of its name up to the underscore: `19b`."""
    (path,) = CAPTURES.glob(f"{name}_*")
    return path.read_bytes()


def records(
    data: bytes, *, status: int = 200, protocol: str = "", seed: int | None = 0
) -> list[Record]:
    """One exchange whose body came in reads cut at random places; whole where seed is None."""
    cuts = (
        sorted(random.Random(seed).choices(range(len(data) + 1), k=9)) if seed is not None else []
    )
    edges = [0, *cuts, len(data)]
    reads = [data[start:end] for start, end in itertools.pairwise(edges)]
    return [
        RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=(), protocol=protocol),
        ResponseStarted(t_ns=10, status=status),
        *(BytesReceived(t_ns=20 + n, data=read) for n, read in enumerate(reads) if read),
        Ended(t_ns=100, how="complete"),
    ]


def turn(name: str, *, status: int = 200, protocol: str = "", seed: int | None = 0) -> Turn:
    """The turn that a capture adds up to."""
    return answer.read(records(body(name), status=status, protocol=protocol, seed=seed))


def chunks(name: str, *, status: int = 200, protocol: str = "") -> list[Chunk]:
    """The chunks of a capture."""
    return list(decode(records(body(name), status=status, protocol=protocol)))


def kinds(steps: Turn) -> list[str]:
    """The kinds of a turn's steps, in order."""
    return [step.kind for step in steps.steps]


def found(steps: Turn, kind: type[C]) -> list[C]:
    """All contents of one type, of all steps."""
    return [c for step in steps.steps for c in step.contents if isinstance(c, kind)]


def outcome(steps: Turn) -> tuple[str, str]:
    """The kind and the reason of a turn's outcome."""
    assert steps.outcome is not None
    assert steps.outcome.message
    return steps.outcome.kind, steps.outcome.reason
