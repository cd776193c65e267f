"""The common vocabulary: what a stream meant, whichever protocol carried it.

The Interactions API is the richest of the three protocols, so its words are used and the others
are translated into them. For generateContent and Chat Completions a step ends where the kind of
part changes, and candidates are kept apart: a step belongs to one candidate.

All values are frozen msgspec structs, tagged by `type`, so that the store, exports and tests can
write and read them without code of their own. What nobody has seen yet is `Unknown`: a value with
its bytes' meaning kept, never an error.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Literal, TypeAlias

import msgspec

from gemini_desktop.core.text import base64_text

Json: TypeAlias = Any
"""Whatever JSON can say: None, bool, int, float, str, list or dict with string keys."""

StepKind: TypeAlias = str
"""`model_output`, `thought`, `function_call`, `google_search_call`, … as the Interactions API
names them (23 known); an unknown name is kept as it came."""

MediaKind: TypeAlias = Literal["image", "audio", "video", "document"]


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of everything below: immutable, compared by content, defaults left out of JSON."""


# --- content: what one delta carries -----------------------------------------------------------


class Text(Value, frozen=True, kw_only=True, omit_defaults=True, tag="text"):
    """A piece of the answer. Markdown source; may be cut anywhere, also inside a mark."""

    text: str


class ThoughtText(Value, frozen=True, kw_only=True, omit_defaults=True, tag="thought_text"):
    """A piece of a thought summary, or of a thought that a server streams as it is."""

    text: str


class ThoughtSignature(
    Value, frozen=True, kw_only=True, omit_defaults=True, tag="thought_signature"
):
    """The opaque proof of a thought that must go back with it on the next turn."""

    signature: str


class Media(Value, frozen=True, kw_only=True, omit_defaults=True, tag="media"):
    """A picture, sound, film or document, inline (base64 as it came) or by URI.

    `data` may be a fragment: several deltas in a row with the same `mime_type` and no URI are
    parts of one stream only where the protocol says so (raw PCM audio).
    """

    kind: MediaKind
    mime_type: str
    data: str = ""
    uri: str = ""
    name: str = ""
    thought: bool = False
    details: Json = None
    """Further fields of the wire (resolution, sample_rate, channels, …), as they came."""

    def decoded(self) -> bytes:
        """The bytes of `data`. Raises ValueError where it is not base64 (also not URL-safe)."""
        if (data := base64_text.exact(self.data)) is not None:
            return data
        text = self.data.translate(_URL_SAFE)
        try:
            return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except binascii.Error as error:
            raise ValueError(f"not base64: {error}") from error


_URL_SAFE = str.maketrans({"-": "+", "_": "/", "\n": None, "\r": None, " ": None, "=": None})


class PartialArgument(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One streamed argument of a call on Vertex AI: where (RFC 9535 path) and what."""

    path: str
    value: Json = None
    will_continue: bool = False
    """More of the same string follows for this path."""


class FunctionCall(Value, frozen=True, kw_only=True, omit_defaults=True, tag="function_call"):
    """A call that the client is asked to make, or a fragment of one.

    Fragments of one call stand in one step: `id` and `name` come with the first, `arguments` is a
    piece of JSON text to be appended (often cut inside a token), `partial` holds arguments by path.
    """

    id: str = ""
    name: str = ""
    arguments: str = ""
    partial: tuple[PartialArgument, ...] = ()
    extra: Json = None
    """What must be echoed beside the call (`extra_content` of Chat Completions), as it came."""


class ToolCall(Value, frozen=True, kw_only=True, omit_defaults=True, tag="tool_call"):
    """A call of a tool that the server runs itself (search, code, maps, MCP, …)."""

    kind: str
    """The wire's name, such as `google_search_call` or `executableCode`."""
    id: str = ""
    name: str = ""
    arguments: Json = None
    signature: str = ""


class ToolResult(Value, frozen=True, kw_only=True, omit_defaults=True, tag="tool_result"):
    """The result of a server's tool, or of a function (kind `function_result`)."""

    kind: str
    call_id: str = ""
    name: str = ""
    result: Json = None
    is_error: bool = False
    signature: str = ""


class Citation(Value, frozen=True, kw_only=True, omit_defaults=True, tag="citation"):
    """A source for a stretch of the answer.

    `start` and `end` count bytes of the UTF-8 text of the step (end exclusive), None where the
    wire gives no place.
    """

    kind: str
    uri: str = ""
    title: str = ""
    start: int | None = None
    end: int | None = None
    details: Json = None


class Metadata(Value, frozen=True, kw_only=True, omit_defaults=True, tag="metadata"):
    """A known field beside the content (groundingMetadata, safetyRatings, …), as it came.

    What comes again under the same name replaces it, but pieces (log probabilities, say) add up.
    """

    name: str
    value: Json = None
    piece: bool = False


class UnknownContent(Value, frozen=True, kw_only=True, omit_defaults=True, tag="unknown_content"):
    """A delta or part of a kind nobody has seen yet, as it came."""

    name: str
    value: Json = None


Content: TypeAlias = (
    Text
    | ThoughtText
    | ThoughtSignature
    | Media
    | FunctionCall
    | ToolCall
    | ToolResult
    | Citation
    | Metadata
    | UnknownContent
)


# --- events --------------------------------------------------------------------------------------


class Usage(Value, frozen=True, kw_only=True, omit_defaults=True):
    """Running totals of tokens, None where the server did not say. Replace, never add up."""

    input: int | None = None
    output: int | None = None
    thoughts: int | None = None
    cached: int | None = None
    tool_use: int | None = None
    total: int | None = None
    raw: Json = None
    """The usage object as it came, with modalities and traffic type."""


class InteractionStarted(
    Value, frozen=True, kw_only=True, omit_defaults=True, tag="interaction_started"
):
    """The server named the answer. May come again when a field is learnt later."""

    id: str = ""
    model: str = ""
    status: str = ""
    created: str = ""
    raw: Json = None


class StepStarted(Value, frozen=True, kw_only=True, omit_defaults=True, tag="step_started"):
    """A step of the answer begins. `index` is unique within the exchange."""

    index: int
    kind: StepKind
    candidate: int = 0
    id: str = ""
    name: str = ""
    raw: Json = None
    """The step object as it came (Interactions)."""


class StepDelta(Value, frozen=True, kw_only=True, omit_defaults=True, tag="step_delta"):
    """A piece of the step `index`."""

    index: int
    content: Content
    part: Json = None
    """generateContent: the Part as it came, which must be sent back unaltered on the next turn."""
    at: int = 0
    """Where the text begins in the string that brought it, in characters, where a tag stood before
    it; negative: so many characters earlier, at the end of the strings before that."""


class StepStopped(Value, frozen=True, kw_only=True, omit_defaults=True, tag="step_stopped"):
    """The step `index` is whole."""

    index: int
    usage: Usage | None = None


class StatusChanged(Value, frozen=True, kw_only=True, omit_defaults=True, tag="status_changed"):
    """The server's word on where it stands, between steps."""

    status: str
    continuation_token: str = ""
    message: str = ""


class UsageReported(Value, frozen=True, kw_only=True, omit_defaults=True, tag="usage_reported"):
    """New running totals."""

    usage: Usage


class InteractionFinished(
    Value, frozen=True, kw_only=True, omit_defaults=True, tag="interaction_finished"
):
    """The terminal mark of one candidate, or of the interaction.

    `reason` is the wire's own word: a finishReason (`STOP`, `MAX_TOKENS`, …), a finish_reason
    (`stop`, `tool_calls`, …) or an interaction status (`completed`, `requires_action`, …).
    `blocked` says that it stopped for safety or policy; `prompt` that the prompt was blocked.
    """

    reason: str
    candidate: int = 0
    message: str = ""
    blocked: bool = False
    prompt: bool = False
    awaiting: bool = False
    continuation_token: str = ""
    raw: Json = None


class ErrorReported(Value, frozen=True, kw_only=True, omit_defaults=True, tag="error_reported"):
    """The server said no, in a stream or instead of one."""

    code: str = ""
    """The code as text: `429`, or a word such as `gateway_timeout`."""
    status: str = ""
    """`RESOURCE_EXHAUSTED` and the like, empty where there is none."""
    message: str = ""
    details: Json = None
    raw: Json = None


class Unknown(Value, frozen=True, kw_only=True, omit_defaults=True, tag="unknown"):
    """An event of a kind nobody has seen yet. `name` is its event_type or what stood out."""

    name: str
    raw: Json = None


StreamEvent: TypeAlias = (
    InteractionStarted
    | StepStarted
    | StepDelta
    | StepStopped
    | StatusChanged
    | UsageReported
    | InteractionFinished
    | ErrorReported
    | Unknown
)
