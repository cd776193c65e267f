"""The window is painted before anything heavy is imported, and most of that only when it is used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import PATIENCE_S

_PROBE = Path(__file__).with_name("start_probe.py")
_ROOT = Path(__file__).parents[2]
HEAVY = (
    "httpx", "httpcore", "h11", "anyio", "google.auth", "cryptography", "keyring", "pygments",
    "ziamath", "ziafont", "PySide6.QtMultimedia", "PySide6.QtPdf", "PySide6.QtPrintSupport",
    "PySide6.QtQml",
)  # fmt: skip
"""What a window that nobody has asked anything needs at no time."""
NOT_FIRST = (
    *HEAVY, "asyncio", "qasync", "sqlite3", "msgspec", "markdown_it", "ssl", "logging.handlers",
    "PySide6.QtSvg", "PySide6.QtNetwork", "gemini_desktop.net", "gemini_desktop.session",
    "gemini_desktop.core.chunk", "gemini_desktop.core.transcript", "gemini_desktop.core.protocols",
    "gemini_desktop.ui.chat", "gemini_desktop.ui.inspector", "gemini_desktop.ui.settings",
    "gemini_desktop.ui.presenters", "gemini_desktop.ui.controls", "gemini_desktop.ui.icons",
)  # fmt: skip
NOT_IDLE = (
    *HEAVY, "ssl", "_ssl", "_hashlib", "typing_extensions", "logging.handlers", "email.utils",
    "ctypes", "pprint", "wave", "mimetypes", "html", "xml.etree", "markdown_it", "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "gemini_desktop.ui.x11_activation", "gemini_desktop.ui.export.sheet",
    "gemini_desktop.ui.chat.find_bar", "gemini_desktop.ui.chat.unsaved_strip",
    "gemini_desktop.ui.chat.compose.results_form", "gemini_desktop.ui.chat.compose.mail_bar",
    "gemini_desktop.ui.backup_sheet", "gemini_desktop.ui.storage.sheet",
    "gemini_desktop.ui.library.import_sheet", "gemini_desktop.ui.capture_dialog",
    "gemini_desktop.ui.chat.text.formulas.layout", "gemini_desktop.session.importing.chats",
    "gemini_desktop.session.opening", "gemini_desktop.session.saving.copying",
    "gemini_desktop.session.saving.transcripts", "gemini_desktop.store.backup",
    "gemini_desktop.core.har", "gemini_desktop.core.importing.forms",
    "gemini_desktop.core.export.markdown", "gemini_desktop.core.export.html",
    "gemini_desktop.core.export.har", "gemini_desktop.core.protocols.generate_content",
    "gemini_desktop.core.lint", "gemini_desktop.core.merged",
    "gemini_desktop.ui.inspector.detail.json_tree", "gemini_desktop.ui.inspector.detail.event_text",
    "gemini_desktop.core.protocols.interactions", "gemini_desktop.core.protocols.chat_completions",
    "gemini_desktop.ui.chat.faces", "gemini_desktop.ui.chat.turns.conversation",
    "gemini_desktop.ui.chat.text.render", "gemini_desktop.ui.chat.text.citing",
    "gemini_desktop.ui.chat.text.segments", "gemini_desktop.ui.chat.turns.files",
    "gemini_desktop.core.answer", "gemini_desktop.core.decoding.decoder",
    "gemini_desktop.core.export.document", "gemini_desktop.core.failures.advice",
    "gemini_desktop.core.json.spans", "gemini_desktop.core.redact", "gemini_desktop.session.asking",
    "gemini_desktop.session.attaching", "gemini_desktop.session.live", "gemini_desktop.store.tape",
    "gemini_desktop.store.export_files", "gemini_desktop.store.care.sweeping",
    "gemini_desktop.ui.inspector.events.filter.words", "gemini_desktop.ui.settings.check",
    "gemini_desktop.ui.chat.accessible_chat", "gemini_desktop.ui.chat.hands.copied_text",
)  # fmt: skip
"""What the whole window does not need until somebody does something with it. Each kilobyte of
bytecode takes three of memory, for as long as the window is open."""
NOT_MADE = {
    "QWizard",
    "QCalendarWidget",
    "QMdiArea",
    "QDateTimeEdit",
    "QGraphicsView",
    "QTableWidget",
    "QFileDialog",
}
"""Classes of Qt that nothing here uses: PySide6 makes them all when it looks for what an object may
be, which is a megabyte and 12 ms."""
_MOST_OWN = 30
"""Each module of ours costs half a millisecond."""


_MOST_WIDGETS = 370
"""Each takes some 17 KB under the style sheet; there were a thousand once."""
LATE = {
    "RawPage", "LogPage", "RequestPage", "TimingPage", "FindingsPage", "MergedPage",
    "TreePage", "ValuePage", "EventText", "ReadsPage", "SearchStrip", "CapturesPanel",
    "FindBar", "UnsavedStrip", "RetryBar", "ResultsForm", "MailBar", "EditBanner",
    "ExportSheet", "ImportSheet", "Below", "Storage", "Reliability", "Cloud", "Address",
}  # fmt: skip
"""What of the window is made when somebody comes to it."""


@pytest.fixture
def starts(home: Path) -> list[dict[str, Any]]:
    """What there is at the outline, and in the whole window."""
    done = subprocess.run(
        [sys.executable, str(_PROBE)],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["when"] for each in found] == ["outline", "whole"]
    assert [each["dressed"] for each in found] == [False, True], "dressed once, and at last"
    assert found[1]["sources"] < 60, "PySide6 has not read all of our sources"
    assert found[1]["faces"] == [found[1]["face"]], "buttons have the window's own face"
    return found


@pytest.fixture
def told(starts: list[dict[str, Any]]) -> dict[str, set[str]]:
    """What is imported at the outline, and in the whole window."""
    return {each["when"]: set(each["modules"]) for each in starts}


def test_a_window_begins_with_few_widgets_and_the_outline_without_enumerations(
    starts: list[dict[str, Any]],
) -> None:
    outline, whole = starts
    assert not outline["enumerations"], "something names `Qt` before the outline is painted"
    assert outline["widgets"] <= 3
    assert whole["widgets"] <= _MOST_WIDGETS
    assert not LATE & set(whole["kinds"])
    assert not NOT_MADE & set(whole["classes"])
    assert {"EventsPage", "Generation", "Connection"} <= set(whole["kinds"])


def test_widgets_that_no_rule_is_for_are_not_in_the_sheet(starts: list[dict[str, Any]]) -> None:
    whole = starts[1]
    assert whole["plain"] >= 40
    assert not whole["plain but dressed"]
    assert not whole["plain with children"], "a child would be without the sheet as well"
    assert not whole["plain with tips"], "a tooltip would be, too"


def test_nothing_heavy_is_imported_before_the_first_picture(told: dict[str, set[str]]) -> None:
    early = told["outline"]
    assert early.isdisjoint(NOT_FIRST)
    assert len([name for name in early if name.startswith("gemini_desktop")]) <= _MOST_OWN
    assert "gemini_desktop.ui.chat.pane" in told["whole"]


def test_what_an_idle_window_does_not_use_is_not_loaded(told: dict[str, set[str]]) -> None:
    assert told["whole"] & set(NOT_IDLE) == set()
