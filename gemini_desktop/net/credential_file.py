"""A credential file, read with suspicion: it says by itself where its secrets are sent.

Whoever hands such a file over could name a server of their own in it. So its addresses are looked
at before anything is signed: Google's are taken, others are named and refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.net import token_hosts

UNIVERSE = "googleapis.com"
_NEVER_CALLED = frozenset(
    {
        *("auth_uri", "auth_provider_x509_cert_url", "client_x509_cert_url"),
        "regional_cred_verification_url",  # signed for Google, which calls it itself
    }
)
MAX_BYTES = 256 << 10
_MAX_KEY_CHARS = 16 << 10
"""Room for 16,384 bits. The key is multiplied out when it is loaded: 200 KB take four seconds."""
_NEEDED = ("client_email", "private_key", "token_uri")
_WORDS = frozenset(
    {
        *("type", "client_email", "private_key", "private_key_id", "token_uri", "token_url"),
        *("universe_domain", "project_id", "quota_project_id", "client_id", "client_secret"),
        *("refresh_token", "audience", "subject_token_type", "token_info_url", "url"),
        *("service_account_impersonation_url", "revoke_url"),
    }
)
"""Fields that hold text or nothing; what else they hold would be understood by nobody, or by two
readers in two ways."""
ANOTHER = "Choose a service account's JSON key, as the Google Cloud console makes it."
_NEW_KEY = "Make a new key in the Google Cloud console, and do not edit it."
_USE_ADC = (
    "Choose application-default credentials (--auth adc) for it, and name it in "
    "GOOGLE_APPLICATION_CREDENTIALS."
)
LOGINS = (
    *("authorized_user", "external_account", "external_account_authorized_user"),
    "impersonated_service_account",
)


def located(path: str) -> Path:
    """The path that the user wrote, its `~` understood where there is such a home."""
    written = Path(path.strip())
    try:
        return written.expanduser()
    except RuntimeError:
        return written


def service_account(path: str, *, allowed_host: str = "") -> dict[str, Any]:
    """What a service account's key file says. Blocking.

    Raises ConfigurationError where it cannot be read, is another kind of file, or would have us
    call another host than Google's and than `allowed_host`, to which the user has said yes.
    """
    if not path.strip():
        raise refused(
            "no_credential_file",
            "No service account file is chosen.",
            f"--service-account; {ANOTHER}",
        )
    info = read(located(path))
    name = Path(path).name
    check_words(info, name)
    if info.get("type") != "service_account":
        raise _of_another_kind(name, info)
    check_key(info, name)
    check(info, name, allowed_host=allowed_host)
    return info


def read(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Blocking. Raises ConfigurationError where there is none; no text
    of the file ever goes into the message."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for, for ever
            what = "is a folder" if path.is_dir() else "is a pipe or a device"
            raise refused("no_credential_file", f"{path} {what}, not a file.", ANOTHER)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise refused(
            "no_credential_file", f"The credential file {path} cannot be read: {why}.", ANOTHER
        ) from None
    if len(data) > MAX_BYTES:
        raise _broken(f"{path.name} is no JSON credential file: it is larger than 256 KB.")
    try:
        info = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except _SaidTwiceError as twice:
        raise _broken(f"{path.name} is no proper credential file: it says {twice} twice.") from None
    except (ValueError, RecursionError):
        info = None
    if not isinstance(info, dict):
        raise _broken(f"{path.name} is no JSON credential file.")
    return info


def check(info: dict[str, Any], name: str, *, allowed_host: str = "") -> None:
    """Raise ConfigurationError where the file belongs to another universe than Google's own, or
    has an address that may be called and is none of Google's, but for `allowed_host`."""
    allowed_host = allowed_host.strip().lower()
    check_words(info, name)
    found = list(values(info))
    for key, value in found:
        if _is_called(key, value) and not token_hosts.is_allowed(value, allowed_host=allowed_host):
            raise foreign(name, token_hosts.where_to(value), url=value)
    for key, value in found:
        if key == "universe_domain" and value != UNIVERSE and not _holds(value, allowed_host):
            raise _of_another_universe(name, value or "")


def foreign(name: str, where_to: str, *, url: str = "") -> ConfigurationError:
    """The error for an address that nobody allowed; its detail is the host that could be."""
    host = token_hosts.host_of(url)
    trust = ""
    if host and token_hosts.is_allowed(url, allowed_host=host):
        trust = (
            f" If you trust {host[:100]}, allow it in the profile's settings (--allow-token-host)."
        )
    return refused(
        "foreign_credentials",
        f"{name} would have its secrets sent {where_to}. Nothing was sent.",
        "Ask whoever gave you the file; a key that the Google Cloud console makes names "
        f"https://oauth2.googleapis.com/token.{trust}",
        host if trust else "",
    )


def refused(kind: str, message: str, advice: str, detail: str = "") -> ConfigurationError:
    """The error for a credential that is not used."""
    return ConfigurationError(Failure(kind=kind, message=message, advice=advice, detail=detail))


class _SaidTwiceError(ValueError):
    """Two readers may differ on which of the two counts."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise _SaidTwiceError(repr(next(n for n in names if names.count(n) > 1)[:60]))
    return fields


def check_words(info: dict[str, Any], name: str) -> None:
    """Raise ConfigurationError where a field that is text elsewhere is something else here."""
    for key, value in values(info):
        if key in _WORDS and not isinstance(value, str | None):
            raise _broken(f"{name} is no proper credential file: its {key} is no text.", _NEW_KEY)
        if key == "private_key" and len(value or "") > _MAX_KEY_CHARS:
            raise refused(
                "broken_private_key", f"The private key in {name} is too long for one.", _NEW_KEY
            )


def check_key(info: dict[str, Any], name: str) -> None:
    """Raise ConfigurationError where a service account's file lacks what a signature needs."""
    missing = [key for key in _NEEDED if info.get(key) in (None, "")]
    if missing:
        lacking = ", ".join(missing)
        raise _broken(f"{name} is a service account file without {lacking}.", _NEW_KEY)


def values(top: object) -> Iterator[tuple[str, Any]]:
    """All fields in the file with their names, from however deep; a list's members go by the name
    of the list. Without recursion: the file says how deep it is."""
    left: list[tuple[str, Any]] = [("", top)]
    while left:
        key, value = left.pop()
        yield key, value
        if isinstance(value, dict):
            left += [(str(name), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            left += [(key, inner) for inner in value]


def _is_called(key: str, value: Any) -> bool:
    """Whether it is an address that somebody may call."""
    if not isinstance(value, str) or key in _NEVER_CALLED:
        return False
    return key.endswith(("token_uri", "_url")) or key == "url" or "://" in value


def _holds(universe: str | None, host: str) -> bool:
    """Whether a host that the user allows belongs to that cloud."""
    return bool(universe) and f".{host}".endswith(f".{universe}")


def _of_another_universe(name: str, universe: str) -> ConfigurationError:
    shown = f"of the name {universe[:100]!r}" if universe else "without a name"
    return refused(
        "foreign_credentials",
        f"{name} is for a cloud {shown}, which is not Google's ({UNIVERSE}). Nothing was sent.",
        "Ask whoever gave you the file. If you trust that cloud, allow its token server in the "
        "profile's settings (--allow-token-host).",
    )


def _broken(message: str, advice: str = ANOTHER) -> ConfigurationError:
    return refused("broken_credential_file", message, advice)


def _of_another_kind(name: str, info: dict[str, Any]) -> ConfigurationError:
    kind = info.get("type")
    advice = ANOTHER
    if "installed" in info or "web" in info:
        what = "an OAuth client's file, not a service account's key"
    elif isinstance(kind, str) and kind:
        what = f"a file of type {kind[:60]!r}, not a service account's key"
        advice = _USE_ADC if kind in LOGINS else ANOTHER
    else:
        what = "no service account's key: it has no type"
    return refused("wrong_credential_type", f"{name} is {what}.", advice)
