"""A credential file, read with suspicion: it says by itself where its secrets are sent.

Whoever hands such a file over could name a server of their own in it. So its addresses are looked
at before anything is signed: Google's are taken, others are named and refused.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from gemini_desktop.core.errors import ConfigurationError, Failure

UNIVERSE = "googleapis.com"
_HOSTS = frozenset(
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
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_METADATA = frozenset({"metadata.google.internal", "169.254.169.254"})
_NEVER_CALLED = frozenset({"auth_uri", "auth_provider_x509_cert_url", "client_x509_cert_url"})
_MAX_BYTES = 256 << 10
_NEEDED = ("client_email", "private_key", "token_uri")
_ANOTHER = "Choose a service account's JSON key, as the Google Cloud console makes it."
_USE_ADC = (
    "Choose application-default credentials (--auth adc) for it, and name it in "
    "GOOGLE_APPLICATION_CREDENTIALS."
)
_INSTEAD = {
    "authorized_user": _USE_ADC,
    "external_account": _USE_ADC,
    "external_account_authorized_user": _USE_ADC,
    "impersonated_service_account": _USE_ADC,
}


def default_path() -> Path | None:
    """The file of the application-default credentials: the one that the environment names, there
    or not, else gcloud's, None where there is none. Imports google-auth: blocking."""
    named = os.environ.get("GOOGLE_APPLICATION_CREDENTIALS", "")
    if named:
        return Path(named)
    from google.auth import _cloud_sdk

    place: Any = _cloud_sdk.get_application_default_credentials_path
    path = Path(place())
    return path if path.is_file() else None


def service_account(path: str, *, allowed_host: str = "") -> dict[str, Any]:
    """What a service account's key file says. Blocking.

    Raises ConfigurationError where it cannot be read, is another kind of file, or would have us
    call another host than Google's and than `allowed_host`, to which the user has said yes.
    """
    if not path.strip():
        raise refused(
            "no_credential_file",
            "No service account file is chosen.",
            f"--service-account; {_ANOTHER}",
        )
    info = read(Path(path.strip()).expanduser())
    kind = info.get("type")
    name = Path(path).name
    if kind != "service_account":
        raise _of_another_kind(name, info)
    missing = [key for key in _NEEDED if not isinstance(info.get(key), str) or not info[key]]
    if missing:
        raise refused(
            "broken_credential_file",
            f"{name} is a service account file without {', '.join(missing)}.",
            "Make a new key in the Google Cloud console, and do not edit it.",
        )
    check(info, name, allowed_host=allowed_host)
    return info


def read(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Blocking. Raises ConfigurationError where there is none; no text
    of the file ever goes into the message."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for, for ever
            raise refused("no_credential_file", f"{path} is no file.", _ANOTHER)
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise refused(
            "no_credential_file", f"The credential file {path} cannot be read: {why}.", _ANOTHER
        ) from None
    try:
        info = json.loads(data.decode("utf-8-sig")) if len(data) <= _MAX_BYTES else None
    except (ValueError, RecursionError):
        info = None
    if not isinstance(info, dict):
        raise refused(
            "broken_credential_file", f"{path.name} is no JSON credential file.", _ANOTHER
        )
    return info


def check(info: dict[str, Any], name: str, *, allowed_host: str = "") -> None:
    """Raise ConfigurationError where the file belongs to another universe than Google's own, or
    has an address that may be called and is none of Google's, but for `allowed_host`."""
    allowed_host = allowed_host.strip().lower()
    for key, value in _leaves(info):
        if key == "universe_domain" and value != UNIVERSE:
            if not value or not f".{allowed_host}".endswith(f".{value}"):
                raise _foreign(name, str(value)[:100])
        elif _is_called(key, value) and not is_allowed(value, allowed_host=allowed_host):
            raise _foreign(name, host_of(value))


def is_allowed(url: str, *, allowed_host: str = "") -> bool:
    """Whether a secret may be sent to this address: https to Google's token servers, or to the
    host that the user allows; to this computer also without TLS.

    The metadata server of Google's own machines is asked without TLS, and is told no secret.
    """
    allowed_host = allowed_host.strip().lower()
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        return False
    if parsed.userinfo:
        return False
    if parsed.scheme == "https" and parsed.port is None and parsed.host in _HOSTS:
        return True
    if parsed.scheme == "http" and parsed.port is None and parsed.host in _METADATA:
        return True
    if not allowed_host or parsed.host != allowed_host:
        return False
    return parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in LOOPBACK)


def host_of(url: str) -> str:
    """Whom an address names, for the user: never its path, user or query."""
    try:
        return httpx.URL(url).host[:100] or "no host"
    except (httpx.InvalidURL, ValueError):
        return "an address that cannot be read"


def refused(kind: str, message: str, advice: str, detail: str = "") -> ConfigurationError:
    """The error for a credential that is not used."""
    return ConfigurationError(Failure(kind=kind, message=message, advice=advice, detail=detail))


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """All values in the file with their keys, from however deep."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from _leaves(inner, str(name))
        case list():
            for inner in value:
                yield from _leaves(inner, key)
        case _:
            yield key, value


def _is_called(key: str, value: Any) -> bool:
    """Whether it is an address that somebody may call."""
    if not isinstance(value, str) or key in _NEVER_CALLED:
        return False
    return key.endswith(("token_uri", "_url")) or "://" in value


def _foreign(name: str, host: str) -> ConfigurationError:
    return refused(
        "foreign_credentials",
        f"{name} would have its secrets sent to {host}, which is not Google's. Nothing was sent.",
        "Ask whoever gave you the file; a key that the Google Cloud console makes names "
        "oauth2.googleapis.com. If you trust that host, allow it in the profile's settings "
        "(--allow-token-host).",
    )


def _of_another_kind(name: str, info: dict[str, Any]) -> ConfigurationError:
    kind = info.get("type")
    if "installed" in info or "web" in info:
        what, advice = "an OAuth client's file, not a service account's key", _ANOTHER
    elif isinstance(kind, str) and kind:
        what = f"a file of type {kind[:60]!r}, not a service account's key"
        advice = _INSTEAD.get(kind, _ANOTHER)
    else:
        what, advice = "no service account's key: it has no type", _ANOTHER
    return refused("wrong_credential_type", f"{name} is {what}.", advice)
