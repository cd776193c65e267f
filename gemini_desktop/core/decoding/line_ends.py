"""Reads whose CR and LF stay together, so that no range depends on how the bytes were cut."""

from __future__ import annotations


class LineEnds:
    """Keeps a CR at the end of a read back for the next one: if that begins with LF, the two are
    one line end.

    Two CR are the blank line of a stream without LF, whose events must not wait: they pass, and a
    LF after them is in no event's range (`without_late_lf`).
    """

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = b""

    def take(self, data: bytes) -> bytes:
        """The read, with what was kept back before and without what is kept back now."""
        if self._held:
            data, self._held = self._held + data, b""
        if data.endswith(b"\r") and not data.endswith(b"\r\r"):
            self._held = b"\r"
            return data[:-1]
        return data

    def release(self) -> bytes:
        """What is kept back, when no read follows."""
        held, self._held = self._held, b""
        return held


def without_late_lf(raw: bytes) -> bytes:
    """An event's bytes as they are when the LF after two CR comes in a read of its own."""
    return raw[:-1] if raw.endswith(b"\r\r\n") else raw
