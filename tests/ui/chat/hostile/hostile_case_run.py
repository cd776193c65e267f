"""One hostile answer in the real chat pane; prints what happened as a JSON line.

    PYTHONPATH=. python tests/ui/chat/hostile/hostile_case_run.py NAME [--file CANARY_FILE] [--url CANARY_URL]

The answer streams in pieces from a timer, as it would from the network, while a second timer
beats every millisecond: its longest gap is the longest stall. Afterwards a reader pages through
it, narrows the window and copies it.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator

import hostile_cases
from PySide6.QtCore import (
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui.chat.faces.base import Face
from gemini_desktop.ui.chat.hands.actions import CopyAnswer
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.chat.text import links, notes

_PAGES = 40
_WATCHED = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system")
_SCHEMES = ("http", "https", "file", "mailto", "javascript", "data", "qrc", "about", "vscode")


class Watch(QObject):
    """What was opened: links by Qt, files and sockets by Python."""

    def __init__(self, canaries: tuple[str, str]) -> None:
        super().__init__()
        self.links: list[str] = []
        self.opened: list[str] = []
        self._canaries = canaries
        for scheme in _SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, "take")  # type: ignore[arg-type]
        sys.addaudithook(self._audit)

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Called by Qt instead of opening the address."""
        self.links.append(url.toString())

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in _WATCHED:
            return
        if event != "open" or any(c and c in str(arguments[0]) for c in self._canaries):
            self.opened.append(f"{event} {arguments[:1]}")


class Beats:
    """The longest gap between turns of the event loop, in ms: on the clock and in CPU time."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0
        self.at = self.doing = ""
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def beat(self) -> None:
        """A turn of the loop has ended."""
        now = (time.perf_counter(), time.thread_time())
        wall, cpu = ((a - b) * 1e3 for a, b in zip(now, self._last, strict=True))
        self.wall = max(self.wall, wall)
        if cpu > self.cpu:
            self.cpu, self.at = cpu, self.doing
        self._last = now


class Reader:
    """Drives the pane turn by turn of the event loop."""

    def __init__(self) -> None:
        self.pane = ChatPane()
        self.pane.resize(900, 900)
        self.pane.show()
        self.beats = Beats()
        self.turns(20)
        self.beats.wall = self.beats.cpu = 0.0

    def turns(
        self, count: int, act: Callable[[int], object] | None = None, doing: str = ""
    ) -> None:
        """So many turns of the loop, each with the act."""
        self.beats.doing = doing
        for number in range(count):
            if act is not None:
                act(number)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            self.beats.beat()

    def stream(self, pieces: Iterator[str]) -> None:
        """Each piece is a frame."""
        self.pane.begin(prompt("go on"), Turn(role="model"))
        for text in pieces:
            event = StepDelta(index=0, content=Text(text=text))
            self.pane.take(
                Chunk(number=0, kind="event", start=0, end=0, t_ns=1, raw=b"", events=(event,))
            )
            self.turns(1, lambda _: self.pane.flush(), "streaming")

    def end(self, source: str) -> None:
        """The answer has ended; what is still being cut is shown."""
        step = Step(index=0, kind="model_output", contents=[Text(text=source)])
        turn = Turn(role="model", steps=[step], outcome=Outcome(kind="complete"))
        self.turns(1, lambda _: self.pane.end(turn), "ending")
        while self.pane.view.page.unfinished():
            self.turns(1, doing="cutting")

    def page_through(self) -> None:
        """To the top, down a page at a time, narrower, and back to the end."""
        bar = self.pane.view.verticalScrollBar()
        self.turns(1, lambda _: bar.setValue(0), "to the top")
        step = self.pane.view.viewport().height()
        self.turns(_PAGES, lambda _: bar.setValue(bar.value() + step), "paging")
        self.turns(1, lambda _: self.pane.resize(520, 900), "narrowing")
        self.turns(3, lambda _: bar.setValue(bar.value() + step), "paging")
        self.turns(1, lambda _: self.pane.resize(900, 900), "widening")
        self.turns(1, lambda _: self.pane.view.jump_to_latest(), "to the end")

    def seen(self) -> str:
        """All text that a reader can find by scrolling, as it is shown."""
        page = self.pane.view.page
        texts = []
        for number in range(len(page.rows[-1].blocks)):
            face = page.face(len(page.rows) - 1, number)
            texts.append(face.text(0, face.length()))
            self.beats.beat()
        return "\n".join(texts)

    def addresses(self) -> set[str]:
        """Where the links lead that can be clicked, found with the pointer over all that is seen."""
        found = set()
        for _, face, _ in self.pane.view.in_view():
            if face.document is None:
                continue
            block = face.document.begin()
            while block.isValid():
                found |= {f.format.anchorHref() for f in block.textFormats()}
                block = block.next()
        return found - {""}

    def click_around(self) -> None:
        """Click on a grid over the text, and on every link, as a careless reader would."""
        viewport = self.pane.view.viewport()
        places = [
            QPoint(x, y)
            for y in range(8, viewport.height(), 48)
            for x in range(60, viewport.width() - 60, 120)
        ]
        for _, face, corner in list(self.pane.view.in_view()):
            places += [(corner + point).toPoint() for point in _link_places(face)]
        for place in places:
            QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
            self.turns(1)

    def copied(self) -> str:
        """What the copy button of the answer gives."""
        place = self.pane.view.page.last()
        assert place is not None
        self.pane.view.hands.deeds.act(place, CopyAnswer())
        return QGuiApplication.clipboard().text()


def _link_places(face: Face) -> list[QPointF]:
    """A point on each link of the block."""
    found: dict[str, QPointF] = {}
    for y in range(2, int(min(face.height, 2_000)), 6):
        for x in range(1, int(face.width), 6):
            point = QPointF(x, y)
            if address := face.address_at(point):
                found.setdefault(address, point)
    return list(found.values())


def main() -> None:
    """Run, print, end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--file", default="/nonexistent/canary.png")
    parser.add_argument("--url", default="http://127.0.0.1:1/secret")
    a = parser.parse_args()
    qInstallMessageHandler(lambda *_: None)
    application = QApplication([])
    case = hostile_cases.load(a.name)
    pieces = list(case.pieces(a.file, a.url))
    source = "".join(pieces)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reader = Reader()
    watch = Watch((a.file, a.url))
    reader.stream(iter(pieces))
    reader.end(source)
    reader.page_through()
    stall = (reader.beats.wall, reader.beats.cpu, reader.beats.at)
    seen, copied = reader.seen(), reader.copied()
    harmless = watch.links == []
    reader.pane.view.verticalScrollBar().setValue(0)
    reader.turns(2)
    addresses = reader.addresses()
    if len(source) < 5_000:
        reader.click_around()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        json.dumps(
            {
                "stall_ms": stall[0],
                "stall_cpu_ms": stall[1],
                "stall_at": stall[2],
                "grown_mb": grown,
                "needle": not case.has_needle or "NEEDLE" in seen,
                "copy": copied == source
                or hostile_cases.plain(copied) == hostile_cases.plain(source),
                "opened": watch.opened,
                "opened_unasked": not harmless,
                "clicked": watch.links,
                "unsafe_links": [
                    address
                    for address in {*addresses, *watch.links}
                    if not (links.is_safe(address) or notes.is_own(address))
                ],
                "seen": seen[:400],
            }
        ),
        flush=True,
    )
    reader.pane.close()
    application.quit()


if __name__ == "__main__":
    main()
