"""The way out of this computer: through which proxy, and whose certificates are believed.

All that a profile sends takes the same way, its requests for tokens too. A way can be named before
anything is sent: httpx and ssl are imported where it is taken.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.profile import Profile
from gemini_desktop.net import credential_file, token_hosts

if TYPE_CHECKING:
    import ssl

    import httpx

DIRECT = "direct"
"""Stands for no proxy, whatever the environment names."""
_HOST = re.compile(r"[\w.:-]+")
_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection depends on besides its address."""

    proxy: str = ""
    ca_file: str = ""
    insecure: bool = False


def of(profile: Profile) -> Route:
    """The route of a profile. The demo's server is on this computer: no proxy leads there, and one
    that cannot be used does not stand in its way."""
    if profile.demo:
        return Route(proxy=DIRECT)
    return Route(
        proxy=profile.proxy.strip(), ca_file=profile.ca_file.strip(), insecure=profile.insecure
    )


def options(route: Route, tls: ssl.SSLContext) -> dict[str, Any]:
    """What an httpx client must be told. Raises ConfigurationError."""
    if not route.proxy:
        return {"verify": tls}  # httpx looks into the environment
    if route.proxy.lower() == DIRECT:
        return {"verify": tls, "trust_env": False}
    return {"verify": tls, "trust_env": False, "proxy": _proxy(route, tls)}


def proxy_for(route: Route, url: str) -> str:
    """Host and port of the proxy on the way to an address, for words; never its password. Empty
    where there is none."""
    import httpx

    if route.proxy.lower() == DIRECT:
        return ""
    try:
        target = httpx.URL(url)
        address = route.proxy or _of_the_environment(target)
        proxy = httpx.URL(address if "://" in address else f"http://{address}")
    except (httpx.InvalidURL, ValueError, OSError):
        return ""
    port = f":{proxy.port}" if proxy.port else ""
    return f"{proxy.host}{port}" if address else ""


def _of_the_environment(target: httpx.URL) -> str:
    import urllib.request  # brings an HTTP client along

    if target.host in token_hosts.LOOPBACK or urllib.request.proxy_bypass(target.host):
        return ""
    named = urllib.request.getproxies()
    return named.get(target.scheme) or named.get("all") or ""


def tls(route: Route) -> ssl.SSLContext:
    """The system's certificates (or those of SSL_CERT_FILE), and the profile's own. Blocking, about
    20 ms. Raises ConfigurationError where the profile's cannot be read."""
    import ssl

    if route.insecure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    context = ssl.create_default_context()
    # Windows fetches roots when its own programs need them; elsewhere Python may know no store.
    if sys.platform == "win32" or not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(_bundled())
    if route.ca_file:
        _trust(context, credential_file.located(route.ca_file))
    return context


@contextmanager
def environment_understood() -> Iterator[None]:
    """Make what httpx says of a proxy in the environment a ConfigurationError; its own words may
    quote a password."""
    import httpx

    try:
        yield
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        named = [
            name for name in _VARIABLES if os.environ.get(name) or os.environ.get(name.lower())
        ]
        raise _refused(
            "proxy",
            f"The proxy in the environment ({', '.join(named) or 'or of the system'}) cannot be "
            "used.",
            "It must be http://HOST:PORT; SOCKS is not supported. Correct the variable, or enter "
            "another proxy (or “direct”) in the profile.",
            type(error).__name__,
        ) from None


def _proxy(route: Route, tls: ssl.SSLContext) -> httpx.Proxy:
    import httpx

    try:
        url = httpx.URL(route.proxy)
        usable = url.scheme in ("http", "https") and bool(_HOST.fullmatch(url.host))
    except (httpx.InvalidURL, ValueError):
        usable = False
    if not usable:
        raise _refused(
            "proxy",
            "The profile's proxy is no address of a proxy.",
            "Write http://HOST:PORT, or “direct” for none; SOCKS is not supported.",
        )
    if url.userinfo:
        raise _refused(
            "proxy",
            f"The proxy {url.host} has a name or password in its address, and a profile holds no "
            "secret.",
            "Leave the profile's proxy empty and set HTTPS_PROXY in the environment.",
        )
    return httpx.Proxy(url, ssl_context=tls if url.scheme == "https" else None)


def _trust(context: ssl.SSLContext, path: Path) -> None:
    import ssl

    try:
        if path.is_dir():
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(cafile=path)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        why = "has no certificate (PEM)" if isinstance(error, ssl.SSLError) else "cannot be read"
        raise _refused(
            "ca_file",
            f"The certificate file {path} {why}.",
            "Choose the file with your organisation's root certificate, or none.",
            type(error).__name__,
        ) from None


def _bundled() -> str:
    import certifi

    return certifi.where()


def _refused(kind: str, message: str, advice: str, detail: str = "") -> ConfigurationError:
    return ConfigurationError(Failure(kind=kind, message=message, advice=advice, detail=detail))
