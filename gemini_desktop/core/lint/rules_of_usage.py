"""The rules on what comes beside an answer: token counts that must add up, and signatures that
must come back."""

from __future__ import annotations

from gemini_desktop.core.lint.rule import Rule

_USAGE = "Gemini API reference: UsageMetadata"
_INTERACTIONS = "Interactions API, Streaming: order and names of the events"
_SIGNATURES = "Gemini API: Thought signatures"

USE = (
    Rule(
        id="USE01",
        title="The parts of the usage are not its total",
        severity="warning",
        why="One of the numbers is wrong, and somebody pays by them.",
        where=_USAGE,
    ),
    Rule(
        id="USE02",
        title="A running total fell",
        severity="warning",
        why="Totals only grow within an answer. A client that adds up the differences, or keeps "
        "the first, counts wrong.",
        where=_USAGE,
    ),
    Rule(
        id="USE03",
        title="No usage at the end",
        severity="info",
        why="Nobody can tell what the answer cost.",
        where=_USAGE + "; Interactions API: Usage; OpenAI's stream_options.include_usage",
    ),
    Rule(
        id="USE04",
        title="Thoughts are not counted",
        severity="warning",
        why="Thoughts came, and the usage has no thoughtsTokenCount: they are billed.",
        where="Gemini API: Thinking, Pricing; UsageMetadata.thoughtsTokenCount",
    ),
    Rule(
        id="USE05",
        title="A count is no number",
        severity="warning",
        why="Token counts are whole numbers from 0 on.",
        where=_USAGE,
    ),
    Rule(
        id="USE06",
        title="More tokens were cached than asked",
        severity="warning",
        why="Cached tokens are part of the prompt's; the price that is reckoned from them is "
        "negative.",
        where=_USAGE + ".cachedContentTokenCount",
    ),
    Rule(
        id="USE07",
        title="The modalities are more than their sum",
        severity="warning",
        why="Text, image and sound together count more tokens than the total they are part of: "
        "one of the numbers is wrong, and somebody pays by them.",
        where="Gemini API reference: ModalityTokenCount",
    ),
)

SIG = (
    Rule(
        id="SIG01",
        title="A signature is not base64",
        severity="error",
        why="It must go back as it came; the next turn will be refused as invalid.",
        where=_SIGNATURES + "; RFC 4648, sections 4 and 5",
    ),
    Rule(
        id="SIG02",
        title="A function call without a signature",
        severity="warning",
        why="Gemini 3 and later refuse the next turn where the first call of an answer comes back "
        "without its thought signature. A gateway may have dropped it.",
        where=_SIGNATURES + ", function calling",
    ),
    Rule(
        id="SIG03",
        title="A thought went on after its signature",
        severity="warning",
        why="The signature is the last delta of a thought; what follows may not be covered by it.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="SIG04",
        title="The signature stands on the wrong call",
        severity="warning",
        why="Of parallel calls the first is signed. Sent back like this, the first lacks one.",
        where=_SIGNATURES + ", parallel function calls",
    ),
)
