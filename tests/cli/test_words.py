"""What the terminal says."""

from __future__ import annotations

import pytest

from gemini_desktop.cli import main, report
from gemini_desktop.cli.words import counted
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.outcome import Outcome


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 chats"), (1, "1 chat"), (2, "2 chats"), (-1, "-1 chats")]
)
def test_one_is_one(number: int, said: str) -> None:
    assert counted(number, "chat") == said


@pytest.mark.parametrize(
    ("argument", "value", "words"),
    [
        ("--timeout", "soon", "soon is no length of time in seconds"),
        ("--timeout", "0", "0 is no length of time in seconds"),
        ("--stall-timeout", "nan", "nan is no length of time in seconds"),
        ("--max-retries", "many", "many is not between 0 and"),
        ("--max-retries", "-1", "-1 is not between 0 and"),
    ],
)
def test_a_number_that_is_none_is_told_in_words(
    argument: str, value: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["send", "Hi", f"{argument}={value}"])
    assert ended.value.code == 2
    assert f"{argument}: {words}" in capsys.readouterr().err


def test_a_server_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer()
    answer.outcome = Outcome(kind="blocked", message="No.\x1b[2J", advice="Ask otherwise.")
    report.tell_trouble(answer)
    assert capsys.readouterr().err == "No.␛[2J Ask otherwise.\n"
