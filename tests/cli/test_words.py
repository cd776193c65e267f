"""What the terminal says."""

from __future__ import annotations

import pytest

from gemini_desktop.cli.words import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 chats"), (1, "1 chat"), (2, "2 chats"), (-1, "-1 chats")]
)
def test_one_is_one(number: int, said: str) -> None:
    assert counted(number, "chat") == said
