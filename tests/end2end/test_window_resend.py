"""A request goes out once more from the window, and its answer comes in before one's eyes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from gemini_desktop import app
from gemini_desktop.core.answer import read
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.ui.controls import Badge
from gemini_desktop.ui.inspector.pages import REQUEST
from tests.end2end.test_window import answer, opened, type_prompt, until, use
from tests.net.test_exchange import HEAD, holding, serving
from tests.session.test_live import HELLO
from tests.support import RunCoroutine


async def again(window: app.Application, body: bytes | None = None) -> bytes:
    """Send what is shown again; the body that was sent."""
    pane = window.inspector_pane
    before = pane.source
    pane.pages.request.resend_requested.emit(body)
    await until(lambda: pane.source is not before)
    badge = pane.findChild(Badge, "inspectorOutcome")
    assert badge is not None
    await until(lambda: not badge.isHidden() and badge.text == "Complete")
    assert pane.source is not None
    return next(r for r in pane.source.records() if isinstance(r, RequestSent)).body


def test_the_same_again_and_edited(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            turn = await answer(window, lambda: type_prompt(window, "Hello"))
            pane = window.inspector_pane
            first = pane.source
            assert first is not None
            sent = next(r for r in first.records() if isinstance(r, RequestSent))
            assert await again(window) == sent.body
            assert pane.source is not None
            assert read(pane.source.records()).text == turn.text
            pane.show_page(REQUEST)
            edited = sent.body.replace(b"Hello", b"Hello there")
            assert await again(window, edited) == edited
            assert [t.text for t in window.presenter.turns] == ["Hello", turn.text]
            assert len(await window.session.exchanges.listed()) == 3
            await until(lambda: window.toast.text.startswith("Sent again"))
            button = window.toast.findChild(QAbstractButton, "toastAction")
            assert button is not None
            button.click()
            turns = window.presenter.turns
            assert [t.role for t in turns] == ["user", "model"]
            assert turns[0].text == "Hello there"
            window.inspector_pane.clear()
            window.commands.inspect_turn.trigger()
            assert window.inspector_pane.source is not None
            third = await answer(window, lambda: type_prompt(window, "And on"))
            kept = await window.session.chats.load(window.session.settings.last_conversation)
            assert [t.text for t in kept.turns][::3] == ["Hello there", third.text]

    run_qt(main())


def test_while_an_answer_comes_in_it_waits(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> str:
        async with serving(holding(HEAD + HELLO)) as port, opened(home) as window:
            use(window, port)
            type_prompt(window, "Hi")
            pane = window.inspector_pane
            await until(lambda: pane.pages.request.sent is not None)
            pane.pages.request.resend_requested.emit(None)
            words = window.toast.text
            window.chat_pane.stop_requested.emit()
            await until(lambda: not window.busy)
            return words

    assert "An answer is coming in" in run_qt(main())


def test_stopped_it_keeps_what_came(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> int:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            async with serving(holding(HEAD + HELLO)) as port:
                use(window, port)
                pane = window.inspector_pane
                before = pane.source
                type_prompt(window, "Hi")
                await until(lambda: len(pane.model.columns) > 0 and pane.source is not before)
                window.chat_pane.stop_requested.emit()
                await until(lambda: not window.busy)
                first = pane.source
                pane.pages.request.resend_requested.emit(None)
                await until(lambda: pane.source is not first and len(pane.model.columns) > 0)
                await until(lambda: not pane.sending.isHidden())
                pane.sending.stop_requested.emit()
                await until(pane.sending.isHidden)
                assert pane.source is not None
                return pane.source.size()

    assert run_qt(main()) == len(HELLO)
