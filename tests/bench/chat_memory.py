"""What a long answer and a long conversation take in memory, beside QTextBrowser.

    PYTHONPATH=. python tests/bench/chat_memory.py [--scale 1.0]

Each is held by a process of its own, once empty and once full.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
from collections.abc import Callable
from pathlib import Path

import chat
import chat_text
import measure
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from gemini_desktop.ui.chat.pane import ChatPane


def _hold_answer(scale: float) -> object:
    stream = chat.Stream()
    stream.fill(chat_text.markdown(int(chat.LONG * scale)) if scale else "")
    return stream


def _hold_conversation(scale: float) -> object:
    pane = ChatPane()
    pane.resize(900, 920)
    pane.show()
    pane.show_conversation(chat.conversation(int(chat.MESSAGES * scale)))
    return pane


def _hold_browser(scale: float) -> object:
    browser = chat.Browser(chat_text.markdown(int(chat.LONG * scale)) if scale else "")
    browser.take(".")
    return browser


_HOLDERS: dict[str, Callable[[float], object]] = {
    "the chat, an answer": _hold_answer,
    "the chat, a conversation": _hold_conversation,
    "QTextBrowser.setMarkdown, the answer": _hold_browser,
}


def hold(name: str, scale: float) -> None:
    """Hold one of them and print the resident memory of this process."""
    held = _HOLDERS[name](scale)
    for _ in range(20):
        chat.paint()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    print(json.dumps({"rss_mb": pages * resource.getpagesize() / 1e6}))
    del held


def memory(scale: float) -> None:
    """What a long answer and a long conversation add to a process, each in one of its own."""
    rows = []
    for name in _HOLDERS:
        before, after = (
            measure.script("chat_memory.py", "--hold", name, "--scale", str(part))["rss_mb"]
            for part in (0.0, scale)
        )
        rows.append((name, before, after, after - before))
    head = (
        f"memory, MB; {int(chat.LONG * scale) // 1000} KB or {int(chat.MESSAGES * scale)} messages"
    )
    measure.table((head, "empty", "full", "more"), rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0, help="a share of the sizes")
    parser.add_argument("--hold", choices=_HOLDERS, help="print the memory that this takes")
    a = parser.parse_args()
    if not a.hold:
        memory(a.scale)
        return
    qInstallMessageHandler(lambda *_: None)  # of the offscreen platform, about size hints
    application = QApplication([])
    hold(a.hold, a.scale)
    application.quit()


if __name__ == "__main__":
    main()
