"""Two windows over one home: what one does, the other shows."""

from __future__ import annotations

from pathlib import Path

from gemini_desktop import app
from gemini_desktop.ui.library.chats_model import ID_ROLE
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.support import RunCoroutine


def listed(window: app.Application) -> int:
    """How many chats the list shows, among its headings."""
    model = window.drawer.view.model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    return sum(bool(row.data(ID_ROLE)) for row in rows)


def test_the_list_and_the_conversation_follow_the_other_window(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as first:
            await answer(first, lambda: type_prompt(first, "Asked here"))
            async with opened(home) as second:
                second.conversation_selected.emit(first.session.settings.last_conversation)
                await until(lambda: len(second.presenter.turns) == 2)
                await answer(second, lambda: type_prompt(second, "Asked there"))
                await until(lambda: len(first.presenter.turns) == 4)
                assert first.presenter.turns[2].text == "Asked there"
                shown = second.session.settings.last_conversation
                second.conversation_renamed.emit(shown, "Named there")
                await until(lambda: first.windowTitle().startswith("Named there"))
                second.new_chat_requested.emit()
                await answer(second, lambda: type_prompt(second, "Another chat"))
                await until(lambda: listed(first) == 2)
                second.conversation_deleted.emit([shown])
                await until(lambda: listed(first) == 1)
            assert len(first.presenter.turns) == 4
            await answer(first, lambda: type_prompt(first, "Still here"))
            await until(lambda: listed(first) == 2)

    run_qt(main())
