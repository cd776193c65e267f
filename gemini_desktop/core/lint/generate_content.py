"""The rules on the chunks of generateContent."""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import Json
from gemini_desktop.core.lint.findings import Findings, place, quoted
from gemini_desktop.core.lint.signatures import must_sign
from gemini_desktop.core.lint.usage import UsageRules
from gemini_desktop.core.protocols import wire

_REASONS = frozenset(
    {
        *("STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST"),
        *("PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE"),
        *("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_OTHER", "NO_IMAGE"),
        *("IMAGE_RECITATION", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"),
        *("MISSING_THOUGHT_SIGNATURE", "ESCALATION", "PUP_LIMITED_DISABLED", "CONTINUATION"),
        *("MODEL_ARMOR", "1", "2", "3", "4"),
    }
)
_NONE = frozenset({"", "0", "FINISH_REASON_UNSPECIFIED"})
_LEAKED = ("sdkHttpResponse", "automaticFunctionCallingHistory")
_SAME = (("responseId", "GEN08"), ("modelVersion", "GEN09"))


class _Candidate:
    __slots__ = ("call", "finished", "said", "signed", "signed_call", "told")

    def __init__(self, told: tuple[int, int, int]) -> None:
        self.told = told
        """The bytes and the number of the event that brought it."""
        self.said = False
        self.finished = False
        self.signed = False
        self.call: tuple[int, int, int] | None = None
        """Its first function call, where that came without a signature."""
        self.signed_call: tuple[int, int, int] | None = None
        """The first further one that came with a signature."""


class GenerateContentRules:
    """Follows one response."""

    def __init__(self, findings: Findings, usage: UsageRules, model: str = "") -> None:
        self._findings = findings
        self._usage = usage
        self._model = model
        self._about: dict[str, str] = {}
        self._candidates: dict[int, _Candidate] = {}
        self._called = False
        self._blocked = False
        self._answered = False
        self._thoughts: tuple[int, int, int] | None = None
        self._leaked: set[str] = set()

    def read(self, chunk: Chunk, json: Json) -> None:
        """Look at an event. Those that only go on with a text are not asked (`plain`)."""
        if isinstance(json, list):
            for item in json:
                self._response(chunk, item)
        else:
            self._response(chunk, json)

    def plain(self, chunk: Chunk) -> None:
        """An event that repeats what is known and goes on with the text: nothing can be odd."""

    def done(self, chunk: Chunk) -> None:
        """The mark [DONE]."""
        words = "The stream ends with [DONE], which generateContent does not have"
        self._findings.at("GEN19", words, chunk, "[DONE]")

    def close(self, at: int) -> None:
        """The response is over, and was neither refused nor cut."""
        known = sorted(self._candidates)
        for number, index in enumerate(known):
            if number != index:
                start, end, event = self._candidates[index].told
                words = f"Candidate {index} came, and no candidate {number}"
                self._findings.add("GEN03", words, start, end, event)
                break
        unfinished = [
            index for index in known if not self._candidates[index].finished
        ]  # a blocked prompt has no candidates
        for index in unfinished:
            words = "The stream ended without a finishReason"
            named = f" for candidate {index}" if len(known) > 1 else ""
            self._findings.add("GEN01", words + named, at, at)
        self._calls()
        if not self._usage.told and (known or self._blocked):
            self._findings.add("USE03", "The stream ended without token counts", at, at)
        elif self._thoughts is not None and not self._thoughts_counted():
            words = "Thoughts came, and thoughtsTokenCount did not"
            self._findings.add("USE04", words, *self._thoughts)

    def _thoughts_counted(self) -> bool:
        total = self._usage.total
        return total is None or total.thoughts is not None

    def _calls(self) -> None:
        model = self._about.get("modelVersion") or self._model
        for candidate in self._candidates.values():
            if candidate.call is None or not must_sign(model):
                continue
            if candidate.signed_call is not None:
                words = "Not the first call is signed, but a later one"
                self._findings.add("SIG04", words, *candidate.signed_call)
            elif not candidate.signed:
                words = f"{quoted(model)} called a function without a thoughtSignature"
                self._findings.add("SIG02", words, *candidate.call)

    def _response(self, chunk: Chunk, json: Json) -> None:
        if not isinstance(json, dict):
            return
        for name, rule in _SAME:
            if said := wire.text(json, name):
                before = self._about.setdefault(name, said)
                if said != before:
                    words = f"{name} was {quoted(before)} and is {quoted(said)}"
                    self._findings.at(rule, words, chunk, f'"{said}"')
                    self._about[name] = said
        for name in _LEAKED:
            if name in json and name not in self._leaked:
                self._leaked.add(name)
                words = f"{quoted(name)} belongs to a client library, not to the wire"
                self._findings.at("GEN12", words, chunk, f'"{name}"')
        if wire.text(wire.field(json, "promptFeedback"), "blockReason"):
            self._blocked = True
        for candidate in wire.items(json.get("candidates")):
            if isinstance(candidate, dict):
                self._candidate(chunk, candidate)
        if self._blocked and self._answered:
            self._blocked = self._answered = False  # said once
            words = "The prompt was blocked, and there is an answer"
            self._findings.at("GEN07", words, chunk)

    def _candidate(self, chunk: Chunk, json: dict[str, Any]) -> None:
        index = wire.index(json.get("index"))
        known = self._candidates.get(index)
        if known is None:
            if len(self._candidates) >= wire.MOST_ANSWERS:
                return
            told = (*place(chunk), chunk.number)
            known = self._candidates[index] = _Candidate(told)
        content = json.get("content")
        for part in wire.items(content.get("parts") if isinstance(content, dict) else None):
            if isinstance(part, dict):
                self._part(chunk, known, part)
        reason = wire.text(json, "finishReason")
        if reason in _NONE:
            return
        if known.finished:
            words = f"Candidate {index} finished again: {quoted(reason)}"
            self._findings.at("GEN17", words, chunk, f'"{reason}"')
        known.finished = True
        if reason not in _REASONS:
            words = f"Nothing is known of the finishReason {quoted(reason)}"
            self._findings.at("GEN10", words, chunk, f'"{reason}"')

    def _part(self, chunk: Chunk, candidate: _Candidate, part: dict[str, Any]) -> None:
        if not part:
            self._findings.at("GEN13", "A part is empty", chunk, "{}")
            return
        self._answered = True
        if self._thoughts is None and part.get("text") and wire.flag(part.get("thought")):
            self._thoughts = (*place(chunk, '"thought"'), chunk.number)
        signed = bool(wire.text(part, "thoughtSignature"))
        candidate.signed = candidate.signed or signed
        name = wire.text(wire.field(part, "functionCall"), "name")
        if not name:
            return
        here = (*place(chunk, f'"{name}"'), chunk.number)
        if not candidate.said:
            candidate.said = True  # the first call
            candidate.call = None if signed else here
        elif signed and candidate.signed_call is None and candidate.call is not None:
            candidate.signed_call = here
