"""What is done beside everything else, and how its failures are told."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

import pytest

from gemini_desktop.app import build
from tests.support import RunCoroutine


def test_a_module_that_is_not_there_any_more_is_told_as_that(
    home: Path, run_qt: RunCoroutine, caplog: pytest.LogCaptureFixture
) -> None:
    """Much is imported when it is used first, perhaps after an update in place."""

    async def sends() -> None:
        importlib.import_module("gemini_desktop.removed_meanwhile")

    async def main() -> str:
        window = build(home)
        window.show()
        await window.presenter.opened()
        task = window.presenter._desk.spawn(sends(), "send")
        await asyncio.wait([task])
        await asyncio.sleep(0)
        told = window.toast.text
        window.close()
        await window.presenter.closed.wait()
        window.deleteLater()
        return told

    assert "removed or changed while it was open" in run_qt(main())
    assert "removed_meanwhile" in caplog.text
