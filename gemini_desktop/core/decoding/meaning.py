"""What the events of an exchange mean: which protocol's parser reads them, and what a response
says whose status alone is a refusal.
"""

from __future__ import annotations

from gemini_desktop.core.decoding.hops import Hops
from gemini_desktop.core.events import ErrorReported, Json, StreamEvent, Unknown
from gemini_desktop.core.protocols import EventParser, server_error
from gemini_desktop.core.protocols.table import PROTOCOLS, sniffed

_FIRST_REFUSAL = 400


class Meaning:
    """Reads the events of one exchange, response after response."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        """Empty while it is not known."""
        self.status = 200
        """Of the last response head, 200 before any."""
        self.hops = Hops()
        self._parser: EventParser | None = None

    @property
    def refused(self) -> bool:
        """Whether the status alone says no."""
        return self.status >= _FIRST_REFUSAL

    def restart(self) -> None:
        """Another response begins."""
        self.hops.keep(self._parser)
        self._parser = None

    def plain(self, data: str, name: str) -> list[StreamEvent] | None:
        """That of an event which only goes on with the open text, as nearly all do, and whose JSON
        need not be built; None for any other."""
        if self._parser is None or self.status >= _FIRST_REFUSAL:
            return None
        return self._parser.plain(data, name)

    def of(self, json: Json, name: str) -> list[StreamEvent]:
        """That of any event."""
        parser = self._parser or self._chosen_parser(json, name)
        if parser is None:
            events: list[StreamEvent] = [
                server_error.reported(json) or Unknown(name=name, raw=json)
            ]
        else:
            events = parser.feed(json, name)
        return self._as_refused(events, json) if self.refused else events

    def _chosen_parser(self, json: Json, name: str) -> EventParser | None:
        """The protocol's parser, once the protocol is known."""
        self.protocol = self.protocol or sniffed(json, name)
        row = PROTOCOLS.get(self.protocol)
        self._parser = self.hops.reader() or (row.parser() if row else None)
        return self._parser

    def _as_refused(self, events: list[StreamEvent], json: Json) -> list[StreamEvent]:
        if any(isinstance(event, ErrorReported) for event in events):
            return [server_error.with_status(event, self.status) for event in events]
        refusal = server_error.refusal(json, self.status)
        return [*events, refusal] if refusal else events
