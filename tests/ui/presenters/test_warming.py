"""What the first answer needs is there when its prompt is sent, and not before it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support import PATIENCE_S

_PROBE = Path(__file__).with_name("warming_probe.py")
_ROOT = Path(__file__).parents[3]
NEEDED = (
    "gemini_desktop.core.lint.linter", "gemini_desktop.core.merged",
    "gemini_desktop.core.protocols.generate_content", "gemini_desktop.net.demo_server",
    "gemini_desktop.net.exchange", "gemini_desktop.session.recorder",
    "gemini_desktop.ui.chat.text.parsers", "gemini_desktop.ui.inspector.detail.tree_page",
    "gemini_desktop.ui.inspector.raw.raw_page", "gemini_desktop.ui.inspector.log.log_page",
    "httpx", "markdown_it",
)  # fmt: skip
FEW = 20


def test_a_prompt_is_answered_without_waiting_for_imports(home: Path) -> None:
    """A draft alone brings nothing; three keys bring it all, and the answer next to nothing."""
    done = subprocess.run(
        [sys.executable, str(_PROBE), str(home)],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False, cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written, answered, kinds = json.loads(done.stdout)
    assert not set(NEEDED) - set(written)
    ours = [name for name in answered if name.startswith("gemini_desktop")]
    assert len(ours) < FEW, ours
    assert "QCalendarWidget" not in kinds, "a viewport was asked for that PySide had not met"
