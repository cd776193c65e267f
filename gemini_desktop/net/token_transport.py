"""How google-auth reaches the token server: over httpx, and to Google's servers alone.

It has the shape of `google.auth.transport.Request`, without importing it. google-auth calls it in
a thread and expects `status`, `headers` and `data` back.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx
import msgspec

from gemini_desktop.core.errors import NetworkError
from gemini_desktop.core.profile import Profile
from gemini_desktop.net import credential_file, failures, route, token_hosts

_MAX_BYTES = 256 << 10
_PATIENCE_S = 15.0


class Answer(NamedTuple):
    """What google-auth looks at."""

    status: int
    headers: httpx.Headers
    data: bytes


class TokenTransport:
    """A callable that sends one request. It follows no redirect and reads a bounded answer."""

    def __init__(self, profile: Profile, *, patience_s: float = _PATIENCE_S) -> None:
        """The profile says through which proxy, whose certificates are believed, and which host is
        allowed besides Google's."""
        self._allowed_host = profile.allow_token_host
        self._way = route.of(profile)
        self._patience_s = patience_s

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,  # google-auth's time-out, which is longer than ours
    ) -> Answer:
        """Send it. Raises ConfigurationError, before it connects, where the host is not Google's,
        and NetworkError where no whole answer comes."""
        host = token_hosts.host_of(url)
        if not (
            token_hosts.is_allowed(url, allowed_host=self._allowed_host)
            or token_hosts.is_metadata_server(url)
        ):
            raise credential_file.foreign("The credential file", token_hosts.where_to(url), url=url)
        began = time.monotonic()
        try:
            answer = self._sent(url, method, body, headers, began + self._patience_s)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            elapsed_s = time.monotonic() - began
            failure = failures.failure(
                error,
                host=host,
                elapsed_s=elapsed_s,
                answered=False,
                proxy=route.proxy_for(self._way, url),
            )
            message = f"No token could be fetched. {failure.message}"
            # `from None`: the frames of the cause hold the signed assertion.
            raise NetworkError(msgspec.structs.replace(failure, message=message)) from None
        if httpx.codes.is_redirect(answer.status):
            raise credential_file.refused(
                "token_redirected",
                f"{host} redirects the token request to another address. It was not followed.",
                "Check the network: a proxy or a sign-in page of a Wi-Fi may stand in between.",
            )
        return answer

    def _sent(
        self,
        url: str,
        method: str,
        body: bytes | str | None,
        headers: Mapping[str, str] | None,
        until: float,
    ) -> Answer:
        # One client a token: once an hour, and a proxy that was set since is seen.
        tls = route.tls(self._way)
        options = route.options(self._way, tls)
        if httpx.URL(url).host in token_hosts.LOOPBACK and not self._way.proxy:
            options["trust_env"] = False  # the environment's proxy is not for this computer
        with route.environment_understood():
            made = httpx.Client(**options, follow_redirects=False, timeout=self._patience_s)
        with (
            made as client,
            client.stream(method, url, content=body, headers=dict(headers or {})) as response,
        ):
            data = bytearray()
            for piece in response.iter_raw(16 << 10):
                data += piece
                if len(data) > _MAX_BYTES:
                    raise httpx.RemoteProtocolError("the token server's answer is too long")
                if time.monotonic() > until:  # one that drips is never silent
                    raise httpx.ReadTimeout("the token server's answer took too long")
            return Answer(response.status_code, response.headers, bytes(data))
