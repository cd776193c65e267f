"""The file of the application-default credentials: where it is, and what must not be in it.

Unlike a service account's key it may fetch its proof from elsewhere on this computer.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gemini_desktop.net import credential_file
from gemini_desktop.net.credential_file import ANOTHER, LOGINS, refused

_LOCAL = frozenset({"file", "certificate_config_location", "trust_chain_path"})
"""Fields of a credential_source that google-auth opens."""
_EXECUTABLES = "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"


def default_path() -> Path | None:
    """The file of the application-default credentials: the one that the environment names, there
    or not, else gcloud's, None where there is none. Imports google-auth: blocking."""
    named = os.environ.get("GOOGLE_APPLICATION_CREDENTIALS", "")
    if named:
        return Path(named)
    path = gcloud_path()
    return path if path.is_file() else None


def gcloud_path() -> Path:
    """Where gcloud keeps a login. Imports google-auth: blocking."""
    from google.auth import _cloud_sdk

    place: Any = _cloud_sdk.get_application_default_credentials_path
    return Path(place())


def default(path: Path, *, allowed_host: str = "") -> dict[str, Any]:
    """What the file of the application-default credentials says. Blocking. Raises as
    `service_account` does, and where it would start a program or read a pipe."""
    info = credential_file.read(path)
    credential_file.check_words(info, path.name)
    kind = info.get("type")
    if kind == "service_account":
        credential_file.check_key(info, path.name)
    elif kind not in LOGINS:
        said = f"a file of type {kind[:60]!r}" if kind else "a file without a type"
        raise refused(
            "wrong_credential_type",
            f"{path.name} is {said}, which gives no application-default credentials.",
            f"{ANOTHER} Or run `gcloud auth application-default login`.",
        )
    credential_file.check(info, path.name, allowed_host=allowed_host)
    _check_source(info, path.name)
    return info


def _check_source(info: dict[str, Any], name: str) -> None:
    """Where a login's token comes from on this computer: neither from a program that the file
    names, nor from what cannot be read to its end, nor from another computer's disk."""
    for key, value in credential_file.values(info):
        if key == "executable" and os.environ.get(_EXECUTABLES) != "1":
            raise refused(
                "credential_program",
                f"{name} wants a program to be started for its token. It was not started.",
                f"Look at its credential_source; if you trust it, set {_EXECUTABLES}=1.",
            )
        if key in _LOCAL and value is not None and not _can_be_read(value):
            raise refused(
                "no_credential_file",
                f"The token file that {name} names in its credential_source is missing, empty, "
                "too large, no file, or on another computer.",
                f"Correct credential_source.{key}, or let whatever writes that token run first.",
            )


def _can_be_read(value: object) -> bool:
    """Whether it is a plain file of this computer with something in it, and not too much."""
    # To look at a share (UNC path) would be a connection already, on Windows.
    if not isinstance(value, str) or value.replace("\\", "/").startswith("//"):
        return False
    try:
        path = Path(value)
        return path.is_file() and 0 < path.stat().st_size <= credential_file.MAX_BYTES
    except (OSError, ValueError):
        return False
