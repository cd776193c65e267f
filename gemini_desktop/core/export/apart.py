"""Pictures, sounds and the like that go into files of their own, beside what is exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import quote

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.events import Media
from gemini_desktop.core.files import media_files
from gemini_desktop.core.text import base64_text

Reader: TypeAlias = Callable[[str], bytes]
"""Gives the bytes of a file, by the name that is told in the exported file."""

_WORTH_A_FILE = 1024
"""Shorter base64 stays where it is."""


class Apart:
    """The files of one export: `folder` is their folder's name. The same bytes are one file."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.files: dict[str, bytes] = {}
        """By name, without the folder, in the order in which they were found."""
        self._names: dict[tuple[str, str], str] = {}

    def add(self, data: bytes, kind: str, suffix: str) -> str:
        """Keep the bytes; the file's name with its folder, as it stands in the exported file."""
        return self._add(data, sha256(data).hexdigest(), kind, suffix)

    def link(self, data: bytes, kind: str, suffix: str) -> str:
        """The same as a relative address."""
        return quote(self.add(data, kind, suffix))

    def take(self, text: str, holder: dict[str, Any]) -> dict[str, str] | None:
        """Keep the bytes of a base64 text, whose neighbours in `holder` tell its type; which file
        it is, and its hash. None where it is short, or would not be the same text again."""
        if len(text) < _WORTH_A_FILE:
            return None
        data = base64_text.exact(text)
        if data is None:
            return None
        told = next((holder[name] for name in _TYPES if isinstance(holder.get(name), str)), "")
        media = Media(kind="document", mime_type=told, data=text)
        family = told.partition("/")[0]
        kind = family if family in ("image", "audio", "video") else "file"
        suffix = ".pcm" if media_files.is_pcm(media) else media_files.true_suffix(media)
        digest = sha256(data).hexdigest()
        return {"file": self._add(data, digest, kind, suffix), "sha256": digest}

    def _add(self, data: bytes, digest: str, kind: str, suffix: str) -> str:
        key = (digest, suffix)
        if key not in self._names:
            name = f"{len(self.files) + 1:02}-{kind}{suffix}"
            self._names[key] = name
            self.files[name] = data
        return f"{self.folder}/{self._names[key]}"


_TYPES = ("mime_type", "mimeType", "media_type")
