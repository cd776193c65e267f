"""What the linter costs for each event, by protocol and number of events.

    PYTHONPATH=. python tests/bench/lint.py [--events=1000,100000] [--rounds=3]

The decoding is not counted: it is done before. Target: 5 us for an event that only brings text,
as many for the last as for the first.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Record, RequestSent, ResponseStarted
from gemini_desktop.core.lint import Linter

_HEAD = (("Content-Type", "text/event-stream"),)


def generate_content(number: int) -> str:
    """A text with running totals, as the Developer API sends it."""
    usage = f'"promptTokenCount":9,"candidatesTokenCount":{number},"totalTokenCount":{9 + number}'
    candidate = f'{{"content":{{"parts":[{{"text":"word {number} "}}],"role":"model"}},"index":0}}'
    return (
        f'data: {{"candidates":[{candidate}],"usageMetadata":{{{usage}}},'
        '"modelVersion":"gemini-3.8-flash","responseId":"r"}\r\n\r\n'
    )


def interactions(number: int) -> str:
    """A text delta; the step's start is the first."""
    if number == 0:
        data = '{"index":0,"step":{"type":"model_output"},"event_type":"step.start"}'
        return f"event: step.start\ndata: {data}\n\n"
    delta = f'{{"type":"text","text":"word {number} "}}'
    data = f'{{"index":0,"delta":{delta},"event_type":"step.delta","event_id":"e{number}"}}'
    return f"event: step.delta\ndata: {data}\n\n"


def chat_completions(number: int) -> str:
    """A content delta."""
    choice = f'{{"delta":{{"role":"assistant","content":"word {number} "}},"index":0}}'
    return f'data: {{"choices":[{choice}],"created":1,"id":"c","model":"m"}}\n\n'


def broken(number: int) -> str:
    """An event that breaks four rules."""
    candidate = f'{{"content":{{"parts":[{{"x":{number}}}]}},"finishReason":"X{number}"}}'
    return f'data: {{"candidates":[{candidate}],"modelVersion":"g{number}"}}\n\n'


STREAMS: dict[str, Callable[[int], str]] = {
    "generate-content": generate_content,
    "interactions": interactions,
    "chat-completions": chat_completions,
    "broken": broken,
}


def cost_us(event: Callable[[int], str], events: int) -> float:
    """Microseconds an event."""
    answer = Answer()
    records: list[Record] = [
        RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=()),
        ResponseStarted(t_ns=0, status=200, headers=_HEAD),
        *(BytesReceived(t_ns=n * 1000, data=event(n).encode()) for n in range(events)),
    ]
    told = [(record, answer.feed(record)) for record in records]
    linter = Linter()
    began = time.perf_counter()
    for record, chunks in told:
        linter.take(record)
        for chunk in chunks:
            linter.chunk(chunk)
    return (time.perf_counter() - began) / events * 1e6


def main() -> None:
    """Measure and print; the best of the rounds, as other programs only make it slower."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", default="1000,100000")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for name, event in STREAMS.items():
        for events in map(int, arguments.events.split(",")):
            best = min(cost_us(event, events) for _ in range(arguments.rounds))
            print(f"{name:<18} {events:>9,} events {best:6.2f} us/event")


if __name__ == "__main__":
    main()
