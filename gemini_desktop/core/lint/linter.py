"""The linter of one exchange: records and chunks in, as they come; findings out.

It decodes nothing by itself. What the decoder notes (`core.outcome.Note`) comes with the chunks and
is taken over; the rules look for what only whoever knows the whole answer, or the standards, can
see. Memory is bounded, and nothing that a server sends makes it raise.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from gemini_desktop.core.capture import Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.responses import Response, Responses
from gemini_desktop.core.events import ErrorReported, Json, StepDelta, UsageReported
from gemini_desktop.core.lint import lines, signatures
from gemini_desktop.core.lint.chat_completions import ChatCompletionsRules
from gemini_desktop.core.lint.findings import Findings, quoted
from gemini_desktop.core.lint.generate_content import GenerateContentRules
from gemini_desktop.core.lint.interactions import InteractionsRules
from gemini_desktop.core.lint.notes import rule_of
from gemini_desktop.core.lint.transfer import Transfer
from gemini_desktop.core.lint.usage import UsageRules
from gemini_desktop.core.outcome import Note
from gemini_desktop.core.protocols.table import sniffed
from gemini_desktop.core.transcript import Turn

_MOST_WAITING = 1_000
_BARE = b"{"
_FIRST_REFUSAL = 400
_FIRST_REDIRECT = 300


class ProtocolRules(Protocol):
    """What a protocol's rules offer."""

    def plain(self, chunk: Chunk) -> None:
        """An event that only goes on with the open text; its JSON was not built."""
        ...

    def read(self, chunk: Chunk, json: Json) -> None:
        """Any other event."""
        ...

    def done(self, chunk: Chunk) -> None:
        """The mark [DONE]."""
        ...

    def close(self, at: int) -> None:
        """The response came to its end by itself; `at` is the byte after its last one."""
        ...


class Linter:
    """Watches one exchange.

    `take` each record before the chunks that it completed, then `close`; a record's chunks may also
    come later, after further records: their bytes tell to which response they belong.
    """

    def __init__(self, protocol: str = "") -> None:
        """`protocol` is a row of the protocols' table; empty: as the request or the JSON says."""
        self.findings = Findings()
        self._transfer = Transfer(self.findings)
        self._protocol = protocol
        self._model = ""
        self._usage_due = False
        self._responses = Responses()
        self._usage = UsageRules(self.findings)
        self._rules: ProtocolRules | None = None
        self._noted: set[str] = set()
        self._waiting: list[tuple[str, Note]] = []
        self._status = 200
        self._bare = 0
        self._failed = False
        """Whether the response in force reported an error or was cut: then its end is missing
        for a reason that has been found already."""

    @property
    def protocol(self) -> str:
        """The protocol in force, empty while it is not known."""
        return self._protocol

    def take(self, record: Record) -> None:
        """The next record."""
        self._transfer.take(record)
        self._responses.take(record)
        if isinstance(record, RequestSent):
            self._protocol = self._protocol or record.protocol
            self._model = record.model or self._model
            self._usage_due = b'"include_usage":true' in record.body.replace(b" ", b"")

    def chunk(self, chunk: Chunk) -> None:
        """The next chunk."""
        for response in self._responses.begun(chunk):
            self._begin(response)
        if self._rules is None and chunk.kind == "event" and chunk.value is not msgspec.UNSET:
            self._rules = self._chosen(chunk.value, chunk.name)
        if chunk.notes or self._waiting:
            self._notes(chunk)
        lines.of_lines(chunk, self.findings)
        match chunk.kind:
            case "event":
                self._event(chunk)
            case "done":
                if self._rules is not None:
                    self._rules.done(chunk)
            case "tail" | "text":
                self._failed = True

    def close(self, turn: Turn | None = None) -> None:
        """The exchange is over; `turn` is what came of it, for the notes that only the end
        brings."""
        for response in self._responses.rest():
            self._begin(response)
        received = self._transfer.received
        for rule, note in self._waiting:
            self._add(rule, note, None)
        self._waiting.clear()
        outcome = turn.outcome if turn is not None else None
        for note in outcome.notes if outcome is not None else ():
            if note.id not in self._noted and (rule := rule_of(note.id, None, self._protocol)):
                self._add(rule, note, None)
        ended = self._transfer.ended
        if ended is None or (ended.how == "complete" and ended.failure is None):
            self._end_response(received)

    # Within one response.

    def _begin(self, response: Response) -> None:
        """Another response: the same question again, or more of the same answer."""
        self._status = response.status
        self._failed = response.status >= _FIRST_REFUSAL
        self._bare = 0
        if response.hop in ("resume", "poll"):
            return
        if response.hop == "continuation":
            self._end_response(response.start)
        self._rules = None
        self._usage = UsageRules(self.findings)

    def _end_response(self, at: int) -> None:
        if self._rules is not None and not self._failed:
            self._rules.close(at)

    def _event(self, chunk: Chunk) -> None:
        rules = self._rules
        if chunk.value is msgspec.UNSET:
            if rules is not None:
                rules.plain(chunk)
            last = chunk.events[-1] if chunk.events else None
            if type(last) is UsageReported:
                self._usage.take(last.usage, chunk)
            return
        json = chunk.value
        for event in chunk.events:
            if type(event) is StepDelta:
                signatures.of_delta(event, chunk, self.findings)
            elif type(event) is UsageReported:
                self._usage.take(event.usage, chunk)
            elif type(event) is ErrorReported:
                self._error(event, chunk)
        if chunk.error:
            return
        lines.of_json(chunk, json, self.findings)
        self._framing(chunk)
        if rules is not None and self._status < _FIRST_REFUSAL:
            rules.read(chunk, json)

    def _chosen(self, json: Json, name: str) -> ProtocolRules | None:
        self._protocol = self._protocol or sniffed(json, name)
        match self._protocol:
            case "generate-content":
                return GenerateContentRules(self.findings, self._usage, self._model)
            case "interactions":
                return InteractionsRules(self.findings, self._usage)
            case "chat-completions":
                return ChatCompletionsRules(
                    self.findings, self._usage, self._model, usage_due=self._usage_due
                )
        return None

    def _error(self, error: ErrorReported, chunk: Chunk) -> None:
        self._failed = True
        if self._status < _FIRST_REFUSAL:
            code = " ".join(filter(None, (error.code, error.status)))
            words = f"The server reported an error: {code or 'no code'}"
            if error.message:
                words += f", {quoted(error.message)}"
            self.findings.at("HTTP02", words, chunk, '"error"')

    def _framing(self, chunk: Chunk) -> None:
        """Bare JSON values that follow each other: the second of them is the finding."""
        if self._transfer.first_byte == _BARE and chunk.raw[:1] == _BARE:
            self._bare += 1
            if self._bare == 2:
                words = "JSON values follow each other without an array"
                self.findings.at("SSE11", words, chunk)

    # Notes.

    def _notes(self, chunk: Chunk) -> None:
        for note in chunk.notes:
            self._noted.add(note.id)
            rule = rule_of(
                note.id,
                chunk,
                self._protocol,
                refused=self._status >= _FIRST_REDIRECT,
                stopped=self._transfer.stopped,
            )
            if rule and len(self._waiting) < _MOST_WAITING:
                self._waiting.append((rule, note))
        later = []
        for rule, note in self._waiting:
            # The bytes of a whole read are noted before its events are given out.
            if (note.start or 0) < chunk.end:
                self._add(rule, note, chunk.number)
            else:
                later.append((rule, note))
        self._waiting = later

    def _add(self, rule: str, note: Note, number: int | None) -> None:
        start = self._transfer.received if note.start is None else note.start
        end = start if note.end is None else note.end
        self.findings.add(rule, note.message, start, end, number)
