"""The man page tells of all that the parsers take, and of nothing else."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess

import pytest
from builder import manual_page

from gemini_desktop.arguments import window_parser
from gemini_desktop.cli import doctor
from gemini_desktop.cli.arguments import parser


@pytest.fixture(scope="module")
def page() -> str:
    return manual_page.page(parser(), window_parser(), '"2026-11-21" "gemini\\-desktop 1"')


def commands() -> dict[str, argparse.ArgumentParser]:
    return dict(manual_page._commands(parser()))


def test_every_command_and_option_is_in_it(page: str) -> None:
    plain = page.replace("\\-", "-")
    assert len(commands()) >= 8
    for name, command in commands().items():
        assert f'.SH "COMMAND {name.upper()}"' in plain
        for action in command._actions:
            for option in set(action.option_strings) - {"-h", "--help"}:
                assert f"\\fB{option}\\fR" in plain, f"{name} {option}"
    for action in window_parser()._actions:
        assert f"\\fB{action.option_strings[0]}\\fR" in plain


def test_every_option_and_argument_says_what_it_is() -> None:
    for name, command in commands().items():
        for action in command._actions:
            assert action.help or action.nargs == argparse.PARSER, f"{name} {action.dest}"


def test_the_variables_that_doctor_tells_are_in_it(page: str) -> None:
    told = page.partition(".SH ENVIRONMENT")[2].partition(".SH")[0]
    assert set(re.findall(r"[A-Z]+_?[A-Z_]+", told)) >= set(doctor._VARIABLES)


def test_what_may_be_left_out_stands_in_brackets(page: str) -> None:
    assert "\\fB\\-\\-dry\\-run\\fR \\fI[{request,curl,python}]\\fR" in page


def test_a_commands_own_commands_are_in_it(page: str) -> None:
    assert "chats export" in commands()
    assert '.SH "COMMAND CHATS EXPORT"' in page
    assert page.count("show this help message") == 1
    assert "gdbackup" in page


def test_it_names_no_option_that_does_not_exist(page: str) -> None:
    known = {
        option
        for each in (parser(), window_parser(), *commands().values())
        for action in each._actions
        for option in action.option_strings
    }
    assert set(re.findall(r"\\fB(--?[\w-]+)\\fR", page.replace("\\-", "-"))) <= known


def test_groff_has_nothing_to_say_about_it(page: str) -> None:
    groff = shutil.which("groff")
    if groff is None:
        return
    done = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-z"],
        input=page,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


def test_what_roff_would_take_for_its_own_is_escaped() -> None:
    assert manual_page._text(".x -y 'z' a\\b ~/c") == "\\&.x \\-y \\(aqz\\(aq a\\eb \\(ti/c"
