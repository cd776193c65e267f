"""Every rule has an example, which breaks it at exactly these bytes, and breaks nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gemini_desktop.core.capture import Ended
from gemini_desktop.core.decoding.oddities import OF_BYTES
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.lint import RULES, SEVERITIES
from gemini_desktop.core.lint.table import NO_FINDING, OF_NOTES
from tests.core.lint.checking import (
    COMPLETED,
    CREATED,
    HELLO,
    OAI_STOP,
    START,
    STOP,
    STOPPED,
    TEXT,
    USAGE,
    ix,
    linted,
    oai,
    records,
    said,
    sse,
    unmarked,
)

EVENT_STREAM = ("Content-Type", "text/event-stream")
AS_JSON = ("Content-Type", "application/json")
WHOLE = sse(said("Hello"), STOP)
SIGNATURE = "c2lnbmF0dXJl"
GIF = "R0lGODlhAQABAAAAACwAAAAAAQABAAACADs="
CALL = '{"functionCall":{"name":"%s","args":{}}%s}'
BROKEN = Failure(kind="body_cut", message="The connection closed before the body was whole.")


def model(parts: str, version: str = "gemini-3.8-flash") -> str:
    return f'{{"candidates":[{{"content":{{"parts":[{parts}]}}}}],"modelVersion":"{version}"}}'


def usage(**counts: int) -> str:
    body = ",".join(f'"{name}":{count}' for name, count in counts.items())
    return f'"usageMetadata":{{{body}}}'


def tool(fragment: str) -> str:
    return f'"delta":{{"tool_calls":[{fragment}]}}'


class Example(msgspec.Struct):
    """A body with the expected place between ⟦ and ⟧, and how it came."""

    marked: str | bytes
    also: tuple[str, ...] = ()
    came: dict[str, Any] = {}


def whole(marked: str | bytes = "⟦⟧" + WHOLE, **came: Any) -> Example:
    """An exchange whose records matter."""
    return Example(marked, came=came)


def headed(*headers: tuple[str, str], marked: str | bytes = "⟦⟧" + WHOLE) -> Example:
    return whole(marked, headers=headers)


EXAMPLES: dict[str, Example] = {
    "HTTP01": whole('⟦⟧{"error":{"code":503,"message":"Busy"}}', status=503),
    "HTTP02": Example(sse(said("Hello"), '{⟦"error"⟧:{"code":503,"message":"Busy"}}')),
    "HTTP03": headed(("Content-Type", "text/css"), marked=f"⟦{WHOLE}⟧"),
    "HTTP04": headed(AS_JSON, ("Content-Length", "5"), marked=f"⟦{WHOLE}⟧"),
    "HTTP05": whole(
        headers=(EVENT_STREAM, ("Content-Encoding", "gzip")),
        asked=(("Accept-Encoding", "identity"),),
    ),
    "HTTP06": headed(AS_JSON, ("Retry-After", "soon")),
    "HTTP07": headed(("Content-Type", "text/event-stream; charset=latin1")),
    "HTTP08": Example("⟦<html><body>Bad gateway</body></html>⟧"),
    "HTTP09": Example("⟦⟧"),
    "HTTP10": whole(sse(said("Hello")) + "⟦⟧", ended=Ended(t_ns=3, how="failed", failure=BROKEN)),
    "HTTP11": headed(EVENT_STREAM, ("Content-Length", str(len(WHOLE)))),
    "HTTP12": whole("⟦⟧<html>Moved</html>", status=302),
    "GAP01": whole(WHOLE + "⟦⟧", ended=Ended(t_ns=17_000_000_000, how="complete")),
    "SSE01": Example("⟦\ufeff⟧" + WHOLE),
    "SSE02": Example("data: " + said("Hello") + "⟦\r⟧\r" + sse(STOP)),
    "SSE03": Example(sse(said("Hello")) + '⟦data: {"candidates":[⟧'),
    "SSE04": Example(sse(said("Hello")) + "⟦data: " + STOP + "⟧"),
    "SSE05": Example("⟦data: " + said("Hello") + "\ndata: " + STOP + "\n⟧\n"),
    "SSE06": Example(sse(said("Hello")) + "⟦datum: x\n⟧" + sse(STOP)),
    "SSE07": Example(sse(said("Hello")) + "⟦id: a\0b\n⟧" + sse(STOP)),
    "SSE08": Example(":\n" * 20_000 + "⟦:\n⟧" + WHOLE),
    "SSE09": Example(sse(said("Hello")) + "⟦event: nothing\n\n⟧" + sse(STOP)),
    "SSE10": Example(oai(HELLO, OAI_STOP) + "⟦" + sse('{"more":1}') + "⟧"),
    "SSE11": Example(said("Hello") + "\n⟦" + STOP + "⟧\n"),
    "SSE12": Example("⟦" + "data: x\n" * 1_000_002 + "⟧"),
    "SSE13": Example("⟦" + sse('{"weather":"fine"}') + "⟧"),
    "JSON01": Example(sse(said("Hello")) + "⟦" + sse('{"candidates":oops}') + "⟧" + sse(STOP)),
    "JSON02": Example("⟦" + sse(said("Hello", index='1,"index":0')) + "⟧" + sse(STOP)),
    "JSON03": Example("⟦" + sse(said("\\ud83d!")) + "⟧" + sse(STOP)),
    "JSON04": Example(
        sse(said("Hello")).encode()
        + "⟦".encode()
        + b"data: "
        + said("?").encode().replace(b"?", b"\xff")
        + b"\n"
        + "⟧".encode()
        + b"\n"
        + sse(STOP).encode()
    ),
    "JSON05": Example("⟦" + sse(said("\\u001b[2J")) + "⟧" + sse(STOP)),
    "JSON06": Example(sse(said("Hello", tokenCount="⟦9007199254740993⟧"), STOP)),
    "JSON07": Example("[" + said("Hello") + ",⟦oops⟧," + STOP + "]"),
    "JSON08": Example("[" + said("Hello") + "," + STOP + "⟦⟧"),
    "GEN01": Example(sse(said("Hello")[:-1] + "," + USAGE + "}") + "⟦⟧"),
    "GEN02": Example(WHOLE + "⟦" + sse(said("More")) + "⟧"),
    "GEN03": Example(
        sse(said("A")) + "⟦" + sse(said("B", index="2", finishReason='"STOP"')) + "⟧" + sse(STOP)
    ),
    "GEN04": Example("⟦" + sse(said("Hello", index='"a"')) + "⟧" + sse(STOP)),
    "GEN05": Example('⟦data: {"candidates":{"content":{"parts":[{"text":"A"}]}}}\n\n⟧' + sse(STOP)),
    "GEN06": Example(sse(said("Hello")) + '⟦data: {"candidates":[]}\n\n⟧' + sse(STOP)),
    "GEN07": Example(
        sse(said("Hello")) + '⟦data: {"promptFeedback":{"blockReason":"SAFETY"}}\n\n⟧' + sse(STOP)
    ),
    "GEN08": Example(sse('{"responseId":"a",' + said("A")[1:], '{"responseId":⟦"b"⟧,' + STOP[1:])),
    "GEN09": Example(
        sse('{"modelVersion":"a",' + said("A")[1:], '{"modelVersion":⟦"b"⟧,' + STOP[1:])
    ),
    "GEN10": Example(sse(said("Hello"), STOP.replace('"STOP"', '⟦"TIRED"⟧')), also=("GEN18",)),
    "GEN11": Example(
        '⟦data: {"candidates":[{"content":{"parts":[{"hologram":{}}]}}]}\n\n⟧' + sse(STOP)
    ),
    "GEN12": Example(sse('{⟦"sdkHttpResponse"⟧:{},' + said("Hello")[1:], STOP)),
    "GEN13": Example(sse(said("Hello"), STOP.replace('{"text":""}', "⟦{}⟧"))),
    "GEN14": Example(
        sse(model('{"inlineData":{"mimeType":"audio/wav","data":"⟦not base64⟧"}}'), STOP)
    ),
    "GEN15": Example(
        sse(model('{"inlineData":{"mimeType":⟦"audio/wav"⟧,"data":"' + GIF + '"}}'), STOP)
    ),
    "GEN16": Example(
        "⟦"
        + sse(model('{"inlineData":{"mimeType":"image/gif","data":"R0lGODlh/////w=="}}'))
        + "⟧"
        + sse(STOP)
    ),
    "GEN17": Example(WHOLE + sse(STOP.replace('"STOP"', '⟦"STOP"⟧'))),
    "GEN18": Example(sse(said("Hello"), STOP.replace('"STOP"', '"MAX_TOKENS"')) + "⟦⟧"),
    "GEN19": Example(WHOLE + "data: ⟦[DONE]⟧\n\n"),
    "USE01": Example(sse(said("Hello")) + "⟦" + sse(STOP.replace('Count":7', 'Count":8')) + "⟧"),
    "USE02": Example(
        sse(said("Hello")[:-1] + "," + USAGE.replace("4", "5").replace("7", "8") + "}")
        + "⟦"
        + sse(STOP)
        + "⟧"
    ),
    "USE03": Example(sse(said("Hello"), said("", finishReason='"STOP"')) + "⟦⟧"),
    "USE04": Example(sse(model('{"text":"Hm","⟦⟧thought":true}'), STOP)),
    "USE05": Example("⟦" + sse('{"usageMetadata":{"promptTokenCount":-3}}') + "⟧" + sse(STOP)),
    "USE06": Example(
        "⟦"
        + sse("{" + usage(promptTokenCount=3, cachedContentTokenCount=4) + "}")
        + "⟧"
        + sse(STOP)
    ),
    "USE07": Example(
        sse(
            STOP.replace(
                '"totalTokenCount"',
                '⟦"promptTokensDetails"⟧:[{"modality":"TEXT","tokenCount":9}],"totalTokenCount"',
            )
        )
    ),
    "SIG01": Example(sse(model('{"text":"","thoughtSignature":⟦"no base64!"⟧}'), STOP)),
    "SIG02": Example(sse(model(CALL % ("⟦⟧look", "")), STOP)),
    "SIG03": Example(
        ix(
            CREATED,
            'step.start "index":0,"step":{"type":"thought"}',
            'step.delta "index":0,"delta":{"type":"thought_signature","signature":"QUJD"}',
        )
        + "⟦"
        + ix(
            'step.delta "index":0,"delta":{"type":"thought_summary","content":'
            '{"type":"text","text":"Hm"}}'
        )
        + "⟧"
        + ix(STOPPED, COMPLETED)
    ),
    "SIG04": Example(
        sse(
            model(
                CALL % ("one", "") + "," + CALL % ("⟦⟧two", f',"thoughtSignature":"{SIGNATURE}"')
            ),
            STOP,
        )
    ),
    "INT01": Example(ix(CREATED, START, STOPPED) + "⟦" + ix(TEXT) + "⟧" + ix(COMPLETED)),
    "INT02": Example(ix(CREATED, START) + "⟦" + ix(START) + "⟧" + ix(TEXT, STOPPED, COMPLETED)),
    "INT03": Example(
        ix(CREATED, START)
        + "⟦"
        + ix(TEXT).replace("event: step.delta", "event: step.other")
        + "⟧"
        + ix(STOPPED, COMPLETED)
    ),
    "INT04": Example(ix(CREATED, START, TEXT) + "⟦⟧"),
    "INT05": Example(
        ix(
            CREATED,
            START + ',"event_id":"e1"',
            TEXT + ',"event_id":"e2"',
            TEXT + ',"event_id":"e3"',
            TEXT + ',"event_id":"e4"',
            TEXT + ',"event_id":⟦"e6"⟧',
            STOPPED,
            COMPLETED,
        )
    ),
    "INT06": Example(
        ix(CREATED) + "⟦" + ix('interaction.moved "x":1') + "⟧" + ix(START, STOPPED, COMPLETED)
    ),
    "INT07": Example(
        ix(CREATED, START.replace('"model_output"', '⟦"hologram"⟧'), STOPPED, COMPLETED)
    ),
    "INT08": Example(
        ix(CREATED, START, 'step.delta "index":0,⟦"delta"⟧:{"text":"Hello"}', STOPPED, COMPLETED)
    ),
    "INT09": Example(
        'event: interaction.start\ndata: {"interaction":{"id":"v1","status":"in_progress"},'
        '"event_type":⟦"interaction.start"⟧}\n\n' + ix(START, STOPPED, COMPLETED)
    ),
    "INT10": Example(ix(CREATED, 'interaction.status_update "status":⟦"dreaming"⟧', COMPLETED)),
    "INT11": Example(ix(CREATED) + "⟦" + ix(START) + "⟧" + ix(TEXT, COMPLETED)),
    "INT12": Example(
        ix(CREATED, START.replace('"index":0', '⟦"index":2⟧'), STOPPED.replace("0", "2"), COMPLETED)
    ),
    "INT13": Example(
        ix(CREATED, START + ',"event_id":"e1"', TEXT + ',"event_id":⟦"e1"⟧', STOPPED, COMPLETED)
    ),
    "INT14": Example(
        ix(
            CREATED,
            'step.start "index":0,"step":{"type":"function_call","name":"f"}',
            'step.delta "index":0,"delta":{"type":"arguments_delta","arguments":"{\\"a\\":"}',
        )
        + "⟦"
        + ix(STOPPED)
        + "⟧"
        + ix(COMPLETED)
    ),
    "INT15": Example(ix(CREATED, COMPLETED.replace('"v1"', '⟦"v2"⟧'))),
    "INT16": Example(ix(CREATED, COMPLETED.replace('"completed"', '⟦"requires_continuation"⟧'))),
    "OAI01": Example(oai(HELLO, OAI_STOP, done=False) + "⟦⟧"),
    "OAI02": Example(
        oai(
            tool('{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}'),
            tool('{"index":2,"id":⟦"b"⟧,"function":{"name":"g","arguments":"{}"}}'),
            OAI_STOP,
        )
    ),
    "OAI03": Example(
        oai(
            tool('{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}'),
            tool('{"index":1,"id":⟦"a"⟧,"function":{"name":"g","arguments":"{}"}}'),
            OAI_STOP,
        )
    ),
    "OAI04": Example(oai(HELLO) + "⟦⟧"),
    "OAI05": Example(oai(HELLO, HELLO.replace('"assistant"', '⟦"user"⟧'), OAI_STOP)),
    "OAI06": Example(sse('{"id":"c1",⟦"choices"⟧:[]}') + oai(HELLO, OAI_STOP)),
    "OAI07": Example(
        oai(
            tool('{"index":0,"id":⟦"a"⟧,"function":{"name":"f","arguments":"{\\"x\\":"}}'), OAI_STOP
        )
    ),
    "OAI08": Example(
        sse('{"id":"c0","choices":[{"index":0,' + HELLO + "}]}")
        + oai(HELLO, OAI_STOP).replace('"c1"', '⟦"c1"⟧', 1),
        also=(),
    ),
    "OAI09": Example(
        "⟦" + oai(HELLO, done=False).replace('"c1",', '"c1","mood":"fine",') + "⟧" + oai(OAI_STOP)
    ),
    "OAI10": Example(oai(HELLO, OAI_STOP.replace('"stop"', '⟦"tired"⟧')), also=("GEN18",)),
    "OAI11": Example(
        oai(HELLO, '"delta":{⟦"tool_calls"⟧:[{"function":{"arguments":"{}"}}]}', OAI_STOP)
    ),
}
MARKS_A_PLACE = {"USE04": b'"thought"', "SIG02": b'"look"', "SIG04": b'"two"'}
"""Where a quotation mark before the needle is part of it: the place of this instead."""


def test_every_rule_has_an_example() -> None:
    assert list(EXAMPLES) == list(RULES)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_example_breaks_the_rule_at_these_bytes_and_nothing_else(rule: str, late: bool) -> None:
    example = EXAMPLES[rule]
    body, start, end = unmarked(example.marked)
    if needle := MARKS_A_PLACE.get(rule):
        start = body.index(needle)
        end = start + len(needle)
    seed = None if rule in ("SSE08", "SSE12") else 7
    found = linted(records(body, seed=seed, **example.came), late=late).findings
    places = {(each.start, each.end) for each in found.items if each.rule == rule}
    assert places == {(start, end)}, found.items
    assert {each.rule for each in found.items} == {rule, *example.also}, found.items
    assert all(each.message and len(each.message) <= 200 for each in found.items)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_says_all_there_is_to_say(rule: Any) -> None:
    assert rule.id == next(id_ for id_, each in RULES.items() if each is rule)
    assert rule.severity in SEVERITIES
    assert 3 < len(rule.title) <= 60
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert len(rule.where) > 10


def test_each_note_of_the_decoder_has_a_rule_or_a_reason_for_none() -> None:
    assert set(OF_NOTES.values()) <= set(RULES)
    assert not OF_NOTES.keys() & NO_FINDING
    assert OF_BYTES.keys() <= OF_NOTES.keys()
