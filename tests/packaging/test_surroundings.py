"""The quickest of the surroundings that lack something, in the suite; the run beside has all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.desktop import is_installed
from tests.executable import command
from tests.packaging import surroundings, surroundings_run

# What no test of a part sees: that the whole starts, answers and ends there.
QUICK = ("no-terminal", "home-is-a-file")


@pytest.mark.parametrize("name", QUICK)
def test_it_starts_answers_and_ends(name: str, tmp_path: Path) -> None:
    if not is_installed() or sys.platform != "linux":
        return
    place = surroundings.ALL[name]
    program = command("--demo-pace", "0")
    seen = surroundings_run.started(place, program, tmp_path / "picture.png", answer_s=1)
    assert surroundings_run.is_well(place, seen), seen
    assert seen.files == []


def test_each_place_leads_to_the_program() -> None:
    for name, place in surroundings.ALL.items():
        assert '"$@"' in place.shell or "$WORK" in place.shell, name
        assert name == name.lower()
