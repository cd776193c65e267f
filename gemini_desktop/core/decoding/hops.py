"""One answer over several requests: a stream resumed, an interaction asked how far it is, a long
answer continued. Which of them a request is, is read from the request itself, so that a capture
tells it too.
"""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias, runtime_checkable
from urllib.parse import urlsplit

from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.protocols import EventParser

Hop: TypeAlias = Literal["again", "resume", "poll", "continuation"]
"""`again`: the same request, whose answer begins anew. `resume`: the stream from where it stopped.
`poll`: the whole interaction as it stands. `continuation`: what follows after what was said."""

NOTES = {
    "resume": ("resumed", "The stream broke off; the server was asked for the rest"),
    "poll": ("polled", "The stream broke off; the server was asked for the whole"),
    "continuation": ("continued", "The model had more to say and was asked to go on"),
}


@runtime_checkable
class ReadsOn(EventParser, Protocol):
    """A parser that can read the next response of the same answer."""

    def reads_on(self, hop: Hop) -> None:
        """Another response begins; nothing that was said before may be said again."""
        ...


class Hops:
    """Follows the requests of one exchange."""

    def __init__(self) -> None:
        self.hop: Hop = "again"
        self._sent: RequestSent | None = None
        self._parser: EventParser | None = None

    def sent(self, record: RequestSent) -> Hop:
        """What this request is to the ones before it."""
        self.hop = _kind(self._sent, record)
        if record.method == "POST":
            self._sent = record
        return self.hop

    def keep(self, parser: EventParser | None) -> None:
        """Remember the parser of the response that is over."""
        self._parser = parser or self._parser

    def reader(self) -> EventParser | None:
        """The parser that reads on; None where the answer begins anew."""
        if self.hop == "again" or not isinstance(self._parser, ReadsOn):
            return None
        self._parser.reads_on(self.hop)
        return self._parser


def _kind(created: RequestSent | None, record: RequestSent) -> Hop:
    if created is None:
        return "again"
    if record.method == "GET" and "/interactions/" in record.url:
        return "resume" if "stream=true" in urlsplit(record.url).query else "poll"
    return "again" if record.body == created.body else "continuation"
