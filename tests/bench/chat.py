"""What the chat costs while an answer streams into it, and when a long conversation opens.

    PYTHONPATH=. python tests/bench/chat.py [--only answer,frames,growth,opening] [--scale 1.0] [--profile]

Every chunk is 20 characters and is painted, offscreen, in a view of 900 x 800: one after the
other, but for the first measure, which also waits between them as a server does. Then each costs
up to twice as much, as the processor has been asleep. Only
ratios within one run count, so each figure stands beside one of Qt's own: a QTextBrowser that is
given everything again by `setMarkdown`, as most programs do, and a bare QTextDocument that takes
plain text at its end, which no program can do without.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import chat_text
import measure
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextBrowser, QTextEdit, QWidget

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.chat.pane import ChatPane

CHUNK = 20
_ANSWER = 200_000
_SHARE = 0.1  # of it is streamed; at 60 chunks a second all of it would take three minutes
LONG = 1_000_000
_SHORT = 10_000
MESSAGES = 10_000
_FRAMES = 1_000
_FEW = 5

T = TypeVar("T")


class Stream:
    """A pane in which an answer grows by one chunk a frame."""

    def __init__(self, messages: int = 0) -> None:
        self.pane = ChatPane()
        self.pane.resize(900, 920)
        self.pane.show()
        if messages:
            self.pane.show_conversation(conversation(messages))
        self.pane.begin(prompt("go on"), Turn(role="model"))
        paint()

    def take(self, text: str) -> None:
        """One chunk and its frame, painted."""
        self.give(text)
        paint()

    def give(self, text: str) -> None:
        """One chunk and its frame."""
        self.pane.take(chunk(text))
        self.pane.flush()

    def take_all(self, text: str) -> None:
        """The text chunk by chunk."""
        for piece in chunks(text):
            self.take(piece)

    def fill(self, text: str) -> None:
        """A long text at once, and every frame that it takes."""
        self.take(text)
        while self.pane.view.page.unfinished():
            paint()

    def close(self) -> None:
        """Free what it holds."""
        close(self.pane)


def chunk(text: str) -> Chunk:
    """A chunk that says this."""
    event = StepDelta(index=0, content=Text(text=text))
    return Chunk(number=0, kind="event", start=0, end=0, t_ns=1, raw=b"", events=(event,))


def paint() -> None:
    """What the event loop does in a frame."""
    QApplication.processEvents()


def close(widget: QWidget | QObject) -> None:
    """Delete now, not at some later frame."""
    widget.deleteLater()
    QApplication.sendPostedEvents(widget, int(QEvent.Type.DeferredDelete.value))
    gc.collect()


def conversation(messages: int) -> list[Turn]:
    """Stored prompts and answers by turns, of about 400 characters each."""
    turns = []
    for number in range(messages // 2):
        text = chat_text.markdown(600, seed=number)
        step = Step(index=0, kind="model_output", contents=[Text(text=text)])
        turns += [prompt(f"Question {number}: {text[:120]}"), Turn(role="model", steps=[step])]
    return turns


def chunks(text: str, size: int = CHUNK) -> Iterator[str]:
    """The text in pieces."""
    return (text[at : at + size] for at in range(0, len(text), size))


def answer(scale: float) -> None:
    """An answer, chunk by chunk: every chunk painted, and 60 a second in real time."""
    text = chat_text.markdown(int(_ANSWER * scale * _SHARE))
    pieces = list(chunks(text))
    stream = Stream()
    before = time.process_time()
    stream.take_all(text)
    each = time.process_time() - before
    stream.close()
    paced = _paced(pieces)
    bare, bare_paced = _bare(pieces)
    whole = _ANSWER / len(text)
    measure.table(
        (f"{len(pieces)} chunks of {CHUNK}", "CPU s for 200 KB", "ms/chunk", "of bare"),
        [
            (name, cpu * whole, cpu * 1e3 / len(pieces), cpu / peer)
            for name, cpu, peer in (
                ("the chat, 60 chunks a second", paced, bare_paced),
                ("a bare QTextDocument, plain text, 60 chunks a second", bare_paced, bare_paced),
                ("the chat, every chunk painted", each, bare),
                ("a bare QTextDocument, plain text, every chunk painted", bare, bare),
            )
        ],
    )
    print("target: at most 2 s at 60 chunks a second\n")


def _paced(pieces: list[str]) -> float:
    """CPU seconds in real time: the loop waits between the chunks, and the bridge says when they
    are shown, as in the window."""
    stream, bridge = Stream(), Bridge()
    bridge.chunk_parsed.connect(stream.pane.take)
    bridge.frame.connect(stream.pane.flush)
    cpu = _in_real_time(pieces, lambda piece: bridge.chunk(chunk(piece)))
    bridge.flush()
    stream.close()
    return cpu


def _in_real_time(pieces: list[str], take: Callable[[str], None]) -> float:
    """CPU seconds while one piece comes every 16 ms."""
    waiting, feed, loop = iter(pieces), QTimer(interval=16), QEventLoop()
    feed.setTimerType(Qt.TimerType.PreciseTimer)

    def step() -> None:
        piece = next(waiting, None)
        if piece is None:
            feed.stop()
            loop.quit()
        else:
            take(piece)

    feed.timeout.connect(step)
    feed.start()
    before = time.process_time()
    loop.exec()
    return time.process_time() - before


class _Bare:
    """A QTextEdit that takes the words alone, cut every few paragraphs as a log would be."""

    def __init__(self) -> None:
        self.edit = QTextEdit(readOnly=True)
        self.edit.document().setUndoRedoEnabled(False)
        self.edit.document().setMaximumBlockCount(60)
        self.edit.resize(900, 800)
        self.edit.show()
        self._cursor = QTextCursor(self.edit.document())
        paint()

    def take(self, piece: str) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.insertText(piece)
        bar = self.edit.verticalScrollBar()
        bar.setValue(bar.maximum())


def _bare(pieces: list[str]) -> tuple[float, float]:
    """CPU seconds of it with every chunk painted, one after the other and in real time."""
    bare = _Bare()
    before = time.process_time()
    for piece in pieces:
        bare.take(piece)
        paint()
    each = time.process_time() - before
    close(bare.edit)
    bare = _Bare()
    paced = _in_real_time(pieces, bare.take)
    close(bare.edit)
    return each, paced


def frames(scale: float) -> None:
    """Frames at the end of a long answer under a long conversation."""
    stream = Stream(int(MESSAGES * scale))
    text = chat_text.markdown(int(LONG * scale) + _FRAMES * CHUNK)
    stream.fill(text[: -_FRAMES * CHUNK])
    gc.collect()
    gc.freeze()  # as the program does, two seconds after its start
    ours = _timed(stream.take, text[-_FRAMES * CHUNK :])
    stream.close()
    browser = Browser(text[: -_FRAMES * CHUNK])
    peer = _timed(browser.take, text[-_FRAMES * CHUNK :][: _FEW * CHUNK])
    close(browser.widget)
    rows: list[tuple[str, float, float, float]] = [
        (name, statistics.median(ms), sorted(ms)[int(len(ms) * 0.99)], max(ms))
        for name, ms in (
            ("the chat, wall", ours[0]),
            ("the chat, CPU", ours[1]),
            ("QTextBrowser.setMarkdown, this answer alone, wall", peer[0]),
            ("QTextBrowser.setMarkdown, this answer alone, CPU", peer[1]),
        )
    ]
    head = f"a frame, ms; {len(text) // 1000} KB under {int(MESSAGES * scale)} messages"
    measure.table((head, "median", "p99", "max"), rows)
    print("target: p99 at most 8 ms\n")


def _timed(take: Callable[[str], None], text: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each chunk, by the clock and of CPU."""
    wall, cpu = [], []
    for piece in chunks(text):
        began, cpu_began = time.perf_counter(), time.thread_time()
        take(piece)
        cpu.append((time.thread_time() - cpu_began) * 1e3)
        wall.append((time.perf_counter() - began) * 1e3)
    return wall, cpu


def growth(scale: float) -> None:
    """The same chunks at the end of a short and of a long answer, by turns."""
    more = chat_text.markdown(100 * CHUNK, seed=7)
    streams = {size: Stream() for size in (_SHORT, int(LONG * scale))}
    for size, stream in streams.items():
        stream.fill(chat_text.markdown(size) + "\n\n")
    found = _by_turns(streams, lambda stream: stream.take_all(more))
    short, long = found.values()
    rows = [("the chat", short, long, long / short)]
    for stream in streams.values():
        stream.close()
    browsers = {size: Browser(chat_text.markdown(size)) for size in streams}
    found = _by_turns(browsers, lambda browser: browser.take(more[:CHUNK]), rounds=3)
    short, long = (100 * cost for cost in found.values())
    rows.append(("QTextBrowser.setMarkdown", short, long, long / short))
    for browser in browsers.values():
        close(browser.widget)
    head = "a chunk, CPU ms"
    measure.table(
        (head, "at 10 KB", f"at {int(LONG * scale) // 1000} KB", "ratio"),
        [(name, a / 100, b / 100, ratio) for name, a, b, ratio in rows],
    )
    print("target: at most 1.2 times as much\n")


class Browser:
    """What most programs do: everything again for each chunk."""

    def __init__(self, text: str) -> None:
        self.widget = QTextBrowser()
        self.widget.resize(900, 800)
        self.widget.show()
        self._text = text

    def take(self, text: str) -> None:
        self._text += text
        self.widget.setMarkdown(self._text)
        self.widget.verticalScrollBar().setValue(self.widget.verticalScrollBar().maximum())
        paint()


def _by_turns(
    things: dict[int, T], act: Callable[[T], object], rounds: int = 7
) -> dict[int, float]:
    """CPU ms of the act for each, medians over the rounds."""
    found: dict[int, list[float]] = {size: [] for size in things}
    for _ in range(rounds):
        for size, thing in things.items():
            before = time.process_time()
            act(thing)
            found[size].append((time.process_time() - before) * 1e3)
    return {size: statistics.median(times) for size, times in found.items()}


def opening(scale: float) -> None:
    """A long conversation until it is painted."""
    turns = conversation(int(MESSAGES * scale))
    pane = ChatPane()
    pane.resize(900, 920)
    pane.show()
    paint()
    took = []
    for _ in range(5):
        pane.clear()
        paint()
        before = time.perf_counter()
        pane.show_conversation(turns)
        paint()
        took.append(time.perf_counter() - before)
    close(pane)
    browser = QTextBrowser()
    browser.resize(900, 800)
    browser.show()
    before = time.perf_counter()
    browser.setMarkdown("\n\n".join(turn.text for turn in turns))
    browser.verticalScrollBar().setValue(browser.verticalScrollBar().maximum())
    paint()
    peer = time.perf_counter() - before
    close(browser)
    measure.table(
        (f"opening {len(turns)} messages", "s", "of the chat"),
        [
            ("the chat", statistics.median(took), 1.0),
            ("QTextBrowser.setMarkdown", peer, peer / statistics.median(took)),
        ],
    )
    print("target: at most 0.3 s")


_PARTS: dict[str, Callable[[float], None]] = {
    "answer": answer,
    "frames": frames,
    "growth": growth,
    "opening": opening,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default=",".join(_PARTS))
    parser.add_argument("--scale", type=float, default=1.0, help="a share of the sizes")
    parser.add_argument("--profile", action="store_true")
    a = parser.parse_args()
    qInstallMessageHandler(lambda *_: None)  # of the offscreen platform, about size hints
    application = QApplication([])
    profile = cProfile.Profile()
    if a.profile:
        profile.enable()
    for name in a.only.split(","):
        _PARTS[name](a.scale)
    profile.disable()
    if a.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
    application.quit()


if __name__ == "__main__":
    main()
