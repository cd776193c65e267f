"""Fixtures for all tests; what no test may leave behind is watched by `hygiene`.

Nothing here imports Qt before a test asks for it.
"""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import PATIENCE_S, RUN_LIMIT_S, RunCoroutine, T

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytest_plugins = ["tests.hygiene"]

# How fast an example is made or run says more of the computer than of the program: `hygiene` bounds
# a test as a whole.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# A shell's background job ignores Ctrl+C, and so would the programs that tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Windows of tests stay invisible, unless one wants to see them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Numbers, dates and what is today are written as on no machine in particular.
os.environ |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
os.environ.pop("LANGUAGE", None)
if hasattr(time, "tzset"):
    time.tzset()

# Nor is the keyring of this machine asked. Whoever asks first decides for the whole process, so it is
# settled before the first test.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

_FOREIGN = ("GEMINI", "GOOGLE", "OPENAI", "CLOUDSDK")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True, scope="session")
def _runtime_folder() -> Iterator[None]:
    """What windows of tests that are killed leave beside their home goes with it."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory(prefix="run-") as folder:  # 0700; a socket's path is short
        os.environ["XDG_RUNTIME_DIR"] = folder
        yield
    if before is None:
        del os.environ["XDG_RUNTIME_DIR"]
    else:
        os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory of the program; no key, project or proxy of this machine is seen."""
    for name in list(os.environ):
        if name.upper().startswith(_FOREIGN) or name.upper() in _PROXIES:
            monkeypatch.delenv(name)
    directory = tmp_path / "home"
    directory.mkdir()
    monkeypatch.setenv("GEMINI_DESKTOP_HOME", str(directory))
    return directory


@pytest.fixture
def run_async() -> RunCoroutine:
    """Run a coroutine on plain asyncio."""

    def run(coroutine: Coroutine[Any, Any, T], timeout: float = RUN_LIMIT_S) -> T:
        with asyncio.Runner() as runner:
            return runner.run(_limited(coroutine, timeout))

    return run


@pytest.fixture
def run_qt(qapp: "QApplication") -> RunCoroutine:
    """Run a coroutine on the program's own event loop, Qt's events included."""
    from gemini_desktop.ui.event_loop import create_event_loop

    def run(coroutine: Coroutine[Any, Any, T], timeout: float = RUN_LIMIT_S) -> T:
        with asyncio.Runner(loop_factory=lambda: create_event_loop(qapp)) as runner:
            return runner.run(_limited(coroutine, timeout))

    return run


@pytest.fixture
def qtbot(qtbot: "QtBot") -> "QtBot":
    """pytest-qt's, which waits 5 s by itself, with the patience of all tests."""
    for name in ("waitActive", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=round(PATIENCE_S * 1000)))
    return qtbot


async def _limited(coroutine: Coroutine[Any, Any, T], timeout: float) -> T:
    async with asyncio.timeout(timeout):
        return await coroutine
