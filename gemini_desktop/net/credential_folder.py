"""What lies in a folder of credential files, for choosing one: names, projects, and what is wrong.

Only that is taken out of a file; its private key is dropped at once and goes nowhere.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.net import credential_file, default_file
from gemini_desktop.net.token_failures import LOGIN

_MOST = 200


class CredentialFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `trouble` says why it cannot be chosen as a service account's, empty if it can."""

    path: str
    kind: str = ""
    """Its type in its own words, such as `service_account`; empty where it has none."""
    project: str = ""
    trouble: str = ""
    foreign: bool = False
    """Whether the trouble is that it names a host which is not Google's."""


def listed(folder: Path) -> tuple[CredentialFile, ...]:
    """The JSON files of a folder, by name, at most 200; none where it cannot be read. Blocking."""
    try:
        paths = sorted(
            (path for path in folder.expanduser().iterdir() if path.suffix.lower() == ".json"),
            key=lambda path: path.name.casefold(),
        )
    except (OSError, ValueError, RuntimeError):
        return ()
    return tuple(looked_at(path) for path in paths[:_MOST])


def looked_at(path: Path, *, allowed_host: str = "") -> CredentialFile:
    """What a file says of itself. Blocking."""
    info: dict[str, object] = {}
    trouble, foreign = "", False
    try:
        info = credential_file.read(path)
        credential_file.service_account(str(path), allowed_host=allowed_host)
    except ConfigurationError as error:
        trouble = error.failure.message
        foreign = error.failure.kind == "foreign_credentials"
    return CredentialFile(
        path=str(path),
        kind=_word(info.get("type")),
        project=_word(info.get("project_id") or info.get("quota_project_id")),
        trouble=trouble,
        foreign=foreign,
    )


def default_login() -> str:
    """A sentence on the application-default credentials of this computer. Blocking, and without
    asking the network."""
    path = default_file.default_path()
    if path is None:
        return f"none; run `{LOGIN}`"
    try:
        info = default_file.default(path)
    except ConfigurationError as error:
        return error.failure.message
    project = _word(info.get("project_id") or info.get("quota_project_id"))
    words = [_word(info.get("type")) or "a file without a type", f"from {path.name}"]
    return ", ".join([*words, f"project {project}"] if project else words)


def _word(value: object) -> str:
    return value[:100] if isinstance(value, str) else ""
