"""The details of a Google error (google.rpc, error_details.proto) as lines that people can read.

Gemini's own message often says no more than "Resource exhausted"; which quota, how long to wait and
where to read on stand in the details.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gemini_desktop.core.events import Json
from gemini_desktop.core.visible import visible

_MAX_LINES = 20
_MAX_LINE = 400
_Object = dict[str, Json]


def lines(details: Json) -> tuple[str, ...]:
    """One line a fact, in the order sent; what nothing is known of is named by its type."""
    found: list[str] = []
    for detail in _objects(details):
        kind = str(detail.get("@type", "")).rpartition(".")[2]
        reader = _READERS.get(kind)
        found += reader(detail) if reader else _unknown(kind)
    return tuple(visible(line)[:_MAX_LINE] for line in found[:_MAX_LINES] if line.strip())


def localized(details: Json) -> str:
    """The server's words in the user's language, empty where it gives none."""
    for detail in _objects(details):
        if str(detail.get("@type", "")).endswith("LocalizedMessage"):
            return _text(detail, "message")
    return ""


def reasons(details: Json) -> tuple[str, ...]:
    """The reasons in ErrorInfo's words, such as API_KEY_INVALID."""
    return tuple(word for detail in _objects(details) if (word := _text(detail, "reason")))


def quota_ids(details: Json) -> tuple[str, ...]:
    """The ids of the quotas that are used up."""
    return tuple(
        _text(violation, "quotaId")
        for detail in _objects(details)
        for violation in _objects(detail.get("violations"))
        if _text(violation, "quotaId")
    )


def _retry(detail: _Object) -> Iterator[str]:
    yield f"The server asks to wait {_text(detail, 'retryDelay') or 'a moment'}."


def _quota(detail: _Object) -> Iterator[str]:
    for violation in _objects(detail.get("violations")):
        name = _text(violation, "quotaId") or _text(violation, "quotaMetric")
        value = _text(violation, "quotaValue")
        line = f"Quota {name or _text(violation, 'subject') or 'without a name'}"
        line += f", limit {value}" if value else ""
        about = _field(violation, "quotaDimensions")
        if isinstance(about, dict):
            line += "".join(f", {key} {value}" for key, value in about.items())
        said = _text(violation, "description")
        yield line + (f": {said}" if said else "")


def _help(detail: _Object) -> Iterator[str]:
    for link in _objects(detail.get("links")):
        yield f"{_text(link, 'description') or 'See'}: {_text(link, 'url')}"


def _info(detail: _Object) -> Iterator[str]:
    line = f"Reason {_text(detail, 'reason')}"
    domain = _text(detail, "domain")
    about = detail.get("metadata")
    yield (
        line
        + (f" of {domain}" if domain else "")
        + (
            "".join(f", {key} {value}" for key, value in about.items())
            if isinstance(about, dict)
            else ""
        )
    )


def _fields(detail: _Object) -> Iterator[str]:
    for violation in _objects(_field(detail, "fieldViolations")):
        field = _text(violation, "field") or "The request"
        yield f"{field}: {_text(violation, 'description') or 'not accepted'}"


def _preconditions(detail: _Object) -> Iterator[str]:
    for violation in _objects(detail.get("violations")):
        subject = _text(violation, "subject") or _text(violation, "type")
        yield f"{subject}: {_text(violation, 'description')}"


def _resource(detail: _Object) -> Iterator[str]:
    name = _text(detail, "resourceName")
    yield f"{_text(detail, 'resourceType')} {name}: {_text(detail, 'description')}"


def _localized(detail: _Object) -> Iterator[str]:
    yield _text(detail, "message")


def _debug(detail: _Object) -> Iterator[str]:
    yield _text(detail, "detail")


def _request(detail: _Object) -> Iterator[str]:
    yield f"Request id {_text(detail, 'requestId')}"


def _unknown(kind: str) -> list[str]:
    return [f"More is said in {kind}; see the inspector."] if kind else []


_READERS: dict[str, Callable[[_Object], Iterator[str]]] = {
    "RetryInfo": _retry,
    "QuotaFailure": _quota,
    "Help": _help,
    "ErrorInfo": _info,
    "BadRequest": _fields,
    "PreconditionFailure": _preconditions,
    "ResourceInfo": _resource,
    "LocalizedMessage": _localized,
    "DebugInfo": _debug,
    "RequestInfo": _request,
}


def _objects(value: Json) -> Iterator[_Object]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _field(json_object: _Object, name: str) -> Json:
    """The field in either spelling: proto-JSON allows both."""
    return json_object.get(name, json_object.get(_snake(name)))


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _text(json_object: _Object, name: str) -> str:
    value = _field(json_object, name)
    return str(value) if isinstance(value, str | int | float) else ""
