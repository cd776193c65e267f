"""Each benchmark runs, on a few events; its figures are for people."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import measure
import pytest

from tests.support import PATIENCE_S

_HERE = Path(__file__).parent


def run(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(_HERE / name), *arguments],
        capture_output=True, text=True, timeout=PATIENCE_S, env=measure.environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_engine() -> None:
    shown = run("engine.py", "--small=20", "--large=60", "--rounds=1")
    assert "engine-qt" in shown
    assert "the tape costs" in shown


def test_a_peer_that_is_not_installed_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    with measure.load_server() as server:
        found = measure.costs(server, ["socket", "openai"], small=10, large=30, rounds=1)
    assert "socket" in found
    assert ("openai is left out" in capsys.readouterr().out) == ("openai" not in found)


def test_window() -> None:
    assert "stall ms" in run("window.py", "--events=50")


def test_chat() -> None:
    shown = run("chat.py", "--scale=0.012")
    assert "p99" in shown
    assert shown.count("target") == 4


def test_chat_memory() -> None:
    shown = run("chat_memory.py", "--scale=0.01")
    assert shown.count("\n") == 4
    assert "QTextBrowser" in shown


def test_inspector() -> None:
    shown = run("inspector.py", "--events=2000", "--seconds=0.1")
    assert "scroll: p99 frame" in shown
    assert shown.count("longest hold") == 5


def test_growth() -> None:
    assert "bytes/event" in run("growth.py", "--events=1100,1200", "--rounds=1", "--stack=engine")


def test_images() -> None:
    assert "ms/picture" in run("images.py", "--images=2", "--bytes=10000", "--rounds=1")


def test_cancel() -> None:
    shown = run("cancel.py", "--times=2")
    assert [line.split()[-1] for line in shown.splitlines()[1:3]] == ["0", "0"], "sockets left"


def test_send() -> None:
    assert "chat-completions" in run("send.py", "--small=10", "--large=50", "--rounds=1")


def test_latency() -> None:
    shown = run("latency.py", "--rates=500", "--seconds=0.2", "--rounds=1")
    assert "write to slot at 500/s" in shown


def test_reads_under_a_long_time_out() -> None:
    timers = run("reads.py", "--reads=2000").splitlines()[-1].split()
    assert timers[:3] == ["live", "timers", "then"]
    assert float(timers[3]) < 200


def test_growth_of_the_command() -> None:
    assert "send" in run("growth.py", "--events=1100,1200", "--rounds=1", "--stack=send")


def test_the_table_knows_all_of_them() -> None:
    assert "--quick" in run("table.py", "--help")


def test_waterfall() -> None:
    shown = run("waterfall.py", "--events=3000", "--paintings=2")
    assert shown.count("painting") == 3


def test_detail() -> None:
    shown = run("detail.py", "--bytes=50000", "--rounds=1")
    assert shown.count("\n") == 11
    assert "page of bytes" in shown


def test_lint() -> None:
    shown = run("lint.py", "--events=100,300", "--rounds=1")
    assert shown.count("us/event") == 8


def test_link() -> None:
    shown = run("link.py", "--events=300", "--lookups=20")
    assert shown.count("x\n") == 2


def test_captures() -> None:
    shown = run("captures.py", "--captures=40", "--characters=200")
    assert shown.count("search:") == 6
    assert "forget one" in shown


def test_start_and_its_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.dont_write_bytecode:
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path))  # one for both
    shown = run("start.py", "--rounds=1", "--platform=offscreen")
    assert "offscreen, first paint, ms" in shown
    assert "<= 1.3" in shown
    assert "together" in run("imports.py", "--rows=5", "--stays=0.1")


def test_commands() -> None:
    shown = run("commands.py", "--rounds=1")
    assert "send --help, wall, ms" in shown
    assert re.search(r"commands that load Qt +0 ", shown)


def test_library() -> None:
    shown = run("library.py", "--conversations=60", "--events=2000")
    assert "search: two letters of CJK" in shown
    assert "drawer: an answer came in" in shown


def test_importing() -> None:
    shown = run("importing.py", "--chats=30", "--rounds=1")
    assert "30 conversations of 10 turns" in shown
    assert "times as long" in shown


def test_backup() -> None:
    shown = run("backup.py", "--megabytes=3")
    assert "times tar -xz" in shown
    assert "restore, all of it is there" in shown


def test_unused() -> None:
    shown = run("unused.py", "--rows=3", "--stays=2")
    assert shown.count("\n") == 5
    assert "together" in shown
