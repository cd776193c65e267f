"""The options of one turn in the words of generateContent."""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.protocols import endpoint, spelling, wire
from gemini_desktop.core.protocols.endpoint import filled
from gemini_desktop.core.request import FunctionDeclaration, Options

_JSON = "application/json"


def fields(options: Options) -> dict[str, Any]:
    """The fields beside `contents`. Raises ConfigurationError where two of them exclude each
    other."""
    system = options.system_instruction
    return filled(
        systemInstruction={"parts": [{"text": system}]} if system else None,
        tools=_tools(options),
        toolConfig=_tool_config(options),
        safetySettings=spelling.safety(options.safety_settings),
        generationConfig=_generation_config(options),
        cachedContent=options.cached_content,
        labels=options.labels,
        serviceTier=options.service_tier,
        store=options.store,
    )


def _generation_config(options: Options) -> dict[str, Any]:
    resolution = options.media_resolution
    logprobs = options.response_logprobs
    return filled(
        temperature=options.temperature,
        topP=options.top_p,
        topK=options.top_k,
        candidateCount=options.candidate_count,
        maxOutputTokens=options.max_output_tokens,
        stopSequences=list(options.stop_sequences),
        seed=options.seed,
        presencePenalty=options.presence_penalty,
        frequencyPenalty=options.frequency_penalty,
        responseLogprobs=True if logprobs is None and options.logprobs is not None else logprobs,
        logprobs=options.logprobs,
        responseMimeType=options.response_mime_type or (_JSON if options.response_schema else ""),
        responseJsonSchema=options.response_schema,
        responseModalities=[modality.upper() for modality in options.response_modalities],
        mediaResolution=spelling.resolution(resolution) if resolution else None,
        audioTimestamp=options.audio_timestamp,
        speechConfig=_speech_config(options),
        imageConfig=filled(aspectRatio=options.image_aspect_ratio, imageSize=options.image_size),
        thinkingConfig=_thinking_config(options),
    )


def _thinking_config(options: Options) -> dict[str, Any]:
    if options.thinking_level is not None and options.thinking_budget is not None:
        raise endpoint.contradiction(
            "A thinking level and a thinking budget are both set; the API takes one of them.",
            "Clear one of the two in the parameters.",
        )
    level = options.thinking_level
    return filled(
        includeThoughts=options.include_thoughts,
        thinkingBudget=options.thinking_budget,
        thinkingLevel=level.upper() if level else None,
    )


def _speech_config(options: Options) -> dict[str, Any]:
    speakers = [
        {"speaker": name, "voiceConfig": _voice(voice)} for name, voice in options.speakers.items()
    ]
    return filled(
        languageCode=options.speech_language,
        voiceConfig=_voice(options.speech_voice) if options.speech_voice else None,
        multiSpeakerVoiceConfig=filled(speakerVoiceConfigs=speakers),
    )


def _voice(name: str) -> dict[str, Any]:
    return {"prebuiltVoiceConfig": {"voiceName": name}}


def _tools(options: Options) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if options.google_search or options.google_search_types:
        found.append({"googleSearch": _search(options.google_search_types)})
    for name, wanted in (
        ("urlContext", options.url_context),
        ("codeExecution", options.code_execution),
        ("googleMaps", options.google_maps),
    ):
        if wanted:
            found.append({name: {}})
    if options.functions:
        found.append({"functionDeclarations": [_declaration(f) for f in options.functions]})
    return [*found, *options.tools]


def _search(types: tuple[str, ...]) -> dict[str, Any]:
    """The kinds of search are switches here: `{"webSearch": {}, "imageSearch": {}}`."""
    return filled(searchTypes={wire.camel(name): {} for name in types})


def _declaration(function: FunctionDeclaration) -> dict[str, Any]:
    return {
        "name": function.name,
        **filled(description=function.description, parametersJsonSchema=function.parameters),
    }


def _tool_config(options: Options) -> dict[str, Any]:
    mode = options.function_calling
    calling = filled(
        mode=mode.upper() if mode else None,
        allowedFunctionNames=list(options.allowed_functions),
    )
    return endpoint.merged(filled(functionCallingConfig=calling), options.tool_config)
