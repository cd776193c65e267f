"""Sending a recorded request again: asked on the HTTP page, shown live in the inspector."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gemini_desktop.core.asking.asked import asked
from gemini_desktop.core.capture import Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.pages import EVENTS, Pages
from gemini_desktop.ui.inspector.pane import InspectorPane

if TYPE_CHECKING:
    from gemini_desktop.session.live import CaptureSource
    from gemini_desktop.ui.inspector.http.request_page import RequestPage

_FRAME_MS = 33


class ResendPresenter(QObject):
    """One request at a time. It is shown until something else is; it goes on all the same."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._sending: asyncio.Task[None] | None = None
        Pages.request.when_made(desk.inspector.pages, self._attend)
        self._watched: _Watched | None = None
        desk.inspector.sending.stop_requested.connect(self._on_stop)
        desk.inspector.live_wanted.connect(self._on_live_wanted)

    def _attend(self, page: RequestPage) -> None:
        page.resend_requested.connect(self._on_resend)

    def _on_resend(self, body: bytes | None) -> None:
        desk = self._desk
        sent = desk.inspector.pages.records.sent
        if sent is None:
            return
        if desk.exchange is not None:
            desk.say("An answer is coming in. Wait for it, or stop it, and send again then.")
        elif self._sending is not None and not self._sending.done():
            desk.say("A request is being sent again already. Wait for it, or stop it.")
        else:
            self._sending = desk.spawn(self._send(sent, body), "send a request again")

    def _on_live_wanted(self, source: CaptureSource) -> None:
        """Its tab was turned to again."""
        if self._watched is not None:
            self._watched.join(source)

    def _on_stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()

    async def _send(self, sent: RequestSent, body: bytes | None) -> None:
        desk = self._desk
        watched = self._watched = _Watched(desk.inspector)
        heard = desk.session.stream_log.beside(watched)
        desk.inspector.sending.begin("Sending the request again…", lambda: (0, 0))
        session = desk.session
        try:
            turn = await session.resending.send(
                sent,
                (session.profile, *session.profiles),
                listener=heard,
                started=watched.started,
                body=body,
            )
            heard.finish(turn)
        finally:
            watched.stop()
            self._watched = None
            desk.inspector.sending.end()
        source = watched.source
        if watched.shown:
            desk.inspector.end(turn)
        if source is not None:
            desk.window.show_message(
                "Sent again: the answer is a capture of its own, in no chat.",
                "Show as a chat",
                lambda: self._show_as_chat(source, turn, asked(body or sent.body)),
            )

    def _show_as_chat(self, source: CaptureSource, turn: Turn, words: str) -> None:
        """Asking on from there begins a conversation that is kept."""
        desk = self._desk
        if self._sending is not None and not self._sending.done():
            desk.say("A request is being sent again. Wait for it, or stop it.")
            return
        from gemini_desktop.session.opening import Opened

        opened = Opened(source=source, turn=turn, prompt=words)
        desk.wish()
        desk.show_opened(opened, words or source.id)
        desk.inspector.show_capture(source)


class _Watched(QObject):
    """Shows a live exchange in the inspector for as long as nothing else is shown there."""

    def __init__(self, inspector: InspectorPane) -> None:
        super().__init__(inspector)
        self._inspector = inspector
        self.source: CaptureSource | None = None
        """The new capture, from the moment when the tape runs."""
        self._records = self._chunks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._flush)

    @property
    def shown(self) -> bool:
        """Whether the inspector still shows it."""
        return self.source is not None and self._inspector.source is self.source

    def started(self, source: CaptureSource) -> None:
        """The tape runs."""
        self.source = source
        self._inspector.begin(source)
        self._inspector.show_page(EVENTS)
        self._timer.start()

    def join(self, source: CaptureSource) -> None:
        """Show it again from its beginning, if this is its capture."""
        if source is self.source:
            self._inspector.join(source, self._records, self._chunks)

    def stop(self) -> None:
        """Nothing more will come."""
        self._timer.stop()
        self._flush()
        self.deleteLater()

    def record(self, record: Record) -> None:
        """A record, already on the tape."""
        self._records += 1
        if self.shown:
            self._inspector.take_record(record)

    def chunk(self, chunk: Chunk) -> None:
        """A chunk that this record completed."""
        self._chunks += 1
        if self.shown:
            self._inspector.take_chunk(chunk)

    def _flush(self) -> None:
        if self.shown:
            self._inspector.flush()
