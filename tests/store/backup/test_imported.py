"""What was imported is known as such after a restore too: it does not come a second time."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemini_desktop.session.importing import Importing, Report
from gemini_desktop.store.backup.restoring import finish, restore
from gemini_desktop.store.backup.writing import back_up
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.transcripts import Library
from tests.store.backup.homes import make_home
from tests.support import RunCoroutine

SAMPLE = Path(__file__).parents[2] / "core" / "importing" / "samples" / "chatgpt.json"


async def bring(home: Path) -> tuple[Report, dict[str, str]]:
    """Import the sample; what came, and where each conversation is from."""
    library = Library(prepare_home(home))
    await library.open()
    try:
        report = await Importing(library, Captures(home)).run([SAMPLE])
        listed = await library.conversations()
        return report, {entry.title: entry.origin for entry in listed}
    finally:
        await library.close()


@pytest.mark.parametrize("used", [False, True])
def test_it_is_here_already(used: bool, tmp_path: Path, run_async: RunCoroutine) -> None:
    run_async(bring(tmp_path / "home"))
    file, other = tmp_path / "all.gdbackup", tmp_path / "other"
    back_up(tmp_path / "home", file, lambda _: None)
    if used:
        make_home(other)
    restore(file, other, lambda _: None)
    finish(other)
    report, origins = run_async(bring(other))
    assert (report.conversations, report.here) == (0, 2)
    assert origins["Bridges of the sample town"] == "chatgpt"
