"""The way to an answer, as httpcore tells it while it goes: connection, encryption, request."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

import httpcore

from gemini_desktop.core.capture import PhasePassed
from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.net.bulk_reads import LOOKED_UP_NS

Name = Literal["lookup", "connect", "tunnel", "tls", "send"]
_NAMES: dict[str, Name] = {
    "connect_tcp": "connect",
    "connect_unix_socket": "connect",
    "start_tls": "tls",
    "send_request_headers": "send",
    "send_request_body": "send",
}
_TO_A_PROXY = {"send_request_headers", "receive_response_headers"}


class Phases:
    """Turns the steps of one attempt into records. Costs nothing once the answer comes."""

    def __init__(self, now: Callable[[], int], keep: Callable[[PhasePassed], object]) -> None:
        self._now = now
        self._keep = keep
        self._began: dict[Name, int] = {}

    def heard(self, event: str, info: Mapping[str, Any]) -> None:
        """Take in what httpcore's `trace` extension says, such as `connection.start_tls.complete`.

        Raises what `keep` raises, but not where a step failed: that has an error of its own.
        """
        step, _, how = event.partition(".")[2].rpartition(".")
        if self._is_tunnel(step, how, info):
            self._tunnel(step, how)
            return
        name = _NAMES.get(step)
        if name is None or "tunnel" in self._began:
            return
        if how == "started":
            self._began.setdefault(name, self._now())
        elif how == "failed":
            self._failed(name, info.get("exception"))
        elif step != "send_request_headers":  # after which comes the body
            stream = info.get("return_value")
            if name == "connect":
                self._looked_up(stream)
            self._passed(name, detail=_detail(name, stream))

    def _is_tunnel(self, step: str, how: str, info: Mapping[str, Any]) -> bool:
        if step not in _TO_A_PROXY:
            return False
        request = info.get("request")
        asks = how == "started" and getattr(request, "method", b"") == b"CONNECT"
        return asks or "tunnel" in self._began

    def _tunnel(self, step: str, how: str) -> None:
        if how == "failed":
            self._failed("tunnel")
        elif how == "started":
            self._began.setdefault("tunnel", self._now())
        elif step == "receive_response_headers":
            self._passed("tunnel")

    def _looked_up(self, stream: object) -> None:
        """The first part of connecting, where there was a name to look up."""
        began_ns = self._began.get("connect")
        if began_ns is None or not isinstance(stream, httpcore.AsyncNetworkStream):
            return
        on_clock_ns = stream.get_extra_info(LOOKED_UP_NS)
        if on_clock_ns is not None:
            now_ns = self._now()
            passed_ns = time.monotonic_ns() - on_clock_ns
            t_ns = min(max(began_ns, now_ns - passed_ns), now_ns)
            self._began["connect"] = t_ns
            self._keep(PhasePassed(t_ns=t_ns, began_ns=began_ns, name="lookup"))

    def _failed(self, name: Name, error: object = None) -> None:
        if name == "connect" and isinstance(getattr(error, "__cause__", None), socket.gaierror):
            self._began["lookup"] = self._began.pop("connect", self._now())
            name = "lookup"
        with suppress(GeminiDesktopError):
            self._passed(name, failed=True)

    def _passed(self, name: Name, *, detail: str = "", failed: bool = False) -> None:
        began = self._began.pop(name, None)
        if began is not None:
            self._keep(
                PhasePassed(
                    t_ns=self._now(), began_ns=began, name=name, detail=detail, failed=failed
                )
            )


def _detail(name: Name, stream: object) -> str:
    if not isinstance(stream, httpcore.AsyncNetworkStream):
        return ""
    if name == "connect":
        address = stream.get_extra_info("server_addr")
        return str(address[0]) if isinstance(address, tuple) and address else ""
    secured = stream.get_extra_info("ssl_object")
    return (secured.version() or "") if isinstance(secured, ssl.SSLObject) else ""
