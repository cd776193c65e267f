"""How the demo server says no, in the words that the real ones use.

Google's services share one shape, `google.rpc.Status`; the Interactions API has a word where the
others have a number; OpenAI's has a `type`.
"""

from __future__ import annotations

from gemini_desktop.core.events import Json
from gemini_desktop.net.demo.reply import Reply, json_reply

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    431: "INVALID_ARGUMENT",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_WORDS = {400: "invalid_request", 404: "not_found", 504: "gateway_timeout"}
_MESSAGES = {
    400: "The demo server refuses this request, as the prompt asked.",
    401: "Request had invalid authentication credentials. (The demo server says so on request.)",
    403: "The caller does not have permission. (The demo server says so on request.)",
    404: "This model was not found. (The demo server says so on request.)",
    429: "You exceeded your current quota. Please retry in 3.5s. (A demo: there is no quota.)",
    500: "An internal error has occurred. (The demo server says so on request.)",
    503: "The model is overloaded. Please try again later. (A demo: nothing is overloaded.)",
    504: "Deadline expired before operation could complete. (The demo server says so on request.)",
}
_RPC = "type.googleapis.com/google.rpc."
_DETAILS: dict[int, list[Json]] = {
    401: [
        {
            "@type": f"{_RPC}ErrorInfo",
            "reason": "CREDENTIALS_MISSING",
            "domain": "googleapis.com",
            "metadata": {"service": "generativelanguage.googleapis.com"},
        }
    ],
    429: [
        {
            "@type": f"{_RPC}QuotaFailure",
            "violations": [
                {
                    "quotaMetric": "generativelanguage.googleapis.com/demo_requests",
                    "quotaId": "DemoRequestsPerMinutePerProjectPerModel",
                    "quotaValue": "2",
                }
            ],
        },
        {"@type": f"{_RPC}RetryInfo", "retryDelay": "3.5s"},
    ],
}


class Refusal(Exception):
    """The request cannot be answered. `status` is the HTTP status, `message` a sentence."""

    def __init__(self, status: int, message: str = "", details: Json = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message or _MESSAGES.get(status, "The demo server refuses this request.")
        self.details = details if details is not None else _DETAILS.get(status)


def google_error(refusal: Refusal) -> Json:
    """`{"error": {code, message, status, details}}`."""
    error = {
        "code": refusal.status,
        "message": refusal.message,
        "status": _STATUS.get(refusal.status, "UNKNOWN"),
    }
    if refusal.details:
        error["details"] = refusal.details
    return {"error": error}


def interactions_error(refusal: Refusal) -> Json:
    """`{"error": {code: word, message}}`; a quota error comes in Google's shape here too."""
    word = _WORDS.get(refusal.status)
    if word is None:
        return google_error(refusal)
    return {"error": {"message": refusal.message, "code": word}}


def refusal_reply(refusal: Refusal, *, in_array: bool = False) -> Reply:
    """The refusal as a whole reply in Google's shape, in an array where a stream would be one."""
    error = google_error(refusal)
    return json_reply([error] if in_array else error, refusal.status)
