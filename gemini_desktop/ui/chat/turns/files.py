"""Pictures, sounds, films and documents as blocks; and what is said of them."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication

from gemini_desktop.core.events import Media
from gemini_desktop.core.files import file_kind, media_files
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.text import links
from gemini_desktop.ui.chat.turns.blocks import Block, File, Picture
from gemini_desktop.ui.chat.turns.sections import Section

_OPENABLE = ("audio", "video", "document")


class FileSection(Section):
    """A file; raw sound comes in many pieces, and stays one file."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self._pieces: list[Media] = []
        self._asking = False

    def takes(self, media: Media) -> bool:
        """Whether this is a further piece of it."""
        return (
            bool(media.data)
            and media_files.is_pcm(media)
            and self._pieces[-1].mime_type == media.mime_type
        )

    def append(self, media: Media) -> None:
        """Take a piece, or the whole."""
        self._pieces.append(media)
        self.changed_from = 0

    def ask(self) -> None:
        """Ask whether it shall be opened, or take the question back."""
        self._asking = not self._asking
        self.changed_from = 0

    def refresh(self) -> None:
        """Once a frame, however many pieces came."""
        if self.changed_from is not None:
            pieces = tuple(self._pieces)
            self.blocks = [File(self.key, pieces, self._asking, origin=self.origin)]


def media_block(media: Media, key: str) -> Block:
    """The block of a file that goes with a prompt."""
    if media.kind == "image":
        return Picture(media, "prompt")
    return File(key, (media,), part="prompt")


def asked(block: File) -> File:
    """The same, with the question or without it."""
    return replace(block, asking=not block.asking)


# --- words ---------------------------------------------------------------------------------------


def kind_of(file: File) -> file_kind.FileKind | None:
    """What it is by its first bytes; None where that is none of what others show."""
    media = file.pieces[0]
    if not media.data:
        return None
    if media_files.is_pcm(media):
        return file_kind.of(b"RIFF\0\0\0\0WAVE")
    return file_kind.of(media_files.head(media))


def may_open(file: File) -> bool:
    """Whether another program may be asked to show it: known by its bytes, not by its name."""
    kind = kind_of(file)
    return kind is not None and kind.family in _OPENABLE


def title(file: File) -> str:
    """What the server calls it, else its kind."""
    media = file.pieces[0]
    words = {
        "audio": _tr("Audio"),
        "video": _tr("Video"),
        "document": _tr("Document"),
        "image": _tr("Picture"),
    }
    return media.name or words.get(media.kind, _tr("File"))


def facts(file: File) -> str:
    """Its type, how long it lasts, its size, or where it lies."""
    media = file.pieces[0]
    found = [media.mime_type.partition(";")[0][:60]]
    if media.data:
        if media.kind == "audio" and (seconds := media_files.seconds(file.pieces)):
            found.append(wording.seconds(seconds))
        found.append(wording.size(media_files.size(file.pieces)))
    elif media.uri:
        found.append(links.shown(media.uri))
    return " · ".join(filter(None, found))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
