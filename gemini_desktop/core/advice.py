"""What to tell the user when a server says no: what happened, and the next step.

The wordings follow what the founding documents print for these statuses, in whole sentences.
"""

from __future__ import annotations

import re

from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported

_BY_STATUS: dict[int, tuple[str, str, str]] = {
    400: (
        "bad_request",
        "The server did not accept the request",
        "Check the parameters and the model name; the request stands in the inspector.",
    ),
    401: (
        "unauthenticated",
        "The key or token was not accepted",
        "Check that the key is valid and not expired, and that it belongs to this base URL.",
    ),
    403: (
        "forbidden",
        "The key is known but not allowed to do this",
        "Check the permissions of the key or the project.",
    ),
    404: (
        "not_found",
        "The server does not know this address or model",
        "Check the model name, the base URL and the region.",
    ),
    408: ("server_timeout", "The server gave up waiting", "Try again."),
    413: ("too_large", "The request is too large", "Send fewer or smaller attachments."),
    429: (
        "rate_limited",
        "Too many requests, or the quota is used up",
        "Wait a moment and try again; a daily quota needs a new day or another key.",
    ),
    500: ("server_error", "The server failed", "Try again; if it goes on, try another model."),
    502: ("bad_gateway", "A proxy got no good answer from the server", "Try again in a moment."),
    503: ("unavailable", "The model is overloaded or down", "Try again in a moment."),
    504: ("gateway_timeout", "The server took too long", "Try again, with a shorter prompt."),
}
_BY_WORD = {
    "INVALID_ARGUMENT": 400,
    "invalid_request": 400,
    "FAILED_PRECONDITION": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "not_found": 404,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
    "deadline_exceeded": 504,
    "gateway_timeout": 504,
}
_MAX_WORDS = 600
_MAX_CODE = 60
_HTTP_STATUS = re.compile(r"[1-5][0-9]{2}")  # other numbers are codes of the server's own


def for_server_error(error: ErrorReported, http_status: int) -> Failure:
    """The failure for an error that the server put into words."""
    status = _status(error, http_status)
    kind, what, todo = _row(status, error.code)
    if "API_KEY_INVALID" in str(error.details):  # Google answers a bad key with 400
        kind, what, todo = _BY_STATUS[401]
    words = error.message.strip()
    if len(words) > _MAX_WORDS:
        words = words[:_MAX_WORDS] + " …"
    code = (error.status or error.code)[:_MAX_CODE]
    message = f"{what} ({code or status or 'no code'})" + (f": {words}" if words else ".")
    return Failure(kind=kind, message=message, advice=todo, status=status)


def for_status(http_status: int) -> Failure:
    """The failure for a status that came without words."""
    kind, what, todo = _row(http_status, "")
    return Failure(
        kind=kind,
        message=f"{what} (HTTP {http_status}).",
        advice=todo,
        status=http_status,
    )


def for_redirect(http_status: int) -> Failure:
    """Redirects are never followed: the key would travel to a host that nobody named."""
    return Failure(
        kind="redirect",
        message=f"The server redirects to another address (HTTP {http_status}).",
        advice="If you trust the new address, write it into the profile's base URL.",
        status=http_status,
    )


def _status(error: ErrorReported, http_status: int) -> int | None:
    if _HTTP_STATUS.fullmatch(error.code):
        return int(error.code)
    if http_status >= 400:
        return http_status
    return _BY_WORD.get(error.status) or _BY_WORD.get(error.code)


def _row(status: int | None, code: str) -> tuple[str, str, str]:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status is not None and status >= 500:
        return _BY_STATUS[500]
    return (
        code[:_MAX_CODE] if code and not code.isdigit() else "server_error",
        "The server reported an error",
        "Read the server's words, and the inspector for what came before.",
    )
