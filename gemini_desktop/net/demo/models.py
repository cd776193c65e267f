"""The model lists of the protocols, made from the product's offline list."""

from __future__ import annotations

from functools import cache

from gemini_desktop import resources
from gemini_desktop.core import json_text
from gemini_desktop.core.events import Json
from gemini_desktop.net.demo.refusal import Refusal

_DEFAULT_PAGE, _MAX_PAGE = 50, 1000


@cache
def offline() -> tuple[Json, ...]:
    """The models of `resources/models.json`, without the agents."""
    text = resources.path("models.json").read_bytes()
    return tuple(model for model in json_text.parse(text)["models"] if model["kind"] != "agent")


def google_page(query: dict[str, str], *, vertex: bool = False) -> Json:
    """One page of the Developer API's list, or of Vertex AI's; the page token is an offset."""
    size = min(_number(query.get("pageSize", ""), _DEFAULT_PAGE) or _DEFAULT_PAGE, _MAX_PAGE)
    start = _number(query.get("pageToken", ""), 0)
    models = offline()[start : start + size]
    key = "publisherModels" if vertex else "models"
    page: dict[str, Json] = {key: [_vertex(m) if vertex else _developer(m) for m in models]}
    if start + size < len(offline()):
        page["nextPageToken"] = str(start + size)
    return page


def google_model(model_id: str, *, vertex: bool = False) -> Json:
    """One model. Raises Refusal where the list has none of that name."""
    for model in offline():
        if model["id"] == model_id:
            return _vertex(model) if vertex else _developer(model)
    raise Refusal(404, f"Model is not found: models/{model_id}.")


def openai_list() -> Json:
    """OpenAI's list as the Developer API gives it."""
    return {"object": "list", "data": [_openai(model) for model in offline()]}


def openai_model(model_id: str) -> Json:
    """One model in OpenAI's shape. Raises Refusal where the list has none of that name."""
    wanted = model_id.removeprefix("models/").removeprefix("google/")
    return _openai(next((m for m in offline() if m["id"] == wanted), None) or _missing(wanted))


def _developer(model: Json) -> Json:
    return {
        "name": f"models/{model['id']}",
        "version": "demo",
        "displayName": model["name"],
        "description": "An entry of the demo’s offline list.",
        "inputTokenLimit": model["input_tokens"] or 1_048_576,
        "outputTokenLimit": model["output_tokens"] or 65_536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
        "temperature": 1,
        "topP": 0.95,
        "topK": 64,
        "maxTemperature": 2,
        "thinking": model["thinking"] is not None,
    }


def _vertex(model: Json) -> Json:
    return {
        "name": f"publishers/google/models/{model['id']}",
        "versionId": "default",
        "openSourceCategory": "PROPRIETARY",
        "launchStage": "GA",
    }


def _openai(model: Json) -> Json:
    return {
        "id": f"models/{model['id']}",
        "object": "model",
        "owned_by": "google",
        "display_name": model["name"],
    }


def _missing(model_id: str) -> Json:
    raise Refusal(404, f"Model is not found: {model_id}.")


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
