"""What the conversation offers to save; who owns the dialogs asks where to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

import msgspec

from gemini_desktop.core.events import Media
from gemini_desktop.ui.file_dialogs import file_name


class Offer(msgspec.Struct, frozen=True):
    """A file's name, with its ending, and its bytes.

    `data` may take its time, for another thread; it raises ValueError where what came is no base64.
    """

    name: str
    data: Callable[[], bytes]


def of_code(code: str, language: str) -> Offer:
    """The code as it came, with the ending that its language has."""
    from gemini_desktop.ui.chat.text import highlight

    return Offer(f"code{highlight.suffix(language)}", lambda: code.encode("utf-8", "replace"))


def of_media(pieces: tuple[Media, ...]) -> Offer:
    """The original bytes. The name is the server's words, its ending tells what they are."""
    from gemini_desktop.core.files import media_files

    first = pieces[0]
    suffix = media_files.true_suffix(first)
    stem = PurePath(first.name.replace("\\", "/")).stem or first.kind
    return Offer(file_name(stem) + suffix, lambda: media_files.whole(pieces))
