"""The options of one turn in the words of the Interactions API, for a model or for an agent.

An agent takes no generation_config; what a model has there, an agent may have in agent_config.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.protocols import carrying, spelling
from gemini_desktop.core.protocols.endpoint import filled
from gemini_desktop.core.request import FunctionDeclaration, Options

_AGENTS = ("deep-research", "antigravity", "code-mender")
_THINKS_ALOUD = "deep-research"
_NO_WORD = (
    *("top_k", "candidate_count", "thinking_budget", "presence_penalty", "frequency_penalty"),
    *("response_logprobs", "logprobs", "media_resolution", "audio_timestamp", "tool_config"),
)
_MODEL_ALONE = (
    *("temperature", "top_p", "max_output_tokens", "seed", "stop_sequences", "thinking_level"),
    *("speech_voice", "speech_language", "speakers", "function_calling", "allowed_functions"),
    "cached_content",
)
_CARRIED = carrying.all_but(*_NO_WORD, "agent_config")
_CARRIED_BY_AGENT = carrying.all_but(*_NO_WORD, *_MODEL_ALONE)
_JSON = "application/json"


def left_out(model: str, options: Options) -> list[str]:
    """The options that are set and that have no word here."""
    carried = _CARRIED_BY_AGENT if agent_of(model) else _CARRIED
    if agent_of(model) not in {"", _THINKS_ALOUD}:
        carried -= {"include_thoughts"}
    if options.allowed_functions and options.function_calling is None:
        carried -= {"allowed_functions"}  # the list stands beside a mode, or nowhere
    return carrying.left_out(options, carried)


def agent_of(model: str) -> str:
    """The kind of agent, empty for a model."""
    return next((kind for kind in _AGENTS if model.startswith(kind)), "")


def who(model: str) -> dict[str, Any]:
    """Who answers: exactly one of `model` and `agent`."""
    return {"agent" if agent_of(model) else "model": model}


def fields(model: str, options: Options) -> dict[str, Any]:
    """The fields beside the input. An agent works in the background unless told not to."""
    agent = agent_of(model)
    if agent:
        thinks = _summaries(options) if agent == _THINKS_ALOUD else None
        config = {"type": agent, **filled(thinking_summaries=thinks), **options.agent_config}
        own = {"agent_config": config}
    else:
        own = filled(
            generation_config=_generation_config(options), cached_content=options.cached_content
        )
    background = True if agent and options.background is None else options.background
    return {
        **filled(
            background=background,
            system_instruction=options.system_instruction,
            tools=_tools(options),
            response_format=_response_format(options),
            service_tier=options.service_tier,
            safety_settings=spelling.short_safety(options.safety_settings),
            labels=options.labels,
            environment=options.environment,
            store=options.store,
        ),
        **own,
    }


def _generation_config(options: Options) -> dict[str, Any]:
    return filled(
        temperature=options.temperature,
        top_p=options.top_p,
        max_output_tokens=options.max_output_tokens,
        seed=options.seed,
        stop_sequences=list(options.stop_sequences),
        thinking_level=options.thinking_level,
        thinking_summaries=_summaries(options),
        tool_choice=_tool_choice(options),
        speech_config=_speech_config(options),
    )


def _summaries(options: Options) -> str | None:
    if options.include_thoughts is None:
        return None
    return "auto" if options.include_thoughts else "none"


def _tool_choice(options: Options) -> Any:
    mode = options.function_calling
    if mode is None or not options.allowed_functions:
        return mode
    return {"allowed_tools": {"mode": mode, "tools": list(options.allowed_functions)}}


def _speech_config(options: Options) -> list[dict[str, Any]]:
    language = options.speech_language
    if options.speakers:
        return [
            {"voice": voice, **filled(language=language), "speaker": name}
            for name, voice in options.speakers.items()
        ]
    one = filled(voice=options.speech_voice, language=language)
    return [one] if one else []


def _tools(options: Options) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if options.google_search or options.google_search_types:
        kinds = list(options.google_search_types)
        found.append({"type": "google_search", **filled(search_types=kinds)})
    for name, wanted in (
        ("url_context", options.url_context),
        ("code_execution", options.code_execution),
        ("google_maps", options.google_maps),
    ):
        if wanted:
            found.append({"type": name})
    return [*found, *(_function(function) for function in options.functions), *options.tools]


def _function(function: FunctionDeclaration) -> dict[str, Any]:
    described = filled(description=function.description, parameters=function.parameters)
    return {"type": "function", "name": function.name, **described}


def _response_format(options: Options) -> list[dict[str, Any]]:
    """One item a kind of output: those asked for, and what is said of a picture or of the text."""
    items = [dict(item) for item in options.response_format]
    if not items:
        items = [{"type": kind.lower()} for kind in options.response_modalities]
    mime = options.response_mime_type or (_JSON if options.response_schema else "")
    _say(items, "text", filled(mime_type=mime, schema=options.response_schema))
    picture = filled(aspect_ratio=options.image_aspect_ratio, image_size=options.image_size)
    _say(items, "image", picture)
    return items


def _say(items: list[dict[str, Any]], kind: str, said: dict[str, Any]) -> None:
    """Add fields to the item of this kind, which is made where there is none."""
    if not said:
        return
    found = next((item for item in items if item.get("type") == kind), None)
    if found is None:
        found = {"type": kind}
        items.append(found)
    found |= {name: value for name, value in said.items() if name not in found}
