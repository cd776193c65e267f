"""An interaction on the server from the command line: looked at, resumed, cancelled, deleted."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_desktop.net.demo_server import DemoServer
from tests.executable import main
from tests.support import PATIENCE_S
from tests.test_client import in_a_thread


@contextlib.asynccontextmanager
async def slow_demo() -> Any:
    server = DemoServer(pace=1)
    await server.start()
    try:
        yield server.base_url
    finally:
        await server.stop()


@pytest.fixture
def demo(home: Path) -> Iterator[str]:
    with in_a_thread(slow_demo) as base:
        yield base


def created(base: str) -> str:
    """The id of an interaction that works in the background."""
    body = {"agent": "deep-research-preview-04-2026", "input": "quantum", "background": True}
    state = httpx.post(f"{base}/v1beta/interactions", json=body, timeout=PATIENCE_S).json()
    return str(state["id"])


def test_it_is_resumed_to_its_end(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    id_ = created(demo)
    assert main(["interaction", "resume", id_, "--json", "--base-url", demo]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "complete"
    assert told["text"].startswith("# ")
    assert main(["interaction", "get", id_, "--json", "--base-url", demo]) == 0
    looked = json.loads(capsys.readouterr().out)
    assert looked["text"] == told["text"]
    code = main(["interaction", "resume", id_, "--after", "evt_0004", "--json", "--base-url", demo])
    assert code == 0
    rest = json.loads(capsys.readouterr().out)
    assert rest["events"] == told["events"] - 4


def test_it_is_cancelled_and_deleted(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    id_ = created(demo)
    assert main(["interaction", "cancel", id_, "--base-url", demo]) == 0
    assert capsys.readouterr().out == f"{id_}: cancelled\n"
    assert main(["interaction", "delete", id_, "--base-url", demo]) == 0
    assert capsys.readouterr().out == f"{id_}: deleted\n"
    assert main(["interaction", "get", id_, "--text", "--base-url", demo]) == 1
    assert "not" in capsys.readouterr().err
    assert main(["interaction", "delete", id_, "--base-url", demo]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err


def test_without_an_id_nothing_is_sent(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["interaction", "get", " ", "--base-url", "http://127.0.0.1:9"])
    assert code == 2
    assert "No interaction is named" in capsys.readouterr().err
