"""The rules on token counts, in any protocol."""

from __future__ import annotations

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import Json, Usage
from gemini_desktop.core.lint.findings import Findings
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.usage import merged

_RUNNING = (
    ("input", "Input"),
    ("output", "Output"),
    ("thoughts", "Thought"),
    ("total", "Total"),
)
_DETAILS = (
    ("promptTokensDetails", "promptTokenCount", "tokenCount"),
    ("candidatesTokensDetails", "candidatesTokenCount", "tokenCount"),
)


class UsageRules:
    """Follows the running totals of one answer."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._last: Usage | None = None
        self.total: Usage | None = None
        """What all totals so far add up to; None before any."""

    def take(self, usage: Usage, chunk: Chunk) -> None:
        """New totals; most events repeat the last ones, as the same object."""
        if usage is self._last:
            return
        self._last = usage
        if self.total is not None:
            self._fallen(self.total, usage, chunk)
        self.total = merged(self.total, usage)
        if usage.cached is not None and usage.input is not None and usage.cached > usage.input:
            words = f"{usage.cached:,} tokens were cached, of {usage.input:,} asked"
            self._findings.at("USE06", words, chunk)
        if isinstance(usage.raw, dict):
            self._details(usage.raw, chunk)

    @property
    def told(self) -> bool:
        """Whether any count came (Vertex AI sends usage without counts, too)."""
        total = self.total
        return total is not None and (total.total is not None or total.input is not None)

    def _fallen(self, before: Usage, usage: Usage, chunk: Chunk) -> None:
        for name, title in _RUNNING:
            old, new = getattr(before, name), getattr(usage, name)
            if old is not None and new is not None and new < old:
                words = f"{title} tokens fell from {old:,} to {new:,}"
                self._findings.at("USE02", words, chunk)
                return

    def _details(self, raw: dict[str, Json], chunk: Chunk) -> None:
        for details, count, each in _DETAILS:
            given, said = raw.get(details), raw.get(count)
            if not isinstance(given, list) or type(said) is not int or not given:
                continue
            counts = [wire.integer(wire.field(item, each)) for item in given]
            told = sum(found for found in counts if found is not None)
            # Less is no fault: image models leave the text beside a picture out of the details.
            if told > said:
                words = f"{details} add up to {told:,}, {count} is {said:,}"
                self._findings.at("USE07", words, chunk, f'"{details}"')
