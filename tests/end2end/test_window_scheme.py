"""Links of our own scheme, given to the window at its start."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from tests.end2end.test_window import opened, shown, until
from tests.end2end.test_window_opening import stream, titles
from tests.support import RunCoroutine


def test_a_prompt_stands_in_the_box_and_is_not_sent(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as before:
            before.chat_pane.composer.edit.setPlainText("My own words")
        async with shown(home, "gemini-desktop:new?prompt=Hello%20you") as window:
            box = window.chat_pane.composer.edit
            await until(lambda: "Hello you" in box.toPlainText())
            await until(lambda: box.toPlainText() == "My own words\n\nHello you")
            assert window.presenter.turns == []
            assert not window.busy
            assert "Read it before you send it" in window.toast.text

    run_qt(main())


def test_a_file_is_opened(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "a b.sse"
    path.write_text(stream("One"))

    async def main() -> None:
        async with shown(home, f"gemini-desktop:open?file={quote(str(path))}") as window:
            await until(lambda: [t.text for t in window.presenter.turns] == ["One"])
            await until(lambda: titles(window) == ["a b.sse"])

    run_qt(main())


def test_a_new_chat_takes_the_place_of_the_one_in_view(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "a.sse"
    path.write_text(stream("One"))

    async def main() -> None:
        async with shown(home, str(path)) as window:
            await until(lambda: [t.text for t in window.presenter.turns] == ["One"])
            window.presenter.follow_links(["gemini-desktop:new"])
            await until(lambda: window.presenter.turns == [])
            assert window.chat_pane.composer.edit.toPlainText() == ""

    run_qt(main())


def test_what_we_do_not_do_is_said(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with shown(home, "gemini-desktop:send?prompt=Hello") as window:
            await until(lambda: "nothing was done" in window.toast.text)
            assert window.chat_pane.composer.edit.toPlainText() == ""

    run_qt(main())
