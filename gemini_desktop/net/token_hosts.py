"""Which addresses may hear a secret while a token is fetched, and what is said of the others.

The address is read by the library that will call it, so that both understand the same host; it is
imported with the first address, as most profiles have no such file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_GOOGLES = frozenset(
    {
        "oauth2.googleapis.com",
        "oauth2.mtls.googleapis.com",
        "accounts.google.com",
        "www.googleapis.com",
        "sts.googleapis.com",
        "sts.mtls.googleapis.com",
        "iamcredentials.googleapis.com",
        "cloudresourcemanager.googleapis.com",
    }
)
_METADATA = frozenset({"metadata.google.internal", "169.254.169.254"})
_GOOGLES_ENDINGS = (".googleapis.com", ".google.com")


def is_allowed(url: str, *, allowed_host: str = "") -> bool:
    """Whether a secret may be sent to this address: https to Google's token servers, or to the
    host that the user allows; to this computer, and to the metadata server of a cloud's machines,
    also without TLS."""
    parsed = _parsed(url)
    if parsed is None or parsed.userinfo:
        return False
    host = _host(parsed)
    if parsed.scheme == "https" and parsed.port in (None, 443) and host in _GOOGLES:
        return True
    allowed_host = allowed_host.strip().lower()
    if not allowed_host or host != allowed_host:
        return False
    return parsed.scheme == "https" or (parsed.scheme == "http" and host in LOOPBACK | _METADATA)


def is_metadata_server(url: str) -> bool:
    """Whether it is the one that Google's machines ask who they are. It has no TLS, and is told no
    secret. A file has no business with it: the library knows its address."""
    parsed = _parsed(url)
    if parsed is None or parsed.userinfo:
        return False
    return parsed.scheme == "http" and parsed.port is None and _host(parsed) in _METADATA


def host_of(url: str) -> str:
    """Whom an address names, as a connection would: look-alike letters in their plain spelling.
    Never its path, user or query; empty where it names nobody."""
    parsed = _parsed(url)
    return _host(parsed)[:253] if parsed is not None else ""


def where_to(url: str) -> str:
    """What is wrong with an address, as the end of a sentence: "… is sent to …"."""
    parsed = _parsed(url)
    host = host_of(url)[:100]
    if parsed is None or not host:
        return "to an address that cannot be read"
    if parsed.userinfo:
        return f"to {host}, which hides behind a name before an @"
    if parsed.scheme not in ("http", "https"):
        return f"to {host} over something else than https"
    if host in _GOOGLES:
        how = "without encryption" if parsed.scheme == "http" else f"at port {parsed.port}"
        return f"to {host} {how}, which is not how Google gives tokens"
    if host.endswith(_GOOGLES_ENDINGS):
        return f"to {host}, which is none of Google's token servers"
    return f"to {host}, which is not Google's"


def _parsed(url: str) -> httpx.URL | None:
    import httpx

    try:
        parsed = httpx.URL(url)
        return parsed if parsed.raw_host.isascii() else None
    except (httpx.InvalidURL, ValueError, TypeError):
        return None


def _host(url: httpx.URL) -> str:
    # The raw one: `host` would show xn-- names in letters that look like another's.
    return url.raw_host.decode("ascii").lower()
