"""What the user has set: `settings.json` in the home directory. No secret is ever in it.

Several programs may share a home, so saving reads the file again and changes only what its own
program changed. The file may come from a later version of the program: fields that we do not know
are kept when it is written again. It may be damaged: then each field that can be read still is, the
file is kept beside the new one, and `load` says so.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Literal

import msgspec

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.locks import locked
from gemini_desktop.store.merging import merged, merged_named, name_of, same

FILE = "settings.json"
_LOCK_WAIT_S = 5.0


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
    storage_cap_bytes: int = 0
    """When the home takes more the user is told; 0 for never."""
    export_form: str = ""
    export_wanted: Wanted = Wanted()
    export_folder: str = ""
    export_as_one: bool = False
    """Several conversations as one file."""
    keep_folder: str = ""
    """Where each conversation is kept as a file too, as it grows; empty for nowhere."""
    keep_form: str = ""


class SettingsFile:
    """Reads and writes the settings of one home. Both block for a moment (`save` syncs)."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE
        self._raw: dict[str, Any] = {}
        """The file as this program read or wrote it last."""
        self._base = _plain(Settings())
        """What this program's own settings were then."""

    def load(self) -> tuple[Settings, str]:
        """The settings, and a message for the user where not all of the file could be read, empty
        where it could. Without a file, the defaults.

        Raises:
            StoreError: the file is there but the system does not let us read it.
        """
        data = self._read()
        if data is None:
            return Settings(), ""
        raw = _decoded(data)
        if raw is None:
            return Settings(), self._put_aside(data, "They could not be read, so all are reset.")
        settings, readable, unread = _converted(raw)
        self._raw, self._base = readable, _plain(settings)
        if not unread:
            return settings, ""
        what = ", ".join(unread)
        return settings, self._put_aside(data, f"These could not be read and are reset: {what}.")

    def save(self, settings: Settings) -> None:
        """Write what changed in the settings since this program read or wrote them last; the rest
        of the file stays as it is by now. Whole or not at all. Raises StoreError."""
        mine = _plain(settings)
        with locked(self.path.parent, _LOCK_WAIT_S):
            data = self._read()
            found = None if data is None else _decoded(data)
            if data is not None and found is None:  # kept before it is replaced
                self._keep_aside(data)
            theirs = self._raw if found is None else _converted(found)[1]
            joined = merged(self._base, mine, theirs)
            joined["profiles"] = theirs.get("profiles", mine["profiles"])
            if not same(self._base["profiles"], mine["profiles"]):
                known = self._base["profiles"], mine["profiles"]
                joined["profiles"] = merged_named(*known, theirs.get("profiles", []))
            write_atomically(self.path, _encoded(joined), private=True)
            self._raw, self._base = joined, mine

    def _read(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise store_error(error, "read the settings", self.path) from error

    def _put_aside(self, data: bytes, consequence: str) -> str:
        said = f"The settings in {self.path} are damaged. {consequence}"
        try:
            return f"{said} The file is kept as {self._keep_aside(data)}."
        except StoreError as error:
            return f"{said} The file is left as it is. {error.failure.message}"

    def _keep_aside(self, data: bytes) -> Path:
        # Named by content: the same file met again makes no second copy.
        kept = self.path.with_name(f"{FILE}.damaged-{sha256(data).hexdigest()[:12]}")
        write_atomically(kept, data, private=True)
        return kept


def _decoded(data: bytes) -> dict[str, Any] | None:
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _plain(settings: Settings) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(settings))
    return plain


def _converted(raw: dict[str, Any]) -> tuple[Settings, dict[str, Any], list[str]]:
    """The settings field by field, `raw` without what could not be read, and the names of that. One
    bad profile does not take the others with it."""
    values: dict[str, Any] = {}
    readable = dict(raw)
    unread = []
    for field in msgspec.structs.fields(Settings):
        if field.name not in raw:
            continue
        value = raw[field.name]
        if field.name == "profiles" and isinstance(value, list):
            fit = [item for item in value if _readable(item, Profile)]
            unread += [f"profile {name_of(p) or '?'}" for p in value if p not in fit]
            value = readable[field.name] = fit
        with contextlib.suppress(msgspec.ValidationError):
            values[field.name] = msgspec.convert(value, field.type)
        if field.name not in values:
            del readable[field.name]
            unread.append(field.name)
    return Settings(**values), readable, unread


def _readable(value: Any, kind: type[Any]) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _encoded(value: dict[str, Any]) -> bytes:
    """Indented: people read and edit this file."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
