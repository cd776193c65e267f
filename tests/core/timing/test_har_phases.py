"""Phases to a HAR's timings and back: they add up, and nothing is invented."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import PhasePassed, Record
from gemini_desktop.core.export import har as har_export
from gemini_desktop.core.har import reader as har
from gemini_desktop.core.timing import figures, har_phases
from tests.core.timing import made

MS = made.MS
LENGTHS = st.integers(min_value=1, max_value=5000)


def entries(records: list[Record]) -> list[dict[str, Any]]:
    """As they stand in the file."""
    archive = json.loads(b"".join(har_export.write([records])))
    return list(archive["log"]["entries"])


def test_an_answers_way_is_written() -> None:
    (entry,) = entries(list(made.answered()))
    assert entry["timings"] == {
        "blocked": 0,
        "dns": -1,
        "connect": 40,  # with encryption, as the standard has it
        "ssl": 30,
        "send": 5,
        "wait": 100,
        "receive": 3155,
    }
    assert entry["time"] == 3300
    assert "serverIPAddress" not in entry


def test_an_open_connection_was_not_opened() -> None:
    first, second, _ = entries(list(made.refused_twice()))
    assert (first["timings"]["connect"], first["timings"]["ssl"]) == (10, -1)
    assert second["timings"]["connect"] == -1
    assert second["timings"]["send"] == 1


def test_the_address_that_answered_is_written() -> None:
    records = list(made.answered())
    records[1] = PhasePassed(t_ns=10 * MS, began_ns=0, name="connect", detail="::1")
    assert entries(records)[0]["serverIPAddress"] == "::1"
    (back,) = har.captures({"log": {"entries": entries(records)}})
    connected = next(r for r in back.records if isinstance(r, PhasePassed))
    assert connected.detail == "::1"


def test_without_phases_there_is_only_the_wait() -> None:
    found = har_phases.written([], 0, 250 * MS, 400 * MS)
    assert found == {
        "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 250, "receive": 150,
    }  # fmt: skip
    assert har_phases.read(found) == []


def test_a_connection_that_failed_took_its_time() -> None:
    failed = [made.phase("connect", 0, 70, failed=True)]
    found = har_phases.written(failed, 0, 71 * MS, 71 * MS)
    assert (found["connect"], found["send"], found["wait"]) == (70, 0, 1)
    assert har_phases.address(failed) == ""


@given(st.lists(LENGTHS, min_size=7, max_size=7))
def test_what_is_written_is_read_again(lengths: list[int]) -> None:
    queue, lookup, connect, tls, send, wait, receive = lengths
    at = queue
    phases = []
    for name, length in (("lookup", lookup), ("connect", connect), ("tls", tls), ("send", send)):
        phases.append(made.phase(name, at, at + length))
        at += length
    found = har_phases.written(phases, 0, (at + wait) * MS, (at + wait + receive) * MS)
    assert har_phases.read(found) == phases
    parts = ("blocked", "dns", "connect", "send", "wait", "receive")
    assert sum(found[name] for name in parts) == pytest.approx(at + wait + receive)


def test_a_browsers_archive_has_a_waterfall() -> None:
    """What is DNS for it is a lookup for us."""
    timings = {
        "blocked": 2,
        "dns": 10,
        "connect": 50,
        "ssl": 30,
        "send": 1,
        "wait": 200,
        "receive": 9,
    }
    entry = {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 272,
        "request": {"method": "POST", "url": "https://x.test/", "headers": []},
        "response": {"status": 200, "headers": [], "content": {"text": "data: {}\n\n"}},
        "timings": timings,
    }
    (capture,) = har.captures({"log": {"entries": [entry]}})
    (attempt,) = figures.read(capture.records).attempts
    spans = [(span.name, span.begin_ms, span.length_ms) for span in attempt.spans]
    assert spans[:6] == [
        ("queue", 0, 2),
        ("lookup", 2, 10),
        ("connect", 12, 20),
        ("tls", 32, 30),
        ("send", 62, 1),
        ("server", 63, 200),
    ]


@pytest.mark.parametrize(
    "timings",
    [
        {},
        {"connect": "soon"},
        {"connect": -1, "ssl": 5},
        {"connect": 1e300},
        {"dns": None, "send": 3},
    ],
)
def test_odd_timings_give_no_phases(timings: dict[str, Any]) -> None:
    found = har_phases.read(timings)
    assert [phase.name for phase in found] in ([], ["send"])


@given(
    st.dictionaries(
        st.sampled_from(["blocked", "dns", "connect", "ssl", "send"]), st.floats() | st.none()
    )
)
def test_whatever_stands_there_phases_follow_each_other(timings: dict[str, Any]) -> None:
    at_ns = 0
    for phase in har_phases.read(timings):
        assert at_ns <= phase.began_ns <= phase.t_ns
        at_ns = phase.t_ns
