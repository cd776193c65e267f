"""A Chat Completions request as a Python program with OpenAI's client."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from gemini_desktop.core.export.code.address import key, other_headers
from gemini_desktop.core.export.code.body import json_value, literal
from gemini_desktop.core.export.code.python_text import expression, imports, token
from gemini_desktop.core.export.code.recipe import Recipe, Secret

_PATH = "/chat/completions"
_KNOWN = frozenset(
    {
        "messages", "model", "frequency_penalty", "logit_bias", "logprobs",
        "max_completion_tokens", "max_tokens", "metadata", "modalities", "n",
        "parallel_tool_calls", "presence_penalty", "reasoning_effort", "response_format", "seed",
        "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice",
        "tools", "top_logprobs", "top_p", "user",
    }
)  # fmt: skip
"""The parameters that the client names; others, such as Google's own, go as `extra_body`."""


def suits(recipe: Recipe) -> bool:
    """Whether the client can send it."""
    plain = not any(isinstance(part, Secret) for part in recipe.url)
    path = urlsplit("".join(map(str, recipe.url))).path if plain else ""
    body = json_value(recipe.body)
    return path.endswith(_PATH) and isinstance(body, dict) and bool({"messages", "model"} & {*body})


def render(recipe: Recipe) -> str:
    """A program that prints the answer's text as it comes."""
    parts = urlsplit("".join(map(str, recipe.url)))
    base = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix(_PATH)}"
    body = json_value(recipe.body)
    known = {name: value for name, value in body.items() if name in _KNOWN}
    extra = {name: value for name, value in body.items() if name not in _KNOWN}
    headers = other_headers(recipe)
    secrets = recipe.secrets
    lines = [*imports(secrets), "", "from openai import OpenAI", "", *token(secrets)]
    proof = expression(key(recipe)) if key(recipe) else "'no key is needed'"
    lines.append(f"client = OpenAI(api_key={proof}, base_url={base!r})")
    lines.append("answer = client.chat.completions.create(")
    for name, value in known.items():
        lines.append(f"    {name}={literal(value, 4)},")
    if extra:
        lines.append(f"    extra_body={literal(extra, 4)},")
    if headers:
        lines.append("    extra_headers={")
        lines += [f"        {name!r}: {expression(value)}," for name, value in headers]
        lines.append("    },")
    if parts.query:
        lines.append(f"    extra_query={dict(parse_qsl(parts.query))!r},")
    lines.append(")")
    if body.get("stream"):
        lines += [
            "for chunk in answer:",
            "    for choice in chunk.choices:",
            '        print(choice.delta.content or "", end="", flush=True)',
        ]
    else:
        lines.append("print(answer.choices[0].message.content)")
    return "\n".join(lines).lstrip("\n") + "\n"
