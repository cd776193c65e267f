"""Each benchmark runs, on a few events; its figures are for people."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import measure
import pytest

_HERE = Path(__file__).parent


def run(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(_HERE / name), *arguments],
        capture_output=True, text=True, timeout=60, env=measure.environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


@pytest.mark.time_limit(60)
def test_engine() -> None:
    shown = run("engine.py", "--small=20", "--large=60", "--rounds=1")
    assert "engine-qt" in shown
    assert "the tape costs" in shown


def test_a_peer_that_is_not_installed_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    with measure.load_server() as server:
        found = measure.costs(server, ["socket", "openai"], small=10, large=30, rounds=1)
    assert found["socket"].cpu_us < 1000
    assert ("openai is left out" in capsys.readouterr().out) == ("openai" not in found)


@pytest.mark.time_limit(60)
def test_window() -> None:
    assert "stall ms" in run("window.py", "--events=50")
