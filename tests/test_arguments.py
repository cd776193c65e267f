"""What the window makes of its arguments."""

from __future__ import annotations

from pathlib import Path

from gemini_desktop.__main__ import _is_for_the_window
from gemini_desktop.arguments import parsed, window_parser


def test_files_links_and_options_are_told_apart() -> None:
    link = "gemini-desktop:new?prompt=see%20./x"
    found = parsed(["--home", "/h", "a.sse", "-platform", "offscreen", link, "file:///b%20c.har"])
    assert found.home == Path("/h")
    assert found.files == (Path("a.sse"), Path("/b c.har"))
    assert found.links == (link,)
    assert found.demo_pace == 1.0


def test_without_arguments_nothing_is_asked() -> None:
    assert parsed([]) == parsed(["-style", "fusion"])


def test_an_option_of_qt_is_not_taken_for_the_beginning_of_ours() -> None:
    assert parsed(["--demo", "0"]).demo_pace == 1.0


def test_files_and_links_open_the_window() -> None:
    assert _is_for_the_window([])
    assert _is_for_the_window(["./a"])
    assert _is_for_the_window(["--home", "x"])
    assert _is_for_the_window(["gemini-desktop:new?prompt=x"])
    for argument in ("send", "--version", "-V", "--help", "-h"):
        assert not _is_for_the_window([argument])


def test_every_option_is_explained() -> None:
    for action in window_parser()._actions:
        assert action.help
        assert action.option_strings[0] in window_parser().format_usage()
