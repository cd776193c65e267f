"""What to tell the user when a server says no: what happened, and the next step.

The wordings follow what the founding documents print for these statuses, in whole sentences.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported
from gemini_desktop.core.failures import error_table, rpc_details, web_page
from gemini_desktop.core.failures.error_table import TABLE
from gemini_desktop.core.retry import is_daily
from gemini_desktop.core.visible import visible

_BY_STATUS = {
    400: "bad_request",
    401: "unauthenticated",
    402: "payment",
    403: "forbidden",
    404: "not_found",
    405: "method",
    408: "server_timeout",
    409: "conflict",
    410: "gone",
    413: "too_large",
    415: "media_type",
    422: "unprocessable",
    429: "rate_limited",
    431: "request_headers_too_large",
    499: "client_closed",
    500: "server_error",
    501: "not_implemented",
    502: "bad_gateway",
    503: "unavailable",
    504: "gateway_timeout",
    529: "unavailable",
}
_BY_REASON = {  # google.rpc.ErrorInfo; a bad key comes with status 400
    "API_KEY_INVALID": "unauthenticated",
    "API key not valid": "unauthenticated",
    "API_KEY_EXPIRED": "key_expired",
    "API key expired": "key_expired",
    "SERVICE_DISABLED": "api_disabled",
    "BILLING_DISABLED": "billing",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "token_scope",
    "User location is not supported": "region",
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
_FIRST_ODD = 600
_MAX_FOREIGN = 20
_MAX_CODE = 60
_NOT_MODIFIED = 304
_HTTP_STATUS = re.compile(r"[1-5][0-9]{2}")  # other numbers are codes of the server's own


def for_server_error(error: ErrorReported, http_status: int) -> Failure:
    """The failure for an error that the server put into words."""
    status = _status(error, http_status)
    kind = _reason(error) or _kind(status, error.code)
    row = TABLE.get(kind, TABLE["reported"])
    said = rpc_details.localized(error.details) or error.message
    page = said.lstrip()[:1] == "<"
    words = web_page.words(said) if page else visible(said.strip())
    if len(words) > _MAX_WORDS:
        words = words[:_MAX_WORDS] + " …"
    code = visible(error.status or error.code)[:_MAX_CODE]
    return Failure(
        kind=kind,
        message=f"{row.says} ({code or status or 'no code'})" + (f": {words}" if words else "."),
        advice=row.advice,
        detail=visible(said.strip()) if page else "\n".join(rpc_details.lines(error.details)),
        status=status,
    )


def for_status(http_status: int) -> Failure:
    """The failure for a status that came without words."""
    kind = _kind(http_status, "")
    row = TABLE[kind]
    return Failure(
        kind=kind,
        message=f"{row.says} (HTTP {http_status}).",
        advice=row.advice,
        status=http_status,
    )


def for_redirect(http_status: int, location: str = "") -> Failure:
    """Redirects are never followed: the key would travel to a host that nobody named."""
    if http_status == _NOT_MODIFIED:
        return error_table.failure("not_modified", status=http_status)
    where = visible(_place(location)) or "another address"
    return error_table.failure("redirect", status=http_status, where=where)


def for_page(page: str) -> Failure:
    """The failure for a body that is no stream of events, under a status that says all is well."""
    words = web_page.words(page)
    said = f" It says: {words}" if words else ""
    if page.lstrip()[:1] == "<":
        return error_table.failure("web_page", said=said)
    if "\x00" in page[:_MAX_PAGE] or page[:_MAX_PAGE].count("\ufffd") > _MAX_FOREIGN:
        return error_table.failure("no_events")
    return error_table.failure("plain_text", said=said)


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


def _reason(error: ErrorReported) -> str:
    """The kind that the error's own words give, whatever its status; empty where they give none."""
    if any(is_daily(quota_id) for quota_id in rpc_details.quota_ids(error.details)):
        return "quota_of_the_day"
    said = " ".join((error.message[:_MAX_WORDS], *rpc_details.reasons(error.details)))
    return next((kind for words, kind in _BY_REASON.items() if words in said), "")


def _kind(status: int | None, code: str) -> str:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status is not None and status >= _FIRST_ODD:
        return "odd_status"
    if status is not None and status >= 500:
        return "server_error"
    if code and not code.isdigit():
        return code[:_MAX_CODE]
    return "refused" if status is not None else "server_error"
