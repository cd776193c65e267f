"""The sources that a generateContent candidate names: groundingMetadata and citationMetadata.

Segments count bytes of the answer's UTF-8 text. Streaming spreads that text over many parts, and
thoughts or calls over several steps, so a segment is looked for where its own words stand.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.events import Citation, Json
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.text.run import TextRun

_SOURCE_KINDS = ("web", "maps", "retrievedContext", "image")


class StepTexts:
    """The text of each step of one candidate, as pieces, to find where a segment stands."""

    def __init__(self) -> None:
        self._texts: dict[int, TextRun] = {}

    def add(self, index: int, text: str) -> None:
        """A piece of the text of step `index`."""
        run = self._texts.get(index)
        if run is None:
            run = self._texts[index] = TextRun()
        run.add(text)

    def step_of(self, citation: Citation) -> int | None:
        """The step whose text holds the citation's words at its place, else the last one with
        text; None where there is no text at all."""
        if not self._texts:
            return None
        words = _words(citation)
        if len(self._texts) > 1 and words and citation.end is not None:
            for index, run in reversed(self._texts.items()):
                data = run.text().encode("utf-8", "replace")
                if data[citation.start or 0 : citation.end] == words:
                    return index
        return next(reversed(self._texts))


def _words(citation: Citation) -> bytes:
    details = citation.details if isinstance(citation.details, dict) else {}
    return wire.text(wire.field(details, "segment"), "text").encode("utf-8", "replace")


def citations(candidate: dict[str, Any]) -> list[Citation]:
    """All citations of a candidate, in the order in which they are named."""
    found = [
        citation
        for support in _supports(candidate)
        for citation in _support_citations(support, _chunks(candidate))
    ]
    metadata = wire.field(candidate, "citationMetadata")
    for name in ("citations", "citationSources"):
        found += [_citation(source) for source in wire.objects(wire.field(metadata, name))]
    return found


def _supports(candidate: dict[str, Any]) -> list[dict[str, Any]]:
    grounding = wire.field(candidate, "groundingMetadata")
    return list(wire.objects(wire.field(grounding, "groundingSupports")))


def _chunks(candidate: dict[str, Any]) -> list[Json]:
    grounding = wire.field(candidate, "groundingMetadata")
    return wire.items(wire.field(grounding, "groundingChunks"))


def _support_citations(support: dict[str, Any], chunks: list[Json]) -> list[Citation]:
    segment = wire.field(support, "segment")
    end = wire.integer(wire.field(segment, "endIndex"))
    start = wire.integer(wire.field(segment, "startIndex"))
    if start is None and end is not None:
        start = 0  # proto-JSON leaves zeros out
    found = []
    for number in wire.items(wire.field(support, "groundingChunkIndices")):
        at = wire.integer(number)
        if at is None or not 0 <= at < len(chunks):
            continue
        kind, source = _source(chunks[at])
        found.append(
            Citation(
                kind=kind,
                uri=wire.text(source, "uri") or wire.text(source, "sourceUri"),
                title=wire.text(source, "title"),
                start=start,
                end=end,
                details=support,
            )
        )
    return found


def _source(chunk: Json) -> tuple[str, Json]:
    for kind in _SOURCE_KINDS:
        if (source := wire.field(chunk, kind)) is not None:
            return kind, source
    return "source", chunk


def _citation(source: dict[str, Any]) -> Citation:
    end = wire.integer(wire.field(source, "endIndex"))
    start = wire.integer(wire.field(source, "startIndex"))
    return Citation(
        kind="citation",
        uri=wire.text(source, "uri"),
        title=wire.text(source, "title"),
        start=0 if start is None and end is not None else start,
        end=end,
        details=source,
    )
