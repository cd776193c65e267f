"""The rules that the records alone tell: heads, lengths, silence, how the transfer ended."""

from __future__ import annotations

import re

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.lint.findings import Findings, quoted

LONGEST_SILENCE_NS = 15_000_000_000
_FIRST_REDIRECT, _FIRST_REFUSAL = 300, 400
_NO_BODY = frozenset({204, 205, 304})
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,18}")
_BLANKS = b" \t\r\n\xef\xbb\xbf"


class Transfer:
    """Follows the records of one exchange, attempt after attempt."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.received = 0
        """Bytes of all attempts."""
        self.first_byte = b""
        """The first byte of this attempt that is not blank."""
        self._head: ResponseStarted | None = None
        self._method = ""
        self._from = 0
        self._moved_ns: int | None = None
        self._silence_ns = 0
        self._silent_at = 0
        self._accepts: str | None = None
        self.ended: Ended | None = None

    @property
    def stopped(self) -> bool:
        """Whether the user ended it."""
        return self.ended is not None and self.ended.how == "cancelled"

    def take(self, record: Record) -> None:
        """Look at the next record."""
        match record:
            case BytesReceived():
                self._silence(record.t_ns)
                if not self.first_byte:
                    self.first_byte = record.data.lstrip(_BLANKS)[:1]
                self.received += len(record.data)
            case RequestSent():
                self._end_attempt(None)
                self._method = record.method
                self._accepts = _named(record.headers, "accept-encoding")
            case ResponseStarted():
                self._end_attempt(None)
                self._begin(record)
            case RetryScheduled():
                self._end_attempt(None)
            case Ended():
                self.ended = record
                if record.how != "cancelled":
                    self._silence(record.t_ns)
                self._end_attempt(record)

    def _begin(self, head: ResponseStarted) -> None:
        self._head = head
        self._from = self.received
        self.first_byte = b""
        self._moved_ns = head.t_ns
        if head.status >= _FIRST_REFUSAL:
            words = f"The server answered {head.status} {head.reason}".rstrip()
            self._say("HTTP01", words)
        elif head.status >= _FIRST_REDIRECT:
            self._say("HTTP12", f"The server answered {head.status} instead of the model")
        kind = self._header("content-type").lower()
        if (found := _CHARSET.search(kind)) and found[1] not in ("utf-8", "utf8", "us-ascii"):
            self._say("HTTP07", f"Content-Type says that the charset is {quoted(found[1])}")
        if kind.startswith("text/event-stream"):
            self._event_stream()
        after = self._header("retry-after")
        if after and not _is_wait(after):
            self._say("HTTP06", f"Retry-After says {quoted(after)}")

    def _event_stream(self) -> None:
        coding = self._header("content-encoding").lower()
        asked = self._accepts is None or coding in self._accepts.lower() or "*" in self._accepts
        if coding not in ("", "identity") and not asked:
            words = f"The event stream came with Content-Encoding {quoted(coding)}, unasked"
            self._say("HTTP05", words)
        length = self._header("content-length")
        if length:
            self._say("HTTP11", f"The event stream came with Content-Length {quoted(length)}")

    def _silence(self, t_ns: int) -> None:
        if self._moved_ns is None:
            return
        if t_ns - self._moved_ns > self._silence_ns:
            self._silence_ns, self._silent_at = t_ns - self._moved_ns, self.received
        self._moved_ns = t_ns

    def _end_attempt(self, ended: Ended | None) -> None:
        """The response in force is over; `ended` is how, where it was the last one."""
        head, self._moved_ns = self._head, None
        if self._silence_ns > LONGEST_SILENCE_NS:
            seconds = self._silence_ns / 1e9
            words = f"For {seconds:.1f} s nothing came, not even a comment"
            self._findings.add("GAP01", words, self._silent_at, self._silent_at)
        self._silence_ns = 0
        if head is None:
            if ended is not None and ended.how == "complete" and not self.received:
                self._say("HTTP09", "The answer has no content")
            return
        failure = ended.failure if ended is not None else None
        if failure is not None and head.status < _FIRST_REFUSAL:
            self._say("HTTP10", failure.message)
        elif ended is not None and ended.how == "complete":
            self._length(head)
        self._head = None

    def _length(self, head: ResponseStarted) -> None:
        got = self.received - self._from
        said = self._header("content-length")
        coded = self._header("content-encoding").lower() not in ("", "identity")
        exact = _LENGTH.fullmatch(said) is not None and not coded and self._method != "HEAD"
        if exact and int(said) != got:
            words = f"Content-Length says {int(said):,} bytes; {got:,} came"
            self._findings.add("HTTP04", words, self._from, self.received)
        body_due = self._method != "DELETE" and head.status not in _NO_BODY
        if body_due and head.status < _FIRST_REDIRECT and not self.first_byte:
            self._say("HTTP09", f"The answer has status {head.status} and no content")

    def _header(self, wanted: str) -> str:
        return (_named(self._head.headers, wanted) or "") if self._head is not None else ""

    def _say(self, rule: str, message: str) -> None:
        self._findings.add(rule, message, self.received, self.received)


def _named(headers: tuple[tuple[str, str], ...], wanted: str) -> str | None:
    return next((value.strip() for name, value in headers if name.lower() == wanted), None)


def _is_wait(value: str) -> bool:
    if value.isascii() and value.isdigit():
        return True
    from email.utils import parsedate_to_datetime  # nine modules, for the few that send a date

    try:
        parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    return True
