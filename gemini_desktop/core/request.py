"""What is asked for (Options) and what goes over the wire for it (HttpRequest)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

import msgspec

ThinkingLevel: TypeAlias = Literal["minimal", "low", "medium", "high", "xhigh"]
MediaResolution: TypeAlias = Literal["low", "medium", "high", "ultra_high"]
FunctionCalling: TypeAlias = Literal["auto", "any", "none", "validated"]


class HttpRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request, ready but for the auth headers, which `net.auth` adds."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_headers(self, headers: Iterable[tuple[str, str]]) -> HttpRequest:
        """The same request with these headers, in the place of those of the same names."""
        new = tuple(headers)
        names = {name.lower() for name, _ in new}
        kept = ((name, value) for name, value in self.headers if name.lower() not in names)
        return msgspec.structs.replace(self, headers=(*kept, *new))


class FunctionDeclaration(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A function that the model may ask the client to call. `parameters` is a JSON Schema."""

    name: str
    description: str = ""
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)


class Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parameters of one turn. None (or empty) is not sent, so that the server's default rules.

    Newest models answer 400 to sampling fields that nobody asked for, so nothing is sent unset.
    Each protocol sends what it has a word for and names the rest (`protocols.WireProtocol`);
    words of one protocol that have no field here go through `raw`.
    """

    system_instruction: str = ""
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_output_tokens: int | None = None
    candidate_count: int | None = None
    seed: int | None = None
    stop_sequences: tuple[str, ...] = ()
    thinking_level: ThinkingLevel | None = None
    thinking_budget: int | None = None
    """Tokens; -1 lets the model choose, 0 switches thinking off (2.5 models)."""
    include_thoughts: bool | None = None
    google_search: bool = False
    response_modalities: tuple[str, ...] = ()
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    response_logprobs: bool | None = None
    logprobs: int | None = None
    """How many likely alternatives to report for each token; asks for log probabilities too."""
    response_mime_type: str = ""
    response_schema: dict[str, Any] = msgspec.field(default_factory=dict)
    """A JSON Schema that the answer must follow; asks for JSON where no type is given."""
    response_format: tuple[dict[str, Any], ...] = ()
    """The formats in the protocol's own words: all for Interactions, the first for Chat
    Completions."""
    media_resolution: MediaResolution | None = None
    image_aspect_ratio: str = ""
    """`16:9` and the like."""
    image_size: str = ""
    """`512`, `1K`, `2K` or `4K`."""
    speech_voice: str = ""
    speech_language: str = ""
    """A language code such as `de-DE`."""
    speakers: dict[str, str] = msgspec.field(default_factory=dict)
    """Who speaks with which voice, where more than one does."""
    audio_timestamp: bool | None = None
    safety_settings: dict[str, str] = msgspec.field(default_factory=dict)
    """Category to threshold, in either API's words: `harassment` as HARM_CATEGORY_HARASSMENT."""
    google_search_types: tuple[str, ...] = ()
    """`web_search`, `image_search`, `enterprise_web_search`; asks for the search too."""
    url_context: bool = False
    code_execution: bool = False
    google_maps: bool = False
    functions: tuple[FunctionDeclaration, ...] = ()
    tools: tuple[dict[str, Any], ...] = ()
    """Further tools in the protocol's own words."""
    function_calling: FunctionCalling | None = None
    allowed_functions: tuple[str, ...] = ()
    tool_config: dict[str, Any] = msgspec.field(default_factory=dict)
    """The rest of generateContent's toolConfig, as it stands there."""
    cached_content: str = ""
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    service_tier: str = ""
    """`flex`, `standard`, `priority` or `deferred`."""
    store: bool | None = None
    background: bool | None = None
    agent_config: dict[str, Any] = msgspec.field(default_factory=dict)
    environment: str = ""
    """The id of an agent's environment; more than an id goes through `raw`."""
    stream: bool = True
    """False asks for the whole answer at once."""
    raw: dict[str, Any] = msgspec.field(default_factory=dict)
    """Merged over the built body, key by key and deep; the last word is the user's."""
