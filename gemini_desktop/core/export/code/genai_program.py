"""A generateContent or Interactions request as a Python program with Google's client."""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.export.code import address
from gemini_desktop.core.export.code.address import Address, Call
from gemini_desktop.core.export.code.body import json_value, literal
from gemini_desktop.core.export.code.python_text import expression, imports, token
from gemini_desktop.core.export.code.recipe import GOOGLE_TOKEN, Recipe

_METHODS = {
    "streamGenerateContent": "generate_content_stream",
    "generateContent": "generate_content",
}
_CONFIG = {
    "systemInstruction": "system_instruction",
    "safetySettings": "safety_settings",
    "tools": "tools",
    "toolConfig": "tool_config",
    "cachedContent": "cached_content",
    "labels": "labels",
}
"""Fields beside `generationConfig` that the client has in its config."""
_GENERATION = {
    "temperature": "temperature", "topP": "top_p", "topK": "top_k",
    "candidateCount": "candidate_count", "maxOutputTokens": "max_output_tokens",
    "stopSequences": "stop_sequences", "seed": "seed", "presencePenalty": "presence_penalty",
    "frequencyPenalty": "frequency_penalty", "responseLogprobs": "response_logprobs",
    "logprobs": "logprobs", "responseMimeType": "response_mime_type",
    "responseModalities": "response_modalities", "thinkingConfig": "thinking_config",
}  # fmt: skip
"""Those of `generationConfig`. What is in none of the two goes as `extra_body`, unchanged."""
_INTERACTION = frozenset(
    {
        "model", "agent", "input", "stream", "store", "background", "previous_interaction_id",
        "system_instruction", "tools", "generation_config", "response_modalities",
    }
)  # fmt: skip


def suits(recipe: Recipe) -> bool:
    """Whether the client can send it."""
    found = address.of(recipe)
    if found is None or not isinstance(json_value(recipe.body), dict):
        return False
    if found.path == "interactions":
        return True
    called = address.call(found.path)
    return called is not None and called.method in _METHODS


def render(recipe: Recipe) -> str:
    """A program that prints the answer's text as it comes. Only for what `suits`."""
    found = address.of(recipe)
    body = json_value(recipe.body)
    if found is None or not isinstance(body, dict):
        raise ValueError("not a request of Google's client")
    called = address.call(found.path)
    calls = _interaction(body) if called is None else _generate(called, body)
    secrets = recipe.secrets
    lines = [*imports(secrets), "", "from google import genai", ""]
    return "\n".join([*lines, *_client(recipe, found, called), *calls]).lstrip("\n") + "\n"


def _client(recipe: Recipe, found: Address, called: Call | None) -> list[str]:
    options = [f"        'base_url': {found.base!r},", f"        'api_version': {found.version!r},"]
    if headers := address.other_headers(recipe):
        options.append("        'headers': {")
        options += [f"            {name!r}: {expression(value)}," for name, value in headers]
        options.append("        },")
    lines = ["client = genai.Client("]
    if called is not None and called.project:
        # The client finds the application-default credentials by itself.
        lines.append("    vertexai=True,")
        lines.append(f"    project={called.project!r},")
        lines.append(f"    location={called.location!r},")
    else:
        key = address.key(recipe)
        lines.append(f"    api_key={expression(key) if key else repr('no key is needed')},")
    lines += ["    http_options={", *options, "    },", ")"]
    needs_token = GOOGLE_TOKEN in recipe.secrets and not (called and called.project)
    return [*token(recipe.secrets if needs_token else ()), *lines]


def _generate(called: Call, body: dict[str, Any]) -> list[str]:
    config: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, value in body.items():
        if name in _CONFIG:
            config[_CONFIG[name]] = value
        elif name == "generationConfig" and isinstance(value, dict):
            config |= {_GENERATION[key]: v for key, v in value.items() if key in _GENERATION}
            if rest := {key: v for key, v in value.items() if key not in _GENERATION}:
                extra[name] = rest
        elif name != "contents":
            extra[name] = value
    if extra:
        config["http_options"] = {"extra_body": extra}
    lines = [
        f"answer = client.models.{_METHODS[called.method]}(",
        f"    model={called.model!r},",
        f"    contents={literal(body.get('contents', []), 4)},",
    ]
    if config:
        lines.append(f"    config={literal(config, 4)},")
    lines.append(")")
    if called.method == "generateContent":
        return [*lines, "print(answer.text)"]
    return [*lines, "for chunk in answer:", '    print(chunk.text or "", end="", flush=True)']


def _interaction(body: dict[str, Any]) -> list[str]:
    known = {name: value for name, value in body.items() if name in _INTERACTION}
    extra = {name: value for name, value in body.items() if name not in _INTERACTION}
    lines = ["answer = client.interactions.create("]
    lines += [f"    {name}={literal(value, 4)}," for name, value in known.items()]
    if extra:
        lines.append(f"    extra_body={literal(extra, 4)},")
    lines.append(")")
    if not body.get("stream"):
        return [*lines, "print(answer)"]
    return [
        *lines,
        "for event in answer:",
        "    delta = getattr(event, 'delta', None)",
        "    if delta is not None and delta.type == 'text':",
        '        print(delta.text, end="", flush=True)',
    ]
