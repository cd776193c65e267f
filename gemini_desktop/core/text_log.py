"""An exchange as tagged lines: what came, what it said, and how it ended.

    [RAW] data: {"candidates":[…]}        each line of an event, as it came
    [CHUNK] Hello                         the answer's text in it
    [JSON_ERROR] Failed to parse: …       an event that is no JSON; the stream goes on
    [ERROR] Request failed: 401           what the server refused; its words and a hint follow

    [COMPLETE_RESPONSE]:                  and fifty = under it, then the whole text

Thoughts and further candidates are in the [RAW] lines only, so that the [CHUNK] lines add up to
the complete response.
"""

from __future__ import annotations

from typing import Final

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported, StepDelta, StepStarted, Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn

TAGS: Final = ("RAW", "CHUNK", "COMPLETE_RESPONSE", "ERROR", "JSON_ERROR")
RULE = "=" * 50
_COMPARED = 200  # longer words are shortened in messages
_FINE = frozenset({"complete", "awaiting"})


class TextLog:
    """Makes the lines of one exchange, without line ends; no line holds an LF."""

    def __init__(self) -> None:
        self._aside: set[int] = set()
        self._told: list[ErrorReported] = []
        self._done = False

    def chunk(self, chunk: Chunk) -> list[str]:
        """The lines for one chunk. A line of its bytes is kept as it is, bytes that are not
        UTF-8 are shown as U+FFFD; empty lines are left out."""
        self._done = self._done or chunk.kind == "done"
        # bytes.splitlines knows CR, LF and CRLF alone, as the standard does
        lines = [
            f"[RAW] {line.decode('utf-8', 'replace')}" for line in chunk.raw.splitlines() if line
        ]
        if text := self._text(chunk):
            lines += f"[CHUNK] {text}".split("\n")
        if chunk.error:
            lines += f"[JSON_ERROR] Failed to parse: {chunk.error}".split("\n")
        for event in chunk.events:
            if isinstance(event, ErrorReported):
                lines += self._refusal(event)
        return lines

    def pass_over(self, chunk: Chunk) -> None:
        """Know of a chunk whose lines nobody wants: those after it may depend on it."""
        self._done = self._done or chunk.kind == "done"
        self._text(chunk)
        self._told += [event for event in chunk.events if isinstance(event, ErrorReported)]

    def finish(self, turn: Turn) -> list[str]:
        """The lines at the end: the whole text where there is any, and what went wrong.

        An answer whose only end mark is `[DONE]` has one for this log, as for its model.
        """
        outcome, text = turn.outcome, turn.text
        fine = outcome is None or outcome.kind in _FINE or self._only_done(outcome)
        lines = ["", "[COMPLETE_RESPONSE]:", RULE, *text.split("\n")] if text or fine else []
        if outcome is None or fine or self._is_told(outcome):
            return lines
        if outcome.failure is not None and outcome.failure.status is not None:
            return lines + _failed_request(str(outcome.failure.status), outcome.failure)
        return lines + _lines(f"[ERROR] {outcome.message}", outcome.advice)

    def _is_told(self, outcome: Outcome) -> bool:
        """Whether the outcome is the server's last word, which has its lines already."""
        if outcome.kind != "failed" or not self._told:
            return False
        from gemini_desktop.core.failures import advice

        last = advice.for_server_error(self._told[-1], 200)
        words = self._told[-1].message.strip()[:_COMPARED]
        return outcome.reason == last.kind or bool(words and words in outcome.message)

    def _only_done(self, outcome: Outcome) -> bool:
        return self._done and outcome.kind == "incomplete" and outcome.reason == "no_end_mark"

    def _text(self, chunk: Chunk) -> str:
        pieces: list[str] = []
        for event in chunk.events:
            if isinstance(event, StepStarted):
                if event.candidate != 0 or event.kind == "user_input":
                    self._aside.add(event.index)
            elif isinstance(event, StepDelta) and event.index not in self._aside:
                pieces.append(event.content.text if isinstance(event.content, Text) else "")
        return "".join(pieces)

    def _refusal(self, error: ErrorReported) -> list[str]:
        self._told.append(error)
        from gemini_desktop.core.failures import advice

        failure = advice.for_server_error(error, 200)
        return _failed_request(error.code or error.status or "no code", failure)


def _failed_request(code: str, failure: Failure) -> list[str]:
    return [
        *f"[ERROR] Request failed: {code}".split("\n"),
        *_lines(failure.message, failure.advice),
    ]


def _lines(message: str, hint: str) -> list[str]:
    return [*message.split("\n"), *([f"Hint: {hint}"] if hint else [])]
