"""The parts of an address that a client library wants one by one."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from gemini_desktop.core.export.code.recipe import Recipe, Secret, Text
from gemini_desktop.core.protocols.endpoint import is_version

_METHOD = re.compile(r"(?P<model>.+):(?P<method>\w+)\Z")
_VERTEX = re.compile(r"projects/([^/]+)/locations/([^/]+)/(.+)\Z")


class Address(NamedTuple):
    """`base` is everything before the version; `path` everything after it, without a slash."""

    base: str
    version: str
    path: str
    query: tuple[tuple[str, str], ...]


class Call(NamedTuple):
    """A method of a model; project and location only on Vertex AI."""

    model: str
    method: str
    project: str = ""
    location: str = ""


def of(recipe: Recipe) -> Address | None:
    """None where a secret stands in the address, or a part of it is missing."""
    if any(isinstance(part, Secret) for part in recipe.url):
        return None
    parts = urlsplit("".join(map(str, recipe.url)))
    segments = parts.path.split("/")
    place = next((n for n, segment in enumerate(segments) if is_version(segment)), 0)
    if not (place and parts.netloc):
        return None
    return Address(
        base=f"{parts.scheme}://{parts.netloc}{'/'.join(segments[:place])}",
        version=segments[place],
        path="/".join(segments[place + 1 :]),
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
    )


def call(path: str) -> Call | None:
    """A path such as `models/ID:streamGenerateContent`, None for another kind."""
    found = _METHOD.match(path)
    if found is None:
        return None
    model, method = unquote(found["model"]), found["method"]
    vertex = _VERTEX.match(model)
    if vertex is not None:
        return Call(_bare(vertex[3]), method, vertex[1], vertex[2])
    return Call(_bare(model), method)


def key(recipe: Recipe) -> Text:
    """The key or token, without the word before it; empty where none is sent."""
    value = recipe.header("x-goog-api-key") or recipe.header("authorization")
    if value and isinstance(value[0], str) and value[0].lower().startswith("bearer "):
        rest = value[0][len("bearer ") :]
        return (rest, *value[1:]) if rest else value[1:]
    return value


def other_headers(recipe: Recipe) -> list[tuple[str, Text]]:
    """The headers that no client library sends by itself."""
    own = {"x-goog-api-key", "authorization", "content-type", "accept"}
    return [(name, value) for name, value in recipe.headers if name.lower() not in own]


def _bare(model: str) -> str:
    return model.removeprefix("publishers/google/").removeprefix("models/")
