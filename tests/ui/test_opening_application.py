"""What macOS asks to open arrives, also when it came before there was a window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from gemini_desktop.arguments import parsed
from tests.support import PATIENCE_S


def test_what_came_early_is_handed_over_first() -> None:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("opening_driver.py")],
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["before"] == []
    early, link, late = told["asked"]
    found = parsed([early, link, late])
    assert found.files == (Path("/home/me/a b.gcap"), Path("/日.har"))
    assert found.links == ("gemini-desktop:new?prompt=a%20b",)
