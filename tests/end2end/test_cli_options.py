"""Parameters on the command line: checked before they are sent, and what is left out is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gemini_desktop.cli import options
from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.request import FunctionDeclaration
from tests.executable import main


def test_an_option_out_of_range_is_wrong_use(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", "Hi", "--model", "gemini-2.5-pro", "--option", "thinking_budget=1"])
    assert code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "thinking_budget: gemini-2.5-pro takes 128 to 32,768 tokens, -1" in told.err
    assert "raw={…}" in told.err


@pytest.mark.parametrize(
    "pair",
    [
        "temperature=3",
        'stop_sequences=["a","b","c","d","e","f"]',
        "service_tier=cheap",
        "thinking_level=low",
        'functions=[{"name":""}]',
    ],
)
def test_all_kinds_are_checked(home: Path, capsys: pytest.CaptureFixture[str], pair: str) -> None:
    assert main(["send", "Hi", "--model", "gemini-2.5-pro", "--option", pair]) == 2
    assert pair.partition("=")[0] in capsys.readouterr().err


def test_what_is_left_out_is_a_note(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["top_k=5", "candidate_count=1", 'functions=[{"name":"f"}]']
    code = main(
        [
            *("send", "--json", "Hello", "--protocol", "interactions"),
            *(word for option in options for word in ("--option", option)),
        ]
    )
    told = capsys.readouterr()
    assert code == 0
    words = "Not sent, for Interactions has no word for it: top_k, candidate_count."
    assert {note["message"] for note in json.loads(told.out)["notes"]} == {words}
    assert told.err == f"[NOTE] {words}\n"


def test_a_dry_run_sends_nothing_and_shows_all(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = "CANARY-not-a-real-key-0123456789"
    monkeypatch.setenv("MY_KEY", canary)
    words = ["send", "Hi", "--base-url", "http://127.0.0.1:9", "--key-env", "MY_KEY"]
    shown = {}
    for shape in ("request", "curl", "python"):
        assert main([*words, "--dry-run", shape]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        assert canary not in told.out
        shown[shape] = told.out
    assert main([*words, "--dry-run"]) == 0
    assert capsys.readouterr().out == shown["request"]
    assert shown["request"].startswith("POST http://127.0.0.1:9/v1beta/models/")
    assert "x-goog-api-key: ***\n" in shown["request"]
    assert "curl --no-buffer" in shown["curl"]
    compile(shown["python"], "snippet", "exec")


def test_a_dry_run_of_the_demo_names_an_address_that_can_be_served(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["send", "Hi", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("POST http://127.0.0.1:8080/v1beta/models/")


@pytest.mark.parametrize(
    ("pair", "field", "value"),
    [
        ("stop_sequences=END", "stop_sequences", ("END",)),
        ('stop_sequences=["a","b"]', "stop_sequences", ("a", "b")),
        ("seed=7", "seed", 7),
        ("system_instruction=7", "system_instruction", "7"),
        ("store=false", "store", False),
        ("top-p=0.5", "top_p", 0.5),
        ('safety_settings={"harassment":"off"}', "safety_settings", {"harassment": "off"}),
        ('functions=[{"name":"f"}]', "functions", (FunctionDeclaration(name="f"),)),
        ('raw={"a":1}', "raw", {"a": 1}),
    ],
)
def test_each_kind_of_value(pair: str, field: str, value: object) -> None:
    assert getattr(options.parsed([pair]), field) == value


@pytest.mark.parametrize("pair", ["seed=x", "thinking_level=loud", "functions=f", "nothing=1"])
def test_a_value_of_the_wrong_kind_is_told_with_its_pair(pair: str) -> None:
    with pytest.raises(ConfigurationError, match=pair):
        options.parsed([pair])


def test_extra_headers_and_query_are_shown_masked_and_taken_from_variables(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--header", "X-Team: a", "--header", "X-Pass: env:MY_PASS", "--query", "key=env:MY_KEY"]
    target = ["send", "Hi", "--base-url", "https://gateway.example/v1", *more]
    assert main([*target, "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "?alt=sse&key=***" in shown
    assert "X-Team: a" in shown
    assert "X-Pass: ***" in shown
    assert main([*target, "--dry-run", "curl"]) == 0
    shown = capsys.readouterr().out
    assert '?alt=sse&key=$MY_KEY"' in shown
    assert '"X-Pass: $MY_PASS"' in shown
    assert main([*target, "--dry-run", "python"]) == 0
    shown = capsys.readouterr().out
    assert "?alt=sse&key=' + os.environ['MY_KEY']" in shown
    assert "os.environ['MY_PASS']" in shown


@pytest.mark.parametrize("wrong", [["--header", "X-Team"], ["--query", "=a"], ["--query", "a"]])
def test_a_pair_without_its_sign_is_wrong_use(
    home: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    assert main(["send", "Hi", "--base-url", "http://127.0.0.1:9", *wrong]) == 2
    assert "Write --header" in capsys.readouterr().err
