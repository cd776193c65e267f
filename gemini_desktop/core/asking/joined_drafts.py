"""Two drafts of one conversation, made one: neither takes the other's place."""

from __future__ import annotations

from gemini_desktop.core.files import media_files
from gemini_desktop.core.transcript import Turn, prompt


def joined(earlier: Turn | None, later: Turn) -> Turn:
    """The words and files of the earlier draft, then those of the later one; words that are the
    same in both are there once."""
    if earlier is None:
        return later
    words = dict.fromkeys(text for text in (earlier.text, later.text) if text)
    return prompt("\n".join(words), [*media_files.media_of(earlier), *media_files.media_of(later)])
