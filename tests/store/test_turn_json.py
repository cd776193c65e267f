"""A turn packed in pieces is the JSON that msgspec writes in one go."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desktop.core.events import FunctionCall, Json, Text, ThoughtText
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.store import packing, turn_json
from gemini_desktop.store.blobs import Blobs

LONG = 'A "reed" in the\nwind \\\\ bends; \u2028 風の中の葦 🌾 \x00\x7f' * 10_000


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def turn(text: str) -> Turn:
    return Turn(
        role="model",
        steps=[
            Step(index=0, kind="thought", contents=[ThoughtText(text=text)]),
            Step(
                index=1,
                kind="model_output",
                contents=[Text(text=text), FunctionCall(name="x" * 5000), Text(text="short")],
                parts=[{"thoughtSignature": "s", "text": text}, {"text": "short"}, {"text": 7}, 8],
            ),
        ],
        id="t",
    )


@pytest.mark.parametrize("text", ["short", "x" * 5000, LONG, "x" * 300_000, "\x00" * 300_000])
def test_it_is_the_same_json(text: str, blobs: Blobs) -> None:
    whole = turn(text)
    pack = turn_json.packer(whole, blobs)
    packed = pack()
    assert pack() == packed, "a second time too"
    assert packing.unpack(packed, blobs) == msgspec.json.encode(whole)
    assert whole == turn(text), "nothing was changed"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=3) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(JSON, max_size=3), words=st.sampled_from(["null", "x" * 300_000]))
def test_numbers_beyond_a_double_are_kept(parts: list[Json], words: str, blobs: Blobs) -> None:
    """A server may send 1e400; JSON cannot say what is read of it."""
    whole = turn(words)
    whole.steps[0].parts = parts
    packed = packing.unpack(turn_json.packer(whole, blobs)(), blobs)
    assert turn_json.decode(packed) == whole
    assert turn_json.decode(turn_json.encode(whole)) == whole
    assert turn_json.packed(whole, blobs) == turn_json.packer(whole, blobs)()
    assert msgspec.json.decode(packed, type=Turn).text == whole.text, "earlier versions read it"


def test_a_server_that_sends_them_is_believed() -> None:
    raw = {"/": [1e999, -1e999, {"~": math.nan}], "said": '"not_finite":{"/id":"inf"}'}
    whole = Turn(role="model", id="t", steps=[Step(index=0, kind="model_output", raw=raw)])
    back = turn_json.decode(turn_json.encode(whole)).steps[0].raw
    assert back["/"][:2] == raw["/"][:2]
    assert math.isnan(back["/"][2]["~"])
    assert back["said"] == raw["said"]
    odd = turn_json.encode(whole).replace(b'"-inf"', b'"-12"').replace(b"/steps/0/raw", b"/nowhere")
    assert turn_json.decode(odd).steps[0].raw["/"] == [None, None, {"~": None}]
    assert turn_json.decode(b'{"role":"model","not_finite":[1]}').role == "model"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(piece=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9))
def test_no_place_of_a_cut_matters(piece: str, blobs: Blobs) -> None:
    text = piece * (300_000 // len(piece))
    unpacked = packing.unpack(turn_json.packer(turn(text), blobs)(), blobs)
    assert msgspec.json.decode(unpacked, type=Turn) == turn(text)


def test_it_is_the_turn_as_it_was(blobs: Blobs) -> None:
    growing = turn("short")
    pack = turn_json.packer(growing, blobs)
    growing.steps[0].contents.append(Text(text="later"))
    growing.steps.append(Step(index=2, kind="model_output"))
    assert msgspec.json.decode(packing.unpack(pack(), blobs), type=Turn) == turn("short")


def test_a_text_that_is_there_twice_is_kept_once(blobs: Blobs) -> None:
    packed = turn_json.packer(turn(LONG), blobs)()
    assert len(packed) < 3000
    assert len(packing.references(packed)) == 2, "the text, and the call's long name"
