"""The campaign with two windows on one home, in short: `two_windows.py` has more rounds."""

from __future__ import annotations

from pathlib import Path

import two_windows


def test_two_windows_that_do_everything_at_once_lose_nothing(tmp_path: Path) -> None:
    windows = two_windows.Windows()
    try:
        assert two_windows.one_round(windows, tmp_path / "home", 1) == []
    finally:
        windows.close()
