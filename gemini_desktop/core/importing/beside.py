"""The files that lie beside one conversation in an archive, as it names them."""

from __future__ import annotations

import base64
from typing import NamedTuple

from gemini_desktop.core.events import Content
from gemini_desktop.core.files import file_kind
from gemini_desktop.core.importing import media
from gemini_desktop.core.importing.conversation import Assets

MOST_BYTES = 512 << 20
"""Of the files of one conversation, which is in memory as a whole. What is named after that is
kept by its name alone."""


class _File(NamedTuple):
    name: str
    head: bytes
    text: str
    """Its bytes in base64."""


class Beside:
    """Each file is read once, and is in memory once, however many messages name it."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._read: dict[str, _File | None] = {}
        self._bytes = 0

    def get(
        self, *references: str, mime_type: str = "", name: str = "", missing_kind: str = ""
    ) -> Content:
        """The file that goes by the first of these names and ids that leads to one; empty ones are
        none. It has this name, or else its own. Where there is none, that name with this kind."""
        named = [reference for reference in references if reference]
        shown = name or next(iter(named), "")
        for reference in named:
            if self._bytes >= MOST_BYTES and reference not in self._read:
                return media.unreadable(shown, missing_kind)
            if (file := self._file(reference)) is not None:
                return media.of_head(file.head, mime_type, file.text, name or file.name)
        return media.missing(shown, missing_kind)

    def _file(self, reference: str) -> _File | None:
        if reference not in self._read:
            found = self._assets.find(reference)
            self._read[reference] = None if found is None else self._encoded(*found)
        return self._read[reference]

    def _encoded(self, name: str, data: bytes) -> _File:
        self._bytes += len(data)
        return _File(name, data[: file_kind.HEAD_BYTES], base64.b64encode(data).decode())
