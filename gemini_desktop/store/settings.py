"""What the user has set: `settings.json` in the home directory. No secret is ever in it.

The file may come from a later version of the program: fields that we do not know are kept when it
is written again. It may be damaged: then each field that can be read still is, the file is kept
beside the new one, and `load` says so.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Any, Literal

import msgspec

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.failures import store_error

FILE = "settings.json"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. Frozen; edit with `msgspec.structs.replace`."""

    profiles: tuple[Profile, ...] = ()
    current_profile: str = ""
    """The name of one of `profiles`, or of one that the program adds (the demo)."""
    options: Options = Options()
    theme: Literal["system", "light", "dark"] = "system"
    window: dict[str, str] = msgspec.field(default_factory=dict)
    """How the window was left, in its own words."""
    last_conversation: str = ""
    last_save_folder: str = ""
    last_attach_folder: str = ""
    count_tokens: Literal["click", "typing", "never"] = "click"
    """When a server is asked how many tokens a prompt has: it gets the conversation for it."""
    last_save_format: str = ""
    last_capture_form: str = ""
    stream_log: str = ""
    """The file that the tagged log is appended to while streams come in; empty for none."""


class SettingsFile:
    """Reads and writes the settings of one home. Both block for a moment (`save` syncs)."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE
        self._raw: dict[str, Any] = {}

    def load(self) -> tuple[Settings, str]:
        """The settings, and a message for the user where not all of the file could be read, empty
        where it could. Without a file, the defaults.

        Raises:
            StoreError: the file is there but the system does not let us read it.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return Settings(), ""
        except OSError as error:
            raise store_error(error, "read the settings", self.path) from error
        try:
            raw = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raw = None
        if not isinstance(raw, dict):
            return Settings(), self._put_aside(data, "They could not be read, so all are reset.")
        self._raw = raw
        settings, unread = _converted(raw)
        if not unread:
            return settings, ""
        what = ", ".join(unread)
        return settings, self._put_aside(data, f"These could not be read and are reset: {what}.")

    def save(self, settings: Settings) -> None:
        """Write the settings, whole or not at all. Raises StoreError."""
        known = msgspec.to_builtins(settings)
        merged = _with_unknown(known, self._raw, Settings)
        merged["options"] = _with_unknown(
            merged["options"], _object(self._raw.get("options")), Options
        )
        before = {_name(profile): profile for profile in _list(self._raw.get("profiles"))}
        merged["profiles"] = [
            _with_unknown(profile, _object(before.get(profile["name"])), Profile)
            for profile in known["profiles"]
        ]
        write_atomically(self.path, _encoded(merged), private=True)
        self._raw = merged

    def _put_aside(self, data: bytes, consequence: str) -> str:
        # Named by content: the same file met again makes no second copy.
        kept = self.path.with_name(f"{FILE}.damaged-{hashlib.sha256(data).hexdigest()[:12]}")
        write_atomically(kept, data, private=True)
        return f"The settings in {self.path} are damaged. {consequence} The file is kept as {kept}."


def _converted(raw: dict[str, Any]) -> tuple[Settings, list[str]]:
    """The settings field by field, and the names of those that could not be read. One bad profile
    does not take the others with it."""
    values: dict[str, Any] = {}
    unread = []
    for field in msgspec.structs.fields(Settings):
        if field.name not in raw:
            continue
        value = raw[field.name]
        if field.name == "profiles" and isinstance(value, list):
            readable = [item for item in value if _readable(item, Profile)]
            unread += [f"profile {_name(p) or '?'}" for p in value if p not in readable]
            value = readable
        with contextlib.suppress(msgspec.ValidationError):
            values[field.name] = msgspec.convert(value, field.type)
        if field.name not in values:
            unread.append(field.name)
    return Settings(**values), unread


def _readable(value: Any, kind: type[Any]) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _with_unknown(
    known: dict[str, Any], raw: dict[str, Any], kind: type[msgspec.Struct]
) -> dict[str, Any]:
    """`known`, and those fields of `raw` that this version of `kind` does not have."""
    fields = kind.__struct_fields__
    return {**known, **{name: value for name, value in raw.items() if name not in fields}}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(profile: Any) -> str:
    name = _object(profile).get("name", "")
    return name if isinstance(name, str) else ""


def _encoded(value: dict[str, Any]) -> bytes:
    """Indented: people read and edit this file."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
