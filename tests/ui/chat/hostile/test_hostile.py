"""A choice of the hostile answers, each in a process of its own; `hostile_run.py` tries them all."""

from __future__ import annotations

from pathlib import Path

import hostile_cases
import hostile_run
import pytest

_CHOICE = [
    "img-html-file", "img-abs-path", "img-http", "link-file", "link-userinfo", "html-script",
    "deep-line-1MB", "deep-table-2000-cols", "deep-ref-defs-50000", "stream-link-split",
    "uni-lone-surrogate", "uni-tag-chars", "more-bracket-open", "more-dollar-math-many",
    "more-quote-lazy", "more-includegraphics",
]  # fmt: skip

_LIMIT_MS = 1_000
"""What a flood may cost on a machine that is busy with other things; `hostile_run.py` is strict."""


@pytest.mark.parametrize("name", _CHOICE)
def test_a_hostile_answer_does_no_harm(name: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary.png"
    canary.write_bytes(b"CANARY")
    found = hostile_run.run(name, canary)
    assert hostile_run.judged(found, limit_ms=_LIMIT_MS) == []


def test_harm_would_be_seen() -> None:
    """The judge finds each thing wrong that it is there to find."""
    good = {
        "needle": True, "copy": True, "stall_cpu_ms": 5.0, "opened": [], "unsafe_links": [],
        "opened_unasked": False,
    }  # fmt: skip
    assert hostile_run.judged(good) == []
    for name, bad in (
        ("needle", False), ("copy", False), ("stall_cpu_ms", 101.0), ("opened", ["open /x"]),
        ("unsafe_links", ["file:///x"]), ("opened_unasked", True), ("traced", ["connect(...)"]),
    ):  # fmt: skip
        assert len(hostile_run.judged({**good, name: bad})) == 1


def test_every_case_can_be_built() -> None:
    cases = hostile_cases.every()
    assert len(cases) > 100
    for case in cases:
        assert "".join(case.pieces("/x/canary.png", "http://127.0.0.1:1/x"))
