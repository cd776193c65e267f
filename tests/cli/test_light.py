"""What answers from the program alone answers at once: little is imported for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gemini_desktop import __version__
from tests.support import PATIENCE_S

_QT = ("PySide6", "shiboken6")
_HEAVY = (*_QT, "httpx", "ssl", "asyncio", "sqlite3", "google.auth", "keyring", "markdown_it")


def _ran(*arguments: str) -> tuple[str, set[str]]:
    """What it prints, and the modules that it imports."""
    command = [sys.executable, "-X", "importtime", "-m", "gemini_desktop", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return done.stdout, {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_costs_next_to_nothing(option: str) -> None:
    shown, imported = _ran(option)
    assert shown == f"gemini-desktop {__version__}\n"
    assert imported.isdisjoint((*_HEAVY, "argparse", "msgspec", "dataclasses", "typing"))


@pytest.mark.parametrize("command", [[], ["send"], ["decode"], ["export"], ["doctor"]])
def test_help_imports_nothing_that_a_command_needs(command: list[str]) -> None:
    shown, imported = _ran(*command, "--help")
    assert shown.startswith("usage: gemini-desktop")
    assert imported.isdisjoint((*_HEAVY, "msgspec"))
