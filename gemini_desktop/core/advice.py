"""What to tell the user when a server says no: what happened, and the next step.

The wordings follow what the founding documents print for these statuses, in whole sentences.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported
from gemini_desktop.core.visible import visible

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
_BAD_KEY = "API key not valid"
_MAX_PAGE = 20_000
_MAX_EXCERPT = 200
_MAX_FOREIGN = 20
_MARKUP = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>")
EMPTY = Failure(
    kind="empty",
    message="The server sent an empty answer.",
    advice="Try again; if it goes on, look at the response headers in the inspector.",
)
NO_EVENTS = Failure(
    kind="no_events",
    message="No events were found in what the server sent; it is kept as it came.",
    advice="Look at the raw bytes in the inspector, and check the base URL and the protocol.",
)
_MAX_CODE = 60
_HTTP_STATUS = re.compile(r"[1-5][0-9]{2}")  # other numbers are codes of the server's own


def for_server_error(error: ErrorReported, http_status: int) -> Failure:
    """The failure for an error that the server put into words."""
    status = _status(error, http_status)
    kind, what, todo = _row(status, error.code)
    if (
        "API_KEY_INVALID" in str(error.details) or _BAD_KEY in error.message
    ):  # Google answers a bad key with 400
        kind, what, todo = _BY_STATUS[401]
    words = visible(error.message.strip())
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


def for_redirect(http_status: int, location: str = "") -> Failure:
    """Redirects are never followed: the key would travel to a host that nobody named."""
    where = _place(location)
    return Failure(
        kind="redirect",
        message=f"The server redirects to {where or 'another address'} (HTTP {http_status}), "
        "which was not followed.",
        advice="If you trust the new address, write it into the profile's base URL.",
        status=http_status,
    )


def for_page(page: str) -> Failure:
    """The failure for a body that is no stream of events, under a status that says all is well."""
    words = _MARKUP.sub(" ", page[:_MAX_PAGE])
    words = visible(" ".join(words.split())[:_MAX_EXCERPT])
    said = f" It says: {words}" if words else ""
    if page.lstrip()[:1] == "<":
        return Failure(
            kind="web_page",
            message=f"A web page came instead of an API answer.{said}",
            advice="Is it the login page of a network? Open a browser and sign in, or check the "
            "base URL.",
        )
    if "\x00" in page[:_MAX_PAGE] or page[:_MAX_PAGE].count("\ufffd") > _MAX_FOREIGN:
        return NO_EVENTS
    return Failure(
        kind="plain_text",
        message=f"Plain text came instead of an API answer.{said}",
        advice="Check the base URL; the whole text is in the inspector.",
    )


def _place(location: str) -> str:
    """Scheme and host of an address, without user, path or query: these may hold secrets."""
    try:
        parts = urlsplit(location)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    if parts.scheme and parts.scheme not in ("http", "https"):
        return f"an address of the kind {parts.scheme[:20]}:"
    return f"{parts.scheme or 'http'}://{host}"[:200] if host else ""


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
