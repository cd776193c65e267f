"""Nothing a server sends makes the engine raise, and what it says of it holds; see `long_run.py`
for a million of them with their times."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import long_run
from tests.fuzz.floods import floods
from tests.fuzz.invariants import check
from tests.fuzz.mutate import BODIES, MOST_BYTES, Stream, places, stream

_FOUND = (4246, 11246, 18438, 19484, 2021, 2085, 150334, 146073, 1054580)
"""Seeds at which something did not hold once: events in the middle of an unfinished one, and a
stream in which a lone CR and a CRLF follow each other."""


def test_mutated_captures() -> None:
    for seed in (*_FOUND, *range(1500)):
        chance = random.Random(seed)
        try:
            check(stream(chance), chance, deep=seed % 10 == 0 or seed in _FOUND)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


@given(
    body=st.binary(max_size=600), seed=st.integers(0, 9), status=st.sampled_from((200, 400, 503))
)
@settings(max_examples=150, deadline=None)
def test_any_bytes(body: bytes, seed: int, status: int) -> None:
    check(Stream(body, "", status), random.Random(seed), deep=True)


@pytest.mark.parametrize("name", floods())
def test_floods_of_one_thing(name: str) -> None:
    check(Stream(floods()[name], "", 200), random.Random(1), deep=False)


def test_the_mutations_differ_and_stay_small() -> None:
    made = [stream(random.Random(seed)).body for seed in range(300)]
    assert len(set(made)) > 250
    assert max(map(len, made)) <= MOST_BYTES
    assert sum(body in BODIES.values() for body in made) < 60
    assert len(places({"a": [1, {"b": 2}]})) == 4


def test_the_long_run_tells_what_it_did(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["long_run.py", "20", "7"])
    long_run.main()
    assert "passed 20 / 20" in capsys.readouterr().out
