"""What the founding documents want to see, in the window itself: real widgets, a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QTableView, QTreeView

from gemini_desktop import app
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.turns.blocks import Ending, ThoughtHead
from gemini_desktop.ui.inspector.detail.json_model import JsonModel
from tests.end2end.test_window import answer, conversation_text, opened, type_prompt, until, widget
from tests.seeds.wire import events, replying, tape
from tests.support import RunCoroutine


def profile(base: str, protocol: ProtocolName = "generate-content", **fields: Any) -> Profile:
    known: dict[str, Any] = {"name": "mine", "base_url": base, "auth": "none", "max_retries": 0}
    return Profile(protocol=protocol, **known | fields)


def use(window: app.Application, chosen: Profile) -> None:
    window.settings_pane.profile_added.emit(chosen)


def blocks(window: app.Application) -> list[Any]:
    """What stands below the last prompt."""
    return list(window.chat_pane.view.page.rows[-1].blocks)


def keys(model: JsonModel, at: QModelIndex) -> Iterator[tuple[str | int | None, Any]]:
    """All keys of a tree with their values."""
    model.fetchMore(at)
    for row in range(model.rowCount(at)):
        index = model.index(row, 0, at)
        yield model.node(index).key, model.node(index).value
        yield from keys(model, index)


def test_a_missing_login_names_the_command_that_makes_one(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """002-10: in the settings before anything is sent, and where the answer would stand."""
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    monkeypatch.setenv("NO_GCE_CHECK", "true")

    async def main() -> None:
        async with opened(home) as window:
            use(window, profile("", auth="adc", project="p-1"))
            cloud = window.settings_pane.connection.cloud
            await until(lambda: "gcloud auth application-default login" in cloud.state.text())
            turn = await answer(window, lambda: type_prompt(window, "Why is the sky blue?"))
            assert turn.outcome is not None
            assert turn.outcome.reason == "no_default_credentials"
            (ending,) = [block for block in blocks(window) if isinstance(block, Ending)]
            assert "gcloud auth application-default login" in ending.outcome.advice

    run_qt(main())


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        ("401 Unauthorized", b'{"error":{"code":401,"message":"Who are you?"}}', "Who are you?"),
        ("403 Forbidden", b'{"error":{"code":403,"message":"Keine Rechte"}}', "Keine Rechte"),
        ("404 Not Found", b"no such thing", "no such thing"),
        ("200 OK", b"", "empty"),
    ],
)
def test_each_failure_has_a_banner(
    home: Path, run_qt: RunCoroutine, status: str, body: bytes, words: str
) -> None:
    """000-13, 000-23, 000-24, 001-15: what happened in the server's words, and the next step."""

    async def main() -> None:
        async with opened(home) as window, replying([body], status=status) as base:
            use(window, profile(base))
            turn = await answer(window, lambda: type_prompt(window, "Hi"))
            (ending,) = [block for block in blocks(window) if isinstance(block, Ending)]
            assert ending.outcome is turn.outcome
            assert words in ending.outcome.message
            assert ending.outcome.advice
            if status[:3] != "200":
                assert status[:3] in ending.outcome.message

    run_qt(main())


def test_a_server_that_is_not_there_has_a_banner(home: Path, run_qt: RunCoroutine) -> None:
    """000-13, 003-15: the host is named."""

    async def main() -> None:
        async with opened(home) as window:
            use(window, profile("http://127.0.0.1:9"))
            await answer(window, lambda: type_prompt(window, "Hi"))
            (ending,) = [block for block in blocks(window) if isinstance(block, Ending)]
            assert "127.0.0.1" in ending.outcome.message

    run_qt(main())


def test_bold_cut_between_two_chunks_is_bold(home: Path, run_qt: RunCoroutine) -> None:
    """002-8: no asterisk is left to be seen."""
    said = ("The sky is *", "*bl", "ue** by day")
    pieces = [events({"choices": [{"index": 0, "delta": {"content": piece}}]}) for piece in said]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}

    async def main() -> None:
        async with (
            opened(home) as window,
            replying([*pieces, events(end, "[DONE]")], pause_s=0.05) as base,
        ):
            use(window, profile(base, "chat-completions"))
            await answer(window, lambda: type_prompt(window, "Why is the sky blue?"))
            view = window.chat_pane.view
            documents = [face.document for _, face, _ in view.in_view() if face.document]
            (drawn,) = [found for found in documents if "The sky is" in found.toPlainText()]
            assert drawn.toPlainText() == "The sky is blue by day"
            word = drawn.find("blue")
            assert word.charFormat().fontWeight() > QFont.Weight.Medium

    run_qt(main())


def test_all_that_a_gateway_says_is_in_the_tree(home: Path, run_qt: RunCoroutine) -> None:
    """001-17 to 001-23: headers with their lists, times, ids, usage with its details."""

    async def main() -> None:
        async with opened(home) as window:
            edit = widget(window, "promptEdit")
            assert isinstance(edit, QPlainTextEdit)
            edit.insertPlainText("讲个300个字的故事")
            await answer(window, lambda: QTest.keyClick(edit, Qt.Key.Key_Return))
            tree = widget(window, "jsonTree")
            assert isinstance(tree, QTreeView)
            seen: dict[str | int | None, list[Any]] = {}
            table = widget(window, "eventTable")
            assert isinstance(table, QTableView)
            rows = table.model().rowCount()
            for row in (0, rows - 1):
                table.selectRow(row)
                await until(lambda: tree.model().rowCount() > 0)
                model = tree.model()
                assert isinstance(model, JsonModel)
                for key, value in keys(model, QModelIndex()):
                    seen.setdefault(key, []).append(value)
            assert ["Origin", "X-Origin", "Referer"] in seen["Vary"]
            for key in ("createTime", "modelVersion", "responseId", "trafficType", "role"):
                assert seen[key], key
            assert seen["totalTokenCount"]
            assert {"modality", "tokenCount"} <= set(seen)

    run_qt(main())


def test_waiting_for_a_function_is_said(home: Path, run_qt: RunCoroutine) -> None:
    """004-30, 004-35: the banner says what the answer waits for."""

    async def main() -> None:
        async with opened(home) as window, replying([tape("seed4-weather")]) as base:
            use(window, profile(base, "interactions"))
            turn = await answer(window, lambda: type_prompt(window, "The weather in Paris?"))
            assert turn.outcome is not None
            assert turn.outcome.kind == "awaiting"
            (ending,) = [block for block in blocks(window) if isinstance(block, Ending)]
            assert "function call" in ending.outcome.message
            assert "get_weather" in conversation_text(window)

    run_qt(main())


def test_a_thought_without_words_is_seen(home: Path, run_qt: RunCoroutine) -> None:
    """004-25: that it was thought about, though not what."""

    async def main() -> None:
        async with opened(home) as window, replying([tape("seed4-count")]) as base:
            use(window, profile(base, "interactions"))
            await answer(window, lambda: type_prompt(window, "Count to from 1 to 25."))
            (head,) = [block for block in blocks(window) if isinstance(block, ThoughtHead)]
            assert "no summary" in wording.thought_preview(head)

    run_qt(main())
