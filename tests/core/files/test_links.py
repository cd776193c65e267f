"""Links of our own scheme: what they may ask for, and all that they may not."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.files.links import MOST_CHARACTERS, Link, is_link, read_link


@pytest.mark.parametrize(
    ("argument", "asked"),
    [
        ("gemini-desktop:new", Link()),
        ("gemini-desktop:new?prompt=Hello", Link(prompt="Hello")),
        ("gemini-desktop://new?prompt=Hello%20you", Link(prompt="Hello you")),
        ("gemini-desktop://new/?prompt=a+b", Link(prompt="a b")),
        ("GEMINI-DESKTOP:new?prompt=%E4%BD%A0%E5%A5%BD", Link(prompt="你好")),
        ("gemini-desktop:new?prompt=one%0D%0Atwo%09three", Link(prompt="one\ntwo\tthree")),
        ("gemini-desktop:open?file=/home/me/a.gcap", Link(file="/home/me/a.gcap")),
        ("gemini-desktop:open?file=/home/me/a%20b.HAR", Link(file="/home/me/a b.HAR")),
        ("gemini-desktop:open?file=C:%5CUsers%5Ca.sse", Link(file="C:\\Users\\a.sse")),
    ],
)
def test_what_a_link_asks_for(argument: str, asked: Link) -> None:
    assert is_link(argument)
    assert read_link(argument) == asked


@pytest.mark.parametrize(
    "query",
    [
        "",
        "new?prompt=",
        "send?prompt=Hello",
        "open?file=a.gcap",
        "open?file=../a.gcap",
        "open?file=//server/share/a.gcap",
        "open?file=%5C%5Cserver%5Cshare%5Ca.gcap",
        "open?file=C:%5C%5Cserver%5Ca.gcap",
        "open?file=C:a.gcap",
        "open?file=/dev/zero",
        "open?file=/home/me/.ssh/id_ed25519",
        "open?file=/a%00.gcap",
        "open?file=/a%0A.gcap",
        "open?file=file:///a.gcap",
        "new?prompt=%FF%FE",
        "new?" + "&".join(["prompt=x"] * 20),
        "new?prompt=" + "x" * MOST_CHARACTERS,
        "//[new?prompt=x",
    ],
)
def test_what_no_link_gets(query: str) -> None:
    assert read_link(f"gemini-desktop:{query}") is None


def test_other_arguments_are_no_links() -> None:
    for argument in ("send", "gemini-desktop", "gemini-desktop.gcap", "https://x.example", ""):
        assert not is_link(argument)
        assert read_link(argument) is None


def test_signs_that_nobody_sees_are_left_out() -> None:
    assert read_link("gemini-desktop:new?prompt=a%1B%5B2J%07b%7F") == Link(prompt="a[2Jb")


@given(st.text(max_size=300))
def test_any_prompt_comes_back_but_for_control_signs(words: str) -> None:
    found = read_link("gemini-desktop:new?prompt=" + quote(words, safe="", errors="replace"))
    if found is not None:
        assert found.file == ""
        assert all(sign in "\n\t" or ord(sign) >= 32 for sign in found.prompt)


@given(st.text(max_size=300))
def test_nothing_in_a_link_raises(words: str) -> None:
    read_link(f"gemini-desktop:{words}")
