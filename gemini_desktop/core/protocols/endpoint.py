"""What the three protocols share when they build a request: the address, the headers, the body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.request import HttpRequest

_VERSION = re.compile(r"v\d+[a-z0-9]*")
_FORBIDDEN = re.compile(r"[?&#%\\\s\x00-\x1f\x7f]|\.\.|//")
_KEPT_PREFIXES = ("models/", "tunedModels/", "publishers/", "projects/", "endpoints/")
_VERTEX_HOST = re.compile(r"(^|[.-])aiplatform\.googleapis\.com$|^aiplatform\..*\.googleapis\.com$")


def base(base_url: str, version: str) -> str:
    """The base URL without a slash at its end, with a version segment where it has none.

    An empty `version` leaves it as typed. Vertex AI's own paths (`…/locations/L`,
    `…/publishers/google`) have theirs further to the front. Raises ConfigurationError.
    """
    typed = base_url.strip().rstrip("/")
    try:
        parts = urlsplit(typed)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise misconfigured(
            "base_url",
            f"The base URL is not a web address: {base_url!r}.",
            "Write it with https:// and a host, such as https://example.org/v1beta.",
        )
    if parts.query or parts.fragment or re.search(r"\s", typed):
        raise misconfigured(
            "base_url",
            "The base URL holds a blank, a query (?) or a fragment (#).",
            "Write the address alone; a key belongs into the profile's key field.",
        )
    segments = [segment for segment in parts.path.split("/") if segment]
    if not version or (segments and is_version(segments[-1])) or _is_vertex_path(segments):
        return typed
    return f"{typed}/{version}"


def model_path(model: str, base_url: str) -> str:
    """The path of a model below the base: `models/ID` for a bare id, full names as typed.

    On Vertex AI a bare id is one of Google's: `publishers/google/models/ID`.
    Raises ConfigurationError for what could change the address into another.
    """
    name = checked_model(model)
    if _FORBIDDEN.search(name) or name.startswith("/"):
        raise misconfigured(
            "model",
            f"The model name {model!r} cannot stand in an address.",
            "Use the plain id, without blanks and without .. ? & # % or a backslash.",
        )
    path = urlsplit(base_url).path
    if is_vertex_host(urlsplit(base_url).hostname or "") and "/publishers/" not in path:
        name = _vertex_name(name)
    elif not name.startswith(_KEPT_PREFIXES):
        name = f"models/{name}"
    return quote(name, safe="/:@")


def is_vertex_host(host: str) -> bool:
    """Whether the host is one of Vertex AI's: global, of a region, or of several."""
    return _VERTEX_HOST.search(host) is not None


def is_version(segment: str) -> bool:
    """Whether a segment of a path is a version, such as `v1beta1`."""
    return _VERSION.fullmatch(segment) is not None


def checked_model(model: str) -> str:
    """The model name without blanks around it. Raises ConfigurationError where none is left."""
    name = model.strip()
    if not name:
        raise misconfigured("model", "No model is chosen.", "Choose a model in the profile.")
    return name


def post(
    url: str, body: dict[str, Any], raw: dict[str, Any], *, stream: bool = True
) -> HttpRequest:
    """The request for a body, with the user's own fields merged over it."""
    accepted = "text/event-stream" if stream else "application/json"
    return HttpRequest(
        method="POST",
        url=url,
        headers=(("Content-Type", "application/json"), ("Accept", accepted)),
        body=_encoded(merged(body, raw)),
    )


def _encoded(body: dict[str, Any]) -> bytes:
    """JSON by msgspec, which copies 20 MB of pictures in a fifth of the time; what it is too strict
    for (integers above 64 bits, lone surrogates) goes the slow way."""
    try:
        return msgspec.json.encode(body)
    except (TypeError, ValueError, OverflowError):
        return wire.dumped(body).encode("utf-8", "replace")


def with_query(url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The address with the profile's own query behind what it has."""
    added = urlencode([(name, value) for name, value in pairs if name.strip()], quote_via=quote)
    if not added:
        return url
    return f"{url}{'&' if '?' in url else '?'}{added}"


def merged(body: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """`raw` over `body`, key by key and deep; lists and plain values are replaced."""
    result = dict(body)
    for key, value in raw.items():
        old = result.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        result[key] = merged(old, value) if both else value  # type: ignore[arg-type]
    return result


def filled(**fields: Any) -> dict[str, Any]:
    """The fields that are set: None and what is empty is never sent."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value not in ("", [], {}, ())
    }


def nothing_to_send() -> ConfigurationError:
    """The error for a transcript without a prompt."""
    return misconfigured("empty_prompt", "There is nothing to send.", "Write a prompt first.")


def contradiction(message: str, advice: str) -> ConfigurationError:
    """The error for two options that no server accepts together."""
    return misconfigured("options", message, advice)


def misconfigured(kind: str, message: str, advice: str) -> ConfigurationError:
    """The error for a profile or option that cannot work; `kind` names the field."""
    return ConfigurationError(Failure(kind=kind, message=message, advice=advice))


def _is_vertex_path(segments: list[str]) -> bool:
    return len(segments) > 1 and segments[-2] in {"locations", "publishers", "endpoints"}


def _vertex_name(name: str) -> str:
    if name.startswith(("publishers/", "projects/", "endpoints/")):
        return name
    publisher, slash, model = name.removeprefix("models/").partition("/")
    return (
        f"publishers/{publisher}/models/{model}"
        if slash
        else (f"publishers/google/models/{publisher}")
    )
