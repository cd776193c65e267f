"""The tagged log of everything that comes, appended to a file while it comes.

It is a convenience beside the recordings: where it cannot be written the streams go on, and the
user is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from gemini_desktop.core.capture import Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.text_log import TextLog
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.roles import Listener
from gemini_desktop.store.rotated_file import RotatedFile


class StreamLog:
    """One a session. Off while it has no path."""

    def __init__(self, path: str = "") -> None:
        self._file = RotatedFile(Path(path)) if path else None
        self._last: Heard | None = None
        self.trouble = ""
        """Why nothing is written although it should be, for the user; empty while all is well."""
        self.changed: Callable[[], None] = _nobody
        """Called when `path` or `trouble` has changed."""

    @property
    def path(self) -> Path | None:
        """Where it goes; None while it is off."""
        return self._file.path if self._file is not None else None

    def write_to(self, path: Path | None) -> None:
        """Switch it on (also in the middle of a stream) or off."""
        self.close()
        self._file = RotatedFile(path) if path is not None else None
        self._last = None
        self.trouble = ""
        self.changed()

    def close(self) -> None:
        """Close the file; the next line opens it again."""
        if self._file is not None:
            self._file.close()

    def beside(self, listener: Listener) -> Heard:
        """A listener that tells `listener` everything, and the log."""
        return Heard(self, listener)

    def write(self, heard: Heard, lines: Iterable[str]) -> None:
        """Append lines of one exchange. Where those before were of another, it is named first."""
        if self._file is None:
            return
        wanted = list(lines)
        if not wanted:
            return
        if self._last is not heard:
            wanted.insert(0, heard.title)
        text = "".join(f"{line}\n" for line in wanted)
        try:
            self._file.append(text.encode("utf-8", "replace"))
        except StoreError as error:
            self._last = None
            self._told(error.failure.in_words)
        else:
            self._last = heard
            self._told("")

    def _told(self, trouble: str) -> None:
        before, self.trouble = self.trouble, trouble
        if trouble != before:
            self.changed()


class Heard:
    """One exchange, for the log and for whoever else listens."""

    def __init__(self, log: StreamLog, listener: Listener) -> None:
        self._log = log
        self._listener = listener
        self._lines = TextLog()
        self.title = "--- an exchange"

    def record(self, record: Record) -> None:
        """A record, already on the tape."""
        self._listener.record(record)
        if isinstance(record, RequestSent):
            self.title = _title(record)

    def chunk(self, chunk: Chunk) -> None:
        """A chunk that this record completed."""
        self._listener.chunk(chunk)
        if self._log.path is None:
            self._lines.pass_over(chunk)
        else:
            self._log.write(self, self._lines.chunk(chunk))

    def finish(self, turn: Turn) -> None:
        """How it ended."""
        self._log.write(self, [*self._lines.finish(turn), ""])


def _title(sent: RequestSent) -> str:
    moment = datetime.fromtimestamp(sent.unix_ns / 1e9, UTC).isoformat(timespec="milliseconds")
    named = ", ".join(part for part in (sent.profile, sent.model) if part)
    again = f", attempt {sent.attempt}" if sent.attempt > 1 else ""
    return f"--- {moment} {sent.method} {sent.url} ({named}{again})"


def _nobody() -> None:
    """Nobody wants to know."""
