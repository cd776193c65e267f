"""What a request asks, read from the bodies of the three protocols into one `Question`.

Forgiving where the real servers are (both spellings of a key, a missing role), strict where they
are strict: a body that is no JSON object or asks nothing is refused with 400.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.events import Json
from gemini_desktop.net.demo.refusal import Refusal

_CHARACTERS_A_TOKEN = 4
_STEP_KINDS = ("_result", "_call", "_input", "_output", "thought")
_TOKENS_A_FILE = 258  # what Google counts for a small picture


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The last prompt of a request, and what of the rest bears on the answer.

    `earlier` counts the prompts before it. `results` are those of functions that the prompt
    brings back, as (name, value). `tokens` is a rough count of all that was sent.
    """

    model: str = ""
    agent: str = ""
    text: str = ""
    earlier: int = 0
    files: tuple[str, ...] = ()
    results: tuple[tuple[str, Json], ...] = ()
    thoughts: bool = False
    tokens: int = 1


def parse(body: bytes) -> dict[str, Json]:
    """The JSON object of a request's body. Raises Refusal where it is none."""
    try:
        value = json_text.parse(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"Invalid JSON payload received. {error}") from error
    if not isinstance(value, dict):
        raise Refusal(400, "Invalid JSON payload received. The root is not an object.")
    return value


def generate_content(body: dict[str, Json], model: str) -> Question:
    """The question in `contents`. Raises Refusal where there is none."""
    contents = [item for item in _list(body.get("contents")) if isinstance(item, dict)]
    if not contents:
        raise Refusal(400, "* GenerateContentRequest.contents: contents is not specified")
    prompts = [item for item in contents if item.get("role", "user") == "user"]
    parts = _dicts((prompts or contents)[-1].get("parts"))
    config = _dict(_either(body, "generationConfig", "generation_config"))
    thinking = _dict(_either(config, "thinkingConfig", "thinking_config"))
    responses = [
        r for p in parts if (r := _dict(_either(p, "functionResponse", "function_response")))
    ]
    return Question(
        model=model,
        text=_newest(part.get("text") for part in parts),
        earlier=max(0, len(prompts) - 1),
        files=tuple(_files(parts)),
        results=tuple((str(r.get("name") or ""), r.get("response")) for r in responses),
        thoughts=bool(_either(thinking, "includeThoughts", "include_thoughts")),
        tokens=count_tokens([contents, _either(body, "systemInstruction", "system_instruction")]),
    )


def interaction(body: dict[str, Json], earlier: int = 0) -> Question:
    """The question in `input`; `earlier` counts the prompts of the interactions before it.

    Raises Refusal where there is none, or not exactly one of model and agent.
    """
    model, agent = str(body.get("model") or ""), str(body.get("agent") or "")
    if bool(model) == bool(agent):
        raise Refusal(400, "Exactly one of 'model' and 'agent' must be given.")
    steps = input_steps(body.get("input"))
    if not steps and not body.get("continuation_token"):
        raise Refusal(400, "The field 'input' is required.")
    prompts = [step for step in steps if step.get("type") == "user_input"]
    content = _content_parts(prompts[-1].get("content")) if prompts else []
    config = _dict(body.get("agent_config") if agent else body.get("generation_config"))
    results = [step for step in steps if step.get("type") == "function_result"]
    return Question(
        model=model,
        agent=agent,
        text=_joined(item.get("text") for item in content),
        earlier=earlier + max(0, len(prompts) - 1),
        files=tuple(str(i.get("mime_type") or i.get("type")) for i in content if "text" not in i),
        results=tuple((str(r.get("name") or ""), r.get("result")) for r in results),
        thoughts=config.get("thinking_summaries") == "auto",
        tokens=count_tokens([steps, body.get("system_instruction")]),
    )


def chat_completion(body: dict[str, Json]) -> Question:
    """The question in `messages`. Raises Refusal where there is none."""
    messages = _dicts(body.get("messages"))
    if not messages:
        raise Refusal(400, "The field 'messages' is required.")
    prompts = [m for m in messages if m.get("role") == "user"]
    content = _content_parts(prompts[-1].get("content")) if prompts else []
    google = _dict(_dict(body.get("extra_body")).get("google"))
    results: list[tuple[str, Json]] = []
    for message in reversed(messages):
        if message.get("role") != "tool":
            break
        results.append((str(message.get("name") or ""), message.get("content")))
    return Question(
        model=str(body.get("model") or ""),
        text=_joined(part.get("text") for part in content),
        earlier=max(0, len(prompts) - 1),
        files=tuple(str(part.get("type")) for part in content if "text" not in part),
        results=tuple(reversed(results)),
        thoughts=bool(_dict(google.get("thinking_config")).get("include_thoughts")),
        tokens=count_tokens(messages),
    )


def count_tokens(value: Json) -> int:
    """A rough count: a token for each four characters of text, a flat price for a file."""
    characters, files = _weigh(value)
    return max(1, -(-characters // _CHARACTERS_A_TOKEN) + files * _TOKENS_A_FILE)


def _weigh(value: Json) -> tuple[int, int]:
    """The characters of all texts in a JSON value, and its inline files."""
    characters = files = 0
    rest = [value]
    while rest:
        match rest.pop():
            case dict() as mapping:
                files += "data" in mapping
                rest.extend(item for key, item in mapping.items() if key != "data")
            case list() as items:
                rest.extend(items)
            case str() as text:
                characters += len(text)
    return characters, files


def input_steps(value: Json) -> list[dict[str, Json]]:
    """The steps of an interaction's input, which may be text, one content, contents, or steps."""
    if isinstance(value, str):
        return [{"type": "user_input", "content": [{"type": "text", "text": value}]}]
    items = _dicts(value if isinstance(value, list) else [value])
    steps: list[dict[str, Json]] = []
    loose: list[Json] = []
    for item in items:
        kind = str(item.get("type") or "text")
        if "content" in item or kind.endswith(_STEP_KINDS):
            steps.append(item)
        else:
            loose.append({**item, "type": kind})
    return [*steps, {"type": "user_input", "content": loose}] if loose else steps


def _files(parts: Iterable[dict[str, Json]]) -> Iterator[str]:
    for part in parts:
        for keys in (("inlineData", "inline_data"), ("fileData", "file_data")):
            if data := _dict(_either(part, *keys)):
                yield str(_either(data, "mimeType", "mime_type") or "file")


def _content_parts(content: Json) -> list[dict[str, Json]]:
    return [{"text": content}] if isinstance(content, str) else _dicts(content)


def _either(mapping: dict[str, Json], *keys: str) -> Json:
    return next((mapping[key] for key in keys if key in mapping), None)


def _joined(texts: Iterable[Json]) -> str:
    return "\n".join(text for text in texts if isinstance(text, str))


def _newest(texts: Iterable[Json]) -> str:
    """A prompt that was not answered is sent again in front of the next one, as a part of it."""
    return next((text for text in reversed(list(texts)) if isinstance(text, str)), "")


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [item for item in _list(value) if isinstance(item, dict)]
