"""What is told to an X11 desktop when a second start brings the first window to the front.

That it comes there is seen on a real display: `xev -root` shows both messages.
"""

from __future__ import annotations

import pytest

from gemini_desktop.ui import x11_activation
from gemini_desktop.ui.x11_activation import activate


def test_without_a_display_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    assert not activate(1, "launcher-7_TIME100")


def test_without_an_id_nobody_waits() -> None:
    assert not activate(1, "")


def test_a_long_id_goes_in_pieces_of_twenty_bytes() -> None:
    text = b'remove: ID="' + b"x" * 40 + b'"\0'
    pieces = list(x11_activation._pieces(text))
    assert [len(piece) for piece in pieces] == [20, 20, 20]
    assert b"".join(pieces).rstrip(b"\0") == text.rstrip(b"\0")


def test_quotes_in_an_id_do_not_end_it() -> None:
    assert x11_activation._quoted('a"b\\c') == 'a\\"b\\\\c'


@pytest.mark.parametrize(
    ("startup_id", "time"),
    [("x_TIME0", "0"), ("a_TIME5_TIME4294967295", "4294967295"), ("x_TIME", None), ("x", None)],
)
def test_the_time_is_at_the_end_of_the_id(startup_id: str, time: str | None) -> None:
    found = x11_activation._TIME.search(startup_id)
    assert (found[1] if found else None) == time
