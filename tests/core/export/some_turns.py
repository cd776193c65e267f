"""Turns of every kind for the tests of the forms: by chance, and one that has everything."""

from __future__ import annotations

import base64
import math
from typing import Any

from hypothesis import strategies as st

from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import (
    Citation,
    FunctionCall,
    Media,
    Metadata,
    PartialArgument,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
    Usage,
)
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.outcome import Note, Outcome
from gemini_desktop.core.transcript import Step, Turn

TEXTS = st.text(max_size=12) | st.sampled_from(
    ["\0", "\ud800", "a\udfffb", "\u2028", "</script>", "```", "~/a~1", "日本語", "🌍" * 3]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=True, allow_infinity=True)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NS = st.none() | st.integers(0, 2**63)
BASE64 = st.binary(max_size=30).map(lambda data: base64.b64encode(data).decode()) | st.just("?!")

CONTENTS = st.one_of(
    st.builds(Text, text=TEXTS),
    st.builds(ThoughtText, text=TEXTS),
    st.builds(ThoughtSignature, signature=TEXTS),
    st.builds(
        Media,
        kind=st.sampled_from(["image", "audio", "video", "document"]),
        mime_type=st.sampled_from(["image/png", "audio/L16;rate=24000", "text/plain", ""]) | TEXTS,
        data=BASE64,
        uri=st.just("") | TEXTS,
        name=TEXTS,
        thought=st.booleans(),
        details=JSON,
    ),
    st.builds(
        FunctionCall,
        id=TEXTS,
        name=TEXTS,
        arguments=TEXTS,
        partial=st.lists(
            st.builds(PartialArgument, path=TEXTS, value=JSON, will_continue=st.booleans()),
            max_size=2,
        ).map(tuple),
        extra=JSON,
    ),
    st.builds(ToolCall, kind=TEXTS, id=TEXTS, name=TEXTS, arguments=JSON, signature=TEXTS),
    st.builds(
        ToolResult, kind=TEXTS, call_id=TEXTS, name=TEXTS, result=JSON, is_error=st.booleans()
    ),
    st.builds(Citation, kind=TEXTS, uri=TEXTS, title=TEXTS, start=NS, end=NS, details=JSON),
    st.builds(Metadata, name=TEXTS, value=JSON, piece=st.booleans()),
    st.builds(UnknownContent, name=TEXTS, value=JSON),
)
STEPS = st.builds(
    Step,
    index=st.integers(0, 5),
    kind=st.sampled_from(["model_output", "thought", "user_input"]) | TEXTS,
    candidate=st.integers(0, 2),
    id=TEXTS,
    name=TEXTS,
    contents=st.lists(CONTENTS, max_size=3),
    parts=st.lists(JSON, max_size=2),
    started_ns=NS,
    stopped_ns=NS,
    raw=JSON,
)
FAILURES = st.builds(
    Failure, kind=TEXTS, message=TEXTS, advice=TEXTS, detail=TEXTS, status=st.none() | st.integers()
)
OUTCOMES = st.builds(
    Outcome,
    kind=st.sampled_from(["complete", "incomplete", "blocked", "failed", "cancelled", "awaiting"]),
    reason=TEXTS,
    message=TEXTS,
    advice=TEXTS,
    failure=st.none() | FAILURES,
    notes=st.lists(st.builds(Note, id=TEXTS, message=TEXTS, start=NS, end=NS), max_size=2).map(
        tuple
    ),
)
USAGES = st.builds(
    Usage, input=NS, output=NS, thoughts=NS, cached=NS, tool_use=NS, total=NS, raw=JSON
)
_PLAIN_TURNS = st.builds(
    Turn,
    role=st.sampled_from(["user", "model"]),
    steps=st.lists(STEPS, max_size=2),
    created_unix_ns=st.integers(0, 2**63),
    model=TEXTS,
    profile=TEXTS,
    demo=st.booleans(),
    interaction_id=TEXTS,
    usage=st.none() | USAGES,
    finish=st.dictionaries(TEXTS, TEXTS, max_size=2),
    continuation_token=TEXTS,
    outcome=st.none() | OUTCOMES,
    first_token_ns=NS,
    elapsed_ns=NS,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A conversation whose turns follow one another in any tree."""
    turns = draw(st.lists(_PLAIN_TURNS, max_size=4))
    for number, turn in enumerate(turns):
        turn.id = f"t{number}"
        before = [f"t{earlier}" for earlier in range(number)]
        turn.parent_id = draw(st.sampled_from(["", *before]))
    return Document(
        id=draw(TEXTS),
        title=draw(TEXTS),
        created_unix_ns=draw(st.integers(0, 2**63)),
        tags=tuple(draw(st.lists(TEXTS, max_size=2))),
        pinned=draw(st.booleans()),
        head=turns[-1].id if turns else "",
        turns=turns,
    )


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
"""A PNG of one pixel, as base64."""
SOUND = base64.b64encode(b"\x01\x02" * 900).decode()
"""Raw sound, as base64."""


ALL = Wanted(usage=True, times=True, branches=True)
"""All that a file can hold."""


def conversation() -> Document:
    """Two questions, the first answered twice, with everything that a form has to say."""
    return Document(
        id="c1",
        title="A talk on rivers",
        created_unix_ns=1_790_000_000_000_000_000,
        updated_unix_ns=1_790_000_100_000_000_000,
        tags=("water", "日本"),
        head="a2",
        turns=[
            _turn("p1", "", "user", [[Text(text="Why do rivers bend?")]]),
            _turn("a1", "p1", "model", [[Text(text="The first try.")]], model="gemini-3.8-flash"),
            _full_answer(),
            _turn("p2", "a1b", "user", [[_picture(), Text(text="What is on <this>?")]]),
            _last_answer(),
        ],
    )


def _turn(id_: str, parent: str, role: Any, contents: list[list[Any]], **fields: Any) -> Turn:
    steps = [
        Step(index=number, kind="user_input" if role == "user" else "model_output", contents=each)
        for number, each in enumerate(contents)
    ]
    return Turn(
        role=role,
        id=id_,
        parent_id=parent,
        steps=steps,
        created_unix_ns=1_790_000_000_000_000_000,
        **fields,
    )


def _picture() -> Media:
    return Media(kind="image", mime_type="image/png", data=PIXEL, name="bank.png")


def _full_answer() -> Turn:
    text = "## Bends\n\nThey *wander*, says `x < y`:\n\n```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    call = FunctionCall(id="f1", name="get_river", arguments='{"name":"Rhine"}')
    return Turn(
        role="model",
        id="a1b",
        parent_id="p1",
        capture_id="20261121T033015.123456Z-7f3a9c",
        created_unix_ns=1_790_000_001_000_000_000,
        model="gemini-3.8-flash",
        profile="Gemini",
        usage=Usage(input=12, output=340, thoughts=56, total=408, raw={"promptTokenCount": 12}),
        finish={"0": "STOP"},
        first_token_ns=820_000_000,
        elapsed_ns=4_200_000_000,
        steps=[
            Step(
                index=0,
                kind="thought",
                contents=[
                    ThoughtText(text="Meanders first.\n\nThen **why**."),
                    ThoughtSignature(signature="c2ln"),
                ],
                parts=[{"text": "Meanders first.\n\nThen **why**.", "thought": True}],
            ),
            Step(
                index=1,
                kind="model_output",
                contents=[
                    Text(text=text),
                    Media(kind="audio", mime_type="audio/L16;rate=24000", data=SOUND),
                    Citation(kind="web", uri="https://example.test/a", title="A source"),
                    Metadata(name="safetyRatings", value=[math.inf]),
                ],
                parts=[{"text": text, "thoughtSignature": "c2ln"}],
            ),
            Step(
                index=2,
                kind="code_execution",
                contents=[
                    ToolCall(kind="code_execution_call", arguments={"code": "print('```')"}),
                    ToolResult(kind="code_execution_result", result="```\n42"),
                    UnknownContent(name="hologram", value={"depth": 3}),
                ],
            ),
            Step(
                index=3,
                kind="function_call",
                contents=[call],
                parts=[
                    {
                        "functionCall": {
                            "id": "f1",
                            "name": "get_river",
                            "args": {"name": "Rhine"},
                        },
                        "thoughtSignature": "Zmlyc3Q=",
                    }
                ],
            ),
        ],
        outcome=Outcome(kind="complete", reason="STOP", message="Complete."),
    )


def _last_answer() -> Turn:
    return _turn(
        "a2",
        "p2",
        "model",
        [[Text(text="A bank. $e=mc^2$ </script><b>bold</b>")]],
        model="gemini-3.8-flash",
        outcome=Outcome(kind="incomplete", message="The connection\nclosed."),
    )
