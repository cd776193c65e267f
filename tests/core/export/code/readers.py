"""Reads copied requests as the languages they are written in do, so that what they say is seen."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

ENVIRONMENT = {
    "GEMINI_API_KEY": "CANARY-key",
    "ACCESS_TOKEN": "CANARY-token",
    "OPENAI_API_KEY": "CANARY-openai",
    "USER_AND_PASSWORD": "CANARY-user",
    "X_TEAM_KEY": "CANARY-team",
    "TOKEN": "CANARY-in-the-query",
    "SIG_KEY": "CANARY-in-the-query",
}
GCLOUD = "gcloud auth print-access-token"
_SINGLES, _DOUBLES = "'\u2018\u2019\u201a\u201b", '"\u201c\u201d\u201e'


class PowerShell:
    """A script of assignments and one command; knows quotes, here-strings and backticks."""

    def __init__(self, script: str) -> None:
        self.variables: dict[str, str] = {}
        self.arguments: list[str] = []
        self.piped = ""
        self._lines = script.split("\n")
        while self._lines and self._lines[0]:
            self._statement(self._lines.pop(0))

    def received(self) -> list[str]:
        """The arguments as the program gets them: in the old way backslashes before a quote are
        taken off, and without it there must be none."""
        if "PSNativeCommandArgumentPassing" not in self.variables:
            assert not any('"' in argument for argument in self.arguments)
            return self.arguments
        return [
            re.sub(r'(\\*)\\"', lambda f: f[1][: len(f[1]) // 2] + '"', argument)
            for argument in self.arguments
        ]

    def _statement(self, line: str) -> None:
        if match := re.fullmatch(r"\$(\w+) = @'", line):
            body: list[str] = []
            while (next_line := self._lines.pop(0)) != "'@":
                assert next_line[:1] not in _SINGLES or next_line[1:2] != "@"
                body.append(next_line)
            self.variables[match[1]] = "\n".join(body)
        elif match := re.fullmatch(r"\$(\w+) = (.*)", line):
            self.variables[match[1]] = match[2]
        elif line.startswith("[IO.File]"):
            self.variables["file"] = line
        else:
            while line.endswith(" `"):
                line = line[:-2] + " " + self._lines.pop(0).strip()
            if match := re.match(r"\$(\w+) \| ", line):
                self.piped = self.variables[match[1]]
                line = line[match.end() :]
            self.arguments = _words(line)


def _words(line: str) -> list[str]:
    words: list[str] = []
    at = 0
    while at < len(line):
        if line[at] == " ":
            at += 1
        elif line[at] in _SINGLES:
            word, at = _single(line, at + 1)
            words.append(word)
        elif line[at] in _DOUBLES:
            word, at = _double(line, at + 1)
            words.append(word)
        else:
            end = line.find(" ", at)
            end = len(line) if end < 0 else end
            words.append(line[at:end])
            at = end
    return words


def _single(line: str, at: int) -> tuple[str, int]:
    word = ""
    while True:
        if line[at] not in _SINGLES:
            word, at = word + line[at], at + 1
        elif line[at + 1 : at + 2] and line[at + 1] in _SINGLES:
            word, at = word + line[at], at + 2
        else:
            return word, at + 1


def _double(line: str, at: int) -> tuple[str, int]:
    word = ""
    while line[at] not in _DOUBLES:
        if line[at] == "`":
            word, at = word + line[at + 1], at + 2
        elif found := re.compile(r"\$\{env:(\w+)\}").match(line, at):
            word, at = word + ENVIRONMENT[found[1]], found.end()
        elif line.startswith(f"$({GCLOUD})", at):
            word, at = word + "CANARY-google", at + len(GCLOUD) + 3
        elif line.startswith("$file", at):
            word, at = word + "$file", at + 5
        else:
            assert line[at] != "$"
            word, at = word + line[at], at + 1
    return word, at + 1


def fetch_call(program: str) -> tuple[str, dict[str, str], Any]:
    """Address, headers and body of a program in JavaScript. Only what `fetch` is given is read."""
    address = re.search(r"await fetch\((.*), \{$", program, re.MULTILINE)
    assert address is not None
    pairs = re.findall(r"^    \[(\".*?\"), (.*)\],$", program, re.MULTILINE)
    headers = {json.loads(name): _js_string(value) for name, value in pairs}
    body = re.search(r"^  body: (.*?),\n\}\);$", program, re.MULTILINE | re.DOTALL)
    if body is None:
        return _js_string(address[1]), headers, None
    text = body[1]
    if text.startswith("JSON.stringify("):
        return _js_string(address[1]), headers, json.loads(text[len("JSON.stringify(") : -1])
    return _js_string(address[1]), headers, json.loads(json.loads(text))


def _js_string(expression: str) -> str:
    """Strings and variables, joined by plus signs."""
    done, at = "", 0
    while at < len(expression):
        if expression[at] == '"':
            part, at = json.JSONDecoder().raw_decode(expression, at)
            done += part
        elif found := re.compile(r"process\.env\.(\w+)").match(expression, at):
            done, at = done + ENVIRONMENT[found[1]], found.end()
        elif expression.startswith("token", at):
            done, at = done + "CANARY-google", at + 5
        else:
            assert expression[at] in " +"
            at += 1
    return done


def python_calls(program: str) -> dict[str, dict[str, Any]]:
    """The keyword arguments of each call of a client, by the call's name; what is no literal is
    None."""
    found: dict[str, dict[str, Any]] = {}
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Call) and node.keywords:
            found[ast.unparse(node.func)] = {
                str(keyword.arg): _literal(keyword.value) for keyword in node.keywords
            }
    return found


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
