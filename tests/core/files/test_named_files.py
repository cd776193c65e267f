"""File names as a terminal and as a file manager give them."""

from __future__ import annotations

import pytest

from gemini_desktop.core.files.named_files import path_named


@pytest.mark.parametrize(
    ("argument", "path"),
    [
        ("/home/me/a b.gcap", "/home/me/a b.gcap"),
        ("a%20b.gcap", "a%20b.gcap"),
        ("file:///home/me/a%20b.gcap", "/home/me/a b.gcap"),
        ("file://localhost/a/%E6%97%A5.har", "/a/日.har"),
        ("file:/a.sse", "/a.sse"),
        ("file://elsewhere/a.sse", "file://elsewhere/a.sse"),
    ],
)
def test_a_path_and_a_url_name_the_same_file(argument: str, path: str) -> None:
    assert path_named(argument) == path
