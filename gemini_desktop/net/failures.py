"""What httpx raises, as failures in words for the user."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

from gemini_desktop.core.errors import Failure, describe
from gemini_desktop.core.outcome import BODY_CUT
from gemini_desktop.core.profile import Timeouts
from gemini_desktop.net.patience import Wait

_AGAIN = "Check the network and try again."


def failure(error: BaseException, *, host: str, elapsed_s: float, answered: bool) -> Failure:
    """The failure for an exception of one exchange with `host`, `elapsed_s` after it began.

    `answered` says whether the response head had come.
    """
    kind, message, advice = _words(error, host, f"{elapsed_s:.1f} s", answered)
    return Failure(kind=kind, message=message, advice=advice, detail=describe(error))


def out_of_patience(wait: Wait, *, host: str, elapsed_s: float, timeouts: Timeouts) -> Failure:
    """The failure for a clock of ours that ran out."""
    after = f"{elapsed_s:.1f} s"
    match wait:
        case Wait.HEAD:
            return Failure(
                kind="timeout_first_byte",
                message=f"{host} took the request and sent no whole answer head within {after}.",
                advice="Try again, or allow a longer silence in the settings; thinking takes time.",
            )
        case Wait.FIRST_EVENT:
            return Failure(
                kind="timeout_first_event",
                message=f"{host} sent no first event within {timeouts.first_event_s or 0:g} s.",
                advice="Try again, or allow a longer wait; thinking takes time.",
            )
        case Wait.NEXT_EVENT:
            return Failure(
                kind="timeout_stall",
                message=f"No event came from {host} for {timeouts.stall_s or 0:g} s.",
                advice="Try again, or allow a longer wait.",
                detail="only comments or nothing",
            )
        case _:
            return Failure(
                kind="timeout_total",
                message=f"The exchange with {host} was not over after {timeouts.total_s or 0:g} s.",
                advice="Allow more time in all, or ask for less.",
            )


def too_large(host: str, limit: int) -> Failure:
    """The failure for a body of more than `limit` bytes."""
    return Failure(
        kind="body_too_large",
        message=f"The answer of {host} is larger than {limit:,} bytes. Reading stopped there.",
        advice="What had come is kept; ask for less.",
    )


def _words(error: BaseException, host: str, after: str, answered: bool) -> tuple[str, str, str]:
    match error:
        case httpx.ConnectTimeout():
            return (
                "timeout_connect",
                f"No connection to {host} within {after}.",
                _AGAIN,
            )
        case httpx.ReadTimeout() if not answered:
            return (
                "timeout_first_byte",
                f"{host} took the request and did not answer within {after}.",
                "Try again, or allow a longer silence in the settings; thinking takes time.",
            )
        case httpx.TimeoutException():
            return (
                "timeout_idle",
                f"{host} fell silent; the wait was given up {after} after the request.",
                "Try again, or allow a longer silence in the settings.",
            )
        case httpx.ConnectError():
            return _connect_words(error, host)
        case httpx.RemoteProtocolError():
            return _protocol_words(error, host, after, answered)
        case httpx.NetworkError():
            return (
                "connection_lost",
                f"The connection to {host} was lost after {after}.",
                _AGAIN,
            )
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return (
                "bad_url",
                f"“{host}” is no address that can be called.",
                "Check the base URL in the settings; it begins with https:// or http://.",
            )
        case httpx.LocalProtocolError():
            return (
                "bad_request_headers",
                "The request could not be sent: a header has characters that are not allowed.",
                "Check the key and the extra headers in the settings.",
            )
        case httpx.ProxyError():
            return ("proxy", f"The proxy did not let us through to {host}.", "Check the proxy.")
        case _:
            return (
                "unexpected",
                f"Something unexpected broke the exchange with {host}.",
                "Try again; the inspector shows what had come.",
            )


def _connect_words(error: BaseException, host: str) -> tuple[str, str, str]:
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return (
                "dns",
                f"The name {host} is not known.",
                "Check the spelling of the base URL, and the network.",
            )
        if isinstance(cause, ssl.SSLError):
            return (
                "tls",
                f"No safe (TLS) connection to {host} could be made.",
                "Check that the address is right and that no proxy stands in between.",
            )
        if isinstance(cause, OSError) and cause.errno == errno.ECONNREFUSED:
            return (
                "connect_refused",
                f"{host} refused the connection; nothing listens there.",
                "Check the base URL and its port, and that the server runs.",
            )
    return ("connect_failed", f"No connection to {host} could be made.", _AGAIN)


def _protocol_words(
    error: BaseException, host: str, after: str, answered: bool
) -> tuple[str, str, str]:
    text = str(error)
    if "without sending a response" in text or not answered:
        if "disconnected" in text or "closed" in text:
            return (
                "closed_before_answer",
                f"{host} closed the connection before answering.",
                "Try again.",
            )
    elif "without sending complete message body" in text:
        return (
            BODY_CUT,
            f"{host} closed the connection before the body was whole, after {after}.",
            "Try again; what came is in the inspector.",
        )
    return (
        "http_protocol",
        f"What {host} sent is not HTTP as it should be.",
        "Check the port and whether the address wants https:// instead of http://.",
    )


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
