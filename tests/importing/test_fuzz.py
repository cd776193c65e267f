"""A short run of what `fuzz_run.py` does at length."""

from __future__ import annotations

from collections import Counter

from tests.importing import fuzz_run


def test_changed_files_are_read_left_out_or_refused() -> None:
    said: list[str] = []
    counts = fuzz_run.run(400, 7, said.append)
    assert {"read", "left out", "refused", "unknown"} <= counts.keys()
    assert said[0].startswith("400 files:")
    assert isinstance(counts, Counter)


def test_the_unchanged_files_are_all_read() -> None:
    assert len(fuzz_run.samples()) == 10
