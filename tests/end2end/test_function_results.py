"""A call is answered in the window, and the demo's model goes on with what it was told."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.events import ToolResult
from gemini_desktop.core.profile import ProtocolName
from tests.end2end.test_window import CONTROL, answer, opened, type_prompt
from tests.support import RunCoroutine


@pytest.mark.parametrize("protocol", ["generate-content", "interactions", "chat-completions"])
def test_the_result_goes_to_the_server(
    home: Path, run_qt: RunCoroutine, protocol: ProtocolName
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.settings_pane.profile_edited.emit(
                msgspec.structs.replace(window.session.profile, protocol=protocol)
            )
            await answer(window, lambda: type_prompt(window, "weather"))
            form = window.chat_pane.results
            assert form.isVisible()
            (call,) = form.calls
            field = form.findChild(QPlainTextEdit, "resultEdit")
            assert field is not None
            field.setPlainText('{"celsius": 18}')
            sent: list[RequestSent] = []
            window.bridge.record_received.connect(
                lambda record: sent.append(record) if isinstance(record, RequestSent) else None
            )
            turn = await answer(window, lambda: QTest.keyClick(field, Qt.Key.Key_Return, CONTROL))
            assert turn.outcome is not None
            assert turn.outcome.kind == "complete"
            assert call.name in turn.text or "18" in turn.text
            (result,) = window.presenter.turns[2].steps[0].contents
            assert isinstance(result, ToolResult)
            assert (result.name, result.result) == (call.name, {"celsius": 18})
            assert not form.isVisible()

    run_qt(main())
