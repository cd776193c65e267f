"""The options of one turn in the words of Chat Completions.

What only Google knows stands in `extra_body.google`, where both of Google's servers read it.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.protocols import carrying, endpoint, spelling
from gemini_desktop.core.protocols.endpoint import filled
from gemini_desktop.core.request import FunctionDeclaration, Options

_CARRIED = carrying.carried(
    *("system_instruction", "temperature", "top_p", "max_output_tokens", "candidate_count"),
    *("seed", "stop_sequences", "thinking_level", "thinking_budget", "include_thoughts"),
    *("google_search", "response_modalities", "presence_penalty", "frequency_penalty"),
    *("response_logprobs", "logprobs", "response_mime_type", "response_schema", "response_format"),
    *("safety_settings", "functions", "tools", "function_calling", "allowed_functions"),
    *("cached_content", "service_tier", "stream"),
)
_JSON = "application/json"
_PLAIN = "text/plain"
_CHOICES = {"auto": "auto", "any": "required", "none": "none"}


def left_out(options: Options) -> list[str]:
    """The options that are set and that have no word here."""
    carried = _CARRIED
    if options.function_calling == "validated":
        carried -= {"function_calling"}
    if options.response_mime_type not in {"", _JSON, _PLAIN}:
        carried -= {"response_mime_type"}
    if len(options.allowed_functions) > 1:
        carried -= {"allowed_functions"}
    return carrying.left_out(options, carried)


def fields(options: Options) -> dict[str, Any]:
    """The fields beside the messages. Raises ConfigurationError where two exclude each other."""
    logprobs = options.response_logprobs
    return filled(
        temperature=options.temperature,
        top_p=options.top_p,
        max_tokens=options.max_output_tokens,
        n=options.candidate_count,
        seed=options.seed,
        stop=list(options.stop_sequences),
        presence_penalty=options.presence_penalty,
        frequency_penalty=options.frequency_penalty,
        logprobs=True if logprobs is None and options.logprobs is not None else logprobs,
        top_logprobs=options.logprobs,
        modalities=[kind.lower() for kind in options.response_modalities],
        response_format=_response_format(options),
        tools=[*(_tool(function) for function in options.functions), *options.tools],
        tool_choice=_tool_choice(options),
        service_tier=options.service_tier,
        **_thinking(options),
    ) | ({"web_search_options": {}} if options.google_search else {})


def _thinking(options: Options) -> dict[str, Any]:
    """The standard's own word for the level; Google's where only that can say it: the two must
    not come together."""
    config = filled(
        include_thoughts=options.include_thoughts, thinking_budget=options.thinking_budget
    )
    if config and options.thinking_level is not None:
        if options.thinking_budget is not None:
            raise endpoint.contradiction(
                "A thinking level and a thinking budget are both set; the API takes one of them.",
                "Clear one of the two in the parameters.",
            )
        config["thinking_level"] = options.thinking_level
    google = filled(
        thinking_config=config,
        safety_settings=spelling.safety(options.safety_settings),
        cached_content=options.cached_content,
    )
    return {
        "reasoning_effort": None if config else options.thinking_level,
        "extra_body": filled(google=google),
    }


def _response_format(options: Options) -> dict[str, Any] | None:
    if options.response_format:
        return options.response_format[0]
    if options.response_schema:
        named = {"name": "answer", "schema": options.response_schema}
        return {"type": "json_schema", "json_schema": named}
    types = {_JSON: "json_object", _PLAIN: "text"}
    kind = types.get(options.response_mime_type)
    return {"type": kind} if kind else None


def _tool(function: FunctionDeclaration) -> dict[str, Any]:
    described = filled(description=function.description, parameters=function.parameters)
    return {"type": "function", "function": {"name": function.name, **described}}


def _tool_choice(options: Options) -> Any:
    """One function by name, or how freely to choose among all."""
    if len(options.allowed_functions) == 1:
        return {"type": "function", "function": {"name": options.allowed_functions[0]}}
    return _CHOICES.get(options.function_calling or "")
