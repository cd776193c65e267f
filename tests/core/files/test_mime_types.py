"""The endings that are known, against the table of the standard library."""

from __future__ import annotations

import mimetypes

import pytest

from gemini_desktop.core.files.mime_types import BY_SUFFIX


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif", ".mp3", ".mp4", ".mov", ".pdf"])
def test_they_mean_what_they_mean_elsewhere(suffix: str) -> None:
    assert BY_SUFFIX[suffix] == mimetypes.MimeTypes().guess_type(f"a{suffix}")[0]


def test_each_ending_and_each_type_is_written_small() -> None:
    for suffix, mime_type in BY_SUFFIX.items():
        assert suffix == suffix.lower()
        assert suffix.startswith(".")
        assert mime_type == mime_type.lower()
