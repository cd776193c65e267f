"""`gemini-desktop lint`: what is odd about saved streams, a line a finding."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import Any

import msgspec

from gemini_desktop.cli.decode import captures
from gemini_desktop.cli.words import counted, misused
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Capture
from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.lint import RULES, SEVERITIES, Finding, Linter
from gemini_desktop.core.visible import visible

_FOUND = 1
_UNREADABLE = 4


class _Checked(msgspec.Struct):
    """What was found in one exchange of one file."""

    file: str
    findings: list[Finding]
    counts: dict[str, int]


def run(arguments: argparse.Namespace) -> int:
    """Print the findings: 0 where there are none, 1 where there are, 4 where a file could not be
    read (the others are checked all the same)."""
    if arguments.explain is not None:
        return _explain(arguments.explain)
    if arguments.rules:
        return _list_rules(as_json=arguments.json)
    if not arguments.files:
        raise misused("No file is named.", "Give one or more files, or - for stdin.")
    shown = SEVERITIES[: SEVERITIES.index(arguments.at_least) + 1]
    unreadable = False
    checked: list[_Checked] = []
    for name in arguments.files:
        try:
            checked += _check(name, arguments.protocol or "", shown)
        except GeminiDesktopError as error:
            unreadable = True
            words = f"gemini-desktop: {error.failure.in_words}"
            print(visible(words), file=sys.stderr)
    if arguments.json:
        _print_json(checked)
    else:
        _print_lines(checked, len(arguments.files))
    if unreadable:
        return _UNREADABLE
    return _FOUND if any(each.counts for each in checked) else 0


def lint(capture: Capture, protocol: str = "") -> Linter:
    """The linter after the whole capture."""
    answer, linter = Answer(protocol), Linter(protocol)
    for record in capture.records:
        linter.take(record)
        for chunk in answer.feed(record):
            linter.chunk(chunk)
    for chunk in answer.close():
        linter.chunk(chunk)
    linter.close(answer.finish())
    return linter


def _check(name: str, protocol: str, shown: tuple[str, ...]) -> list[_Checked]:
    found = list(captures(name))
    checked = []
    for number, capture in enumerate(found, 1):
        linter = lint(capture, protocol)
        if len(found) > 1 and not linter.protocol and _is_a_look(capture):
            continue
        counts = {
            rule: count
            for rule, count in linter.findings.counts.items()
            if RULES[rule].severity in shown
        }
        findings = sorted(
            (each for each in linter.findings.items if each.rule in counts),
            key=lambda each: (each.start, each.end, each.rule),
        )
        label = f"{name}#{number}" if len(found) > 1 else name
        checked.append(_Checked(file=label, findings=findings, counts=counts))
    return checked


def _is_a_look(capture: Capture) -> bool:
    """Whether it is one of the pages and scripts that a browser's HAR holds beside the calls."""
    return capture.request is not None and capture.request.method in ("GET", "HEAD", "OPTIONS")


def _print_lines(checked: list[_Checked], files: int) -> None:
    severities: Counter[str] = Counter()
    for each in checked:
        for finding in each.findings:
            severity = RULES[finding.rule].severity
            line = f"{each.file}:{finding.start}: {finding.rule} {severity} {finding.message}"
            print(visible(line))
        for rule, count in each.counts.items():
            severities[RULES[rule].severity] += count
            shown = sum(finding.rule == rule for finding in each.findings)
            if shown < count:
                print(visible(f"{each.file}: {rule} and {count - shown:,} more"))
    total = sum(severities.values())
    where = counted(files, "file")
    if not total:
        print(f"Nothing found in {where}.")
        return
    parts = ", ".join(_counted(severities[name], name) for name in SEVERITIES if severities[name])
    print(f"{total:,} finding{'s' if total != 1 else ''} in {where}: {parts}.")


def _counted(count: int, severity: str) -> str:
    plural = "s" if count != 1 and severity != "info" else ""
    return f"{count:,} {severity}{plural}"


def _print_json(checked: list[_Checked]) -> None:
    findings: list[dict[str, Any]] = [
        {
            "file": each.file,
            "rule": finding.rule,
            "severity": RULES[finding.rule].severity,
            "title": RULES[finding.rule].title,
            "message": finding.message,
            "start": finding.start,
            "end": finding.end,
            "event": finding.number,
        }
        for each in checked
        for finding in each.findings
    ]
    counts = [{"file": each.file, "counts": each.counts} for each in checked]
    sys.stdout.buffer.write(msgspec.json.encode({"findings": findings, "files": counts}) + b"\n")
    sys.stdout.buffer.flush()


def _explain(name: str) -> int:
    rule = RULES.get(name.strip().upper())
    if rule is None:
        raise misused(f"There is no rule {name[:40]!r}.", "See them all with --rules.")
    print(f"{rule.id} {rule.severity}: {rule.title}\n\n{rule.why}\n\nSpecified in: {rule.where}")
    return 0


def _list_rules(*, as_json: bool) -> int:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(list(RULES.values())) + b"\n")
        sys.stdout.buffer.flush()
        return 0
    for rule in RULES.values():
        print(f"{rule.id:<7} {rule.severity:<8} {rule.title}")
    return 0
