"""What readers of an HTTP Archive insist on: HAR 1.2, and what Chrome's importer refuses without.

Each broken rule is a sentence, with the path of the value that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

Rules = dict[str, Any]
NUMBER, TEXT, PAIRS, DATE = "number", "text", "pairs", "date"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

_CREATOR: Rules = {"name": TEXT, "version": TEXT}
_ENTRY: Rules = {
    "startedDateTime": DATE,
    "time": NUMBER,
    "request": {
        "method": TEXT,
        "url": TEXT,
        "httpVersion": TEXT,
        "cookies": PAIRS,
        "headers": PAIRS,
        "queryString": PAIRS,
        "headersSize": NUMBER,
        "bodySize": NUMBER,
    },
    "response": {
        "status": NUMBER,
        "statusText": TEXT,
        "httpVersion": TEXT,
        "cookies": PAIRS,
        "headers": PAIRS,
        "content": {"size": NUMBER, "mimeType": TEXT},
        "redirectURL": TEXT,
        "headersSize": NUMBER,
        "bodySize": NUMBER,
    },
    "cache": {},
    "timings": {"send": NUMBER, "wait": NUMBER, "receive": NUMBER},
}


def broken(har: Any) -> list[str]:
    """All broken rules, in the order of the file."""
    return list(_broken(har))


def _broken(har: Any) -> Iterator[str]:
    log = har.get("log") if isinstance(har, dict) else None
    if not isinstance(log, dict):
        yield "log: missing"
        return
    if log.get("version") != "1.2":
        yield f"log.version: {log.get('version')!r}"
    yield from _checked(log.get("creator"), _CREATOR, "log.creator")
    for name in ("pages", "entries"):
        if not isinstance(log.get(name), list):
            yield f"log.{name}: no list"
            return
    for number, entry in enumerate(log["entries"]):
        path = f"entries[{number}]"
        yield from _checked(entry, _ENTRY, path)
        yield from _sums(entry, path)
        yield from _events(entry, path)


def _checked(value: Any, rules: Rules, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: no object"
        return
    for name, rule in rules.items():
        where = f"{path}.{name}"
        found = value.get(name)
        if isinstance(rule, dict):
            yield from _checked(found, rule, where)
        elif not _is(rule, found):
            yield f"{where}: {found!r} is no {rule}"


def _is(rule: str, value: Any) -> bool:
    match rule:
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "date":
            good = isinstance(value, str) and _DATE.fullmatch(value) is not None
            return good and datetime.fromisoformat(value).tzinfo is not None
    return isinstance(value, list) and all(
        isinstance(pair, dict) and isinstance(pair["name"], str) and isinstance(pair["value"], str)
        for pair in value
    )


def _sums(entry: Any, path: str) -> Iterator[str]:
    """Of the phases only blocked, dns, connect and ssl may be unknown (-1); the others add up with
    them to the time."""
    timings = entry["timings"]
    for name in ("send", "wait", "receive"):
        if timings[name] < 0:
            yield f"{path}.timings.{name}: negative"
    known = [max(0, timings.get(n, -1)) for n in ("blocked", "dns", "connect", "send", "wait")]
    whole = sum(known) + timings["receive"]
    if abs(whole - entry["time"]) > 0.01:
        yield f"{path}.time: {entry['time']} is not {whole}"
    post = entry["request"].get("postData")
    if post is not None and not (_is(TEXT, post.get("mimeType")) and _is(TEXT, post.get("text"))):
        yield f"{path}.request.postData: mimeType or text is missing"


def _events(entry: Any, path: str) -> Iterator[str]:
    """Chrome's shape; none of it is required."""
    for number, message in enumerate(entry.get("_eventSourceMessages", [])):
        shape = {"eventName": TEXT, "eventId": TEXT, "data": TEXT, "time": NUMBER}
        yield from _checked(message, shape, f"{path}._eventSourceMessages[{number}]")
