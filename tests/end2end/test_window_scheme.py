"""Links of our own scheme, given to the window at its start."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from gemini_desktop import app
from tests.end2end.test_window import opened, until
from tests.end2end.test_window_opening import stream, titles
from tests.support import RunCoroutine, patiently


async def put_away(window: app.Application) -> None:
    window.close()
    await patiently(window.presenter.closed.wait())
    window.deleteLater()


def test_a_prompt_stands_in_the_box_and_is_not_sent(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as before:
            before.chat_pane.composer.edit.setPlainText("My own words")
        window = app.build(home, ["--demo-pace", "0", "gemini-desktop:new?prompt=Hello%20you"])
        window.show()
        try:
            box = window.chat_pane.composer.edit
            await until(lambda: "Hello you" in box.toPlainText())
            await until(lambda: box.toPlainText() == "My own words\n\nHello you")
            assert window.presenter.turns == []
            assert not window.busy
            assert "Read it before you send it" in window.toast.text
        finally:
            await put_away(window)

    run_qt(main())


def test_a_file_is_opened(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "a b.sse"
    path.write_text(stream("One"))

    async def main() -> None:
        window = app.build(home, [f"gemini-desktop:open?file={quote(str(path))}"])
        window.show()
        try:
            await until(lambda: [t.text for t in window.presenter.turns] == ["One"])
            await until(lambda: titles(window) == ["a b.sse"])
        finally:
            await put_away(window)

    run_qt(main())


def test_a_new_chat_takes_the_place_of_the_one_in_view(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "a.sse"
    path.write_text(stream("One"))

    async def main() -> None:
        window = app.build(home, [str(path)])
        window.show()
        try:
            await until(lambda: [t.text for t in window.presenter.turns] == ["One"])
            window.presenter.follow_links(["gemini-desktop:new"])
            await until(lambda: window.presenter.turns == [])
            assert window.chat_pane.composer.edit.toPlainText() == ""
        finally:
            await put_away(window)

    run_qt(main())


def test_what_we_do_not_do_is_said(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        window = app.build(home, ["gemini-desktop:send?prompt=Hello"])
        window.show()
        try:
            await until(lambda: "nothing was done" in window.toast.text)
            assert window.chat_pane.composer.edit.toPlainText() == ""
        finally:
            await put_away(window)

    run_qt(main())
