"""What httpx raises, and clocks that ran out, as failures in words for the user.

Which kind it is is told here; what is said of it stands in `core.failures.error_table`.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

from gemini_desktop.core.errors import Failure, describe
from gemini_desktop.core.failures import error_table
from gemini_desktop.core.outcome import BODY_CUT
from gemini_desktop.core.profile import Timeouts
from gemini_desktop.net.patience import Wait

_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_OF_THE_FIRST_HOP = frozenset(
    {"dns", "connect_refused", "connect_failed", "unreachable", "timeout_connect"}
)
"""With a proxy in between, it is the proxy that these are about."""
_PASSWORD_WANTED = "407"
_DISTRUST = {
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is signed by itself alone",
    19: "it is signed by an authority that this computer does not know",
    20: "its issuer is not known to this computer",
    21: "its issuer is not known to this computer",
    62: "it is made out to another name",
    64: "it is made out to another address",
}
"""OpenSSL's codes (X509_V_ERR_…) of what is met most."""
_BY_WORDS = {  # of h11, which has no types for what is wrong with an answer
    "illegal request line": "tls_on_plain_port",  # a first byte that no line of HTTP begins with
    "Receive buffer too long": "head_too_large",
    "illegal status line": "bad_status_line",
    "illegal header line": "bad_header",
    "illegal chunk header": "bad_chunks",
}


def failure(
    error: BaseException, *, host: str, elapsed_s: float, answered: bool, proxy: str = ""
) -> Failure:
    """The failure for an exception of one exchange with `host`, `elapsed_s` after it began.

    `answered` says whether the response head had come; `proxy` is who stands in between, if
    somebody does.
    """
    kind = _kind(error, answered)
    if proxy and kind in _OF_THE_FIRST_HOP:
        kind = "proxy_unreachable"
    return error_table.failure(
        kind,
        host=host,
        after=f"{elapsed_s:.1f} s",
        detail=describe(error),
        proxy=proxy or "in between",
        why=_distrust(error),
    )


def out_of_patience(wait: Wait, *, host: str, elapsed_s: float, timeouts: Timeouts) -> Failure:
    """The failure for a clock of ours that ran out."""
    match wait:
        case Wait.HEAD:
            kind, limit = "timeout_first_byte", timeouts.silence_s
        case Wait.FIRST_EVENT:
            kind, limit = "timeout_first_event", timeouts.first_event_s
        case Wait.NEXT_EVENT:
            kind, limit = "timeout_stall", timeouts.stall_s
        case _:
            kind, limit = "timeout_total", timeouts.total_s
    return error_table.failure(
        kind, host=host, after=f"{elapsed_s:.1f} s", limit=f"{limit or 0:g} s", detail=wait.name
    )


def too_large(host: str, limit: int) -> Failure:
    """The failure for a body of more than `limit` bytes."""
    return error_table.failure("body_too_large", host=host, limit=f"{limit:,}")


def _kind(error: BaseException, answered: bool) -> str:
    match error:
        case httpx.ConnectTimeout():
            return "timeout_connect"
        case httpx.ReadTimeout() if not answered:
            return "timeout_first_byte"
        case httpx.TimeoutException():
            return "timeout_idle"
        case httpx.ConnectError():
            return next(filter(None, map(_connect_kind, _causes(error))), "connect_failed")
        case httpx.RemoteProtocolError():
            return _protocol_kind(str(error), answered)
        case httpx.NetworkError():
            return "connection_lost"
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return "bad_url"
        case httpx.LocalProtocolError():
            return "bad_request_headers"
        case httpx.ProxyError():
            return "proxy_password" if _PASSWORD_WANTED in str(error) else "proxy"
        case _:
            return "unexpected"


def _connect_kind(cause: BaseException) -> str:
    match cause:
        case socket.gaierror():
            return "dns"
        case ssl.SSLCertVerificationError():
            return "tls_certificate"
        case ssl.SSLError():
            return "tls"
        case OSError(errno=errno.ECONNREFUSED):
            return "connect_refused"
        case OSError(errno=number) if number in _UNREACHABLE:
            return "unreachable"
        case _:
            return ""


def _distrust(error: BaseException) -> str:
    """Why a certificate is not believed, as the end of a sentence."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            said = str(getattr(cause, "verify_message", "")).rstrip(".") or "it cannot be verified"
            return _DISTRUST.get(int(getattr(cause, "verify_code", 0)), said)
    return ""


def _protocol_kind(text: str, answered: bool) -> str:
    if "without sending complete message body" in text and answered:
        return BODY_CUT
    if not answered and ("disconnected" in text or "closed" in text):
        return "closed_before_answer"
    return next((kind for words, kind in _BY_WORDS.items() if words in text), "http_protocol")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    queue: list[BaseException | None] = [error]
    while queue:
        cause = queue.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        queue += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            queue += cause.exceptions
