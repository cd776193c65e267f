"""Reads the filter: text to a condition.

    filter  = terms { "or" terms }              "and" binds closer, and need not be written
    terms   = term { ["and"] term }
    term    = ("not " | "-") term | "(" filter ")" | path | field | regex | quoted | word
    path    = "$" segments [ relation value ]   see `json_path`
    field   = name relation value               type:image  error:  bytes>10k  gap>200ms …
    regex   = "/" … "/"                         up to a slash with a blank or nothing after it
    quoted  = '"' … '"'                         a text with blanks, or one of the words above

It is read while it is typed: what is not finished at the end (`type:`, an open bracket, a last
`or`) is passed over. A closing bracket ends a word only where one was opened before the word.
"""

from __future__ import annotations

import re

from gemini_desktop.ui.inspector.events.filter.condition import (
    All,
    Any,
    Condition,
    Not,
    QueryError,
)
from gemini_desktop.ui.inspector.events.filter.json_path import (
    SEGMENT,
    JsonPath,
    Step,
    is_number,
    parse_path,
)
from gemini_desktop.ui.inspector.events.filter.numbers import (
    FIELDS,
    Kinds,
    kinds,
    number,
    tagged,
)
from gemini_desktop.ui.inspector.events.filter.words import needle, pattern
from gemini_desktop.ui.inspector.events.kinds import ERRORS

_OR = re.compile(r"or(?=[\s(]|$)", re.IGNORECASE)
_AND = re.compile(r"and(?=[\s(]|$)", re.IGNORECASE)
_NOT = re.compile(r"not(?:\s+|(?=\())", re.IGNORECASE)
_MINUS = re.compile(r"-(?=\S)")
_PATH_START = re.compile(r"\$(?=[.\[])")
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/(?=[\s)]|$)")
_QUOTED = re.compile(r'"([^"]*)"')
_RELATION = re.compile(r"==|!=|>=|<=|[=<>~]")
_ORDERS = frozenset({"<", "<=", ">", ">="})
_FIELD = re.compile(
    rf"({'|'.join(FIELDS)})(:(?:[<>]=?|!?=)?|>=|<=|!=|==?|<|>)|(type|tag|error)(:)",
    re.IGNORECASE,
)
_MAX_DEPTH = 50


def read(text: str) -> Condition | None:
    """The condition; None for a filter that lets everything through. Raises QueryError."""
    reader = _Reader(text)
    condition = reader.alternatives()
    if not reader.at_end():
        raise QueryError("There is no open bracket that this one could close.", reader.at)
    return condition


class _Reader:
    """Goes through the text once; `at` is the character it stands at."""

    def __init__(self, text: str) -> None:
        self.at = 0
        self._text = text
        self._brackets = 0
        self._depth = 0

    def at_end(self) -> bool:
        """Whether only blanks are left; they are passed over."""
        while self._here().isspace():
            self.at += 1
        return self.at >= len(self._text)

    def alternatives(self) -> Condition | None:
        """All up to the end, or to the bracket that closes the group."""
        parts = [self._terms()]
        while self._take(_OR):
            parts.append(self._terms())
        known = tuple(part for part in parts if part is not None)
        return known[0] if len(known) == 1 else Any(known) if known else None

    def _terms(self) -> Condition | None:
        parts: list[Condition] = []
        begun = False
        while not self.at_end() and self._here() != ")":
            if begun and self._is_next(_OR):
                break
            if begun and self._take(_AND):
                continue
            begun = True
            if (term := self._term()) is not None:
                parts.append(term)
        return parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else None

    def _term(self) -> Condition | None:
        if self._take(_NOT) or self._take(_MINUS):
            return self._negated()
        if self._here() == "(":
            return self._group()
        if self._take(_PATH_START):
            return self._path()
        if match := self._take(_FIELD):
            return self._field((match[1] or match[3]).lower(), match[2] or match[4])
        if match := self._take(_REGEX):
            return pattern(match[1], match.start(1))
        match = self._take(_QUOTED)
        word = match[1] if match else self._word()
        return needle(word) if word else None

    def _negated(self) -> Condition | None:
        if self.at_end() or self._here() == ")":
            return None
        self._deeper()
        term = self._term()
        self._depth -= 1
        return None if term is None else Not(term)

    def _group(self) -> Condition | None:
        self.at += 1
        self._brackets += 1
        self._deeper()
        inner = self.alternatives()
        self._depth -= 1
        self._brackets -= 1
        if self._here() == ")":
            self.at += 1
        return inner

    def _path(self) -> Condition:
        begin = self.at
        while match := SEGMENT.match(self._text, self.at):
            self.at = match.end()
        path = parse_path(self._text[begin : self.at])
        relation = self._take(_RELATION)
        if relation is None:
            if rest := self._word():
                raise QueryError(
                    f"A path goes on with .name, ..name, [0] or .*, not with “{rest}”.",
                    self.at - len(rest),
                )
            return JsonPath(path)
        return self._compared(path, relation[0])

    def _compared(self, path: tuple[Step, ...], relation: str) -> Condition:
        if relation == "~" and (match := self._take(_REGEX)):
            pattern(match[1], match.start(1))  # says what is wrong with it
            return JsonPath(path, relation, match[1], regex=True)
        begin = self.at
        match = self._take(_QUOTED)
        value = match[1] if match else self._word()
        if not value and match is None:
            return JsonPath(path)  # still being typed
        if relation in _ORDERS and not is_number(value):
            raise QueryError(f"“{value}” is no number: {relation} compares numbers.", begin)
        return JsonPath(path, relation, value)

    def _field(self, name: str, relation: str) -> Condition | None:
        begin = self.at
        match = self._take(_QUOTED)
        value = match[1] if match else self._word()
        relation = relation.lstrip(":") or "="
        if name == "error":
            return All((Kinds(ERRORS), needle(value))) if value else Kinds(ERRORS)
        if name in FIELDS:
            return number(name, relation, value, begin)
        return kinds(value, begin) if name == "type" else tagged(value, begin)

    def _word(self) -> str:
        """Up to a blank, or to the bracket that closes the group around it."""
        begin, inner = self.at, 0
        while self.at < len(self._text) and not self._here().isspace():
            mark = self._here()
            if mark == ")" and not inner and self._brackets:
                break
            inner = max(0, inner + (mark == "(") - (mark == ")"))
            self.at += 1
        return self._text[begin : self.at]

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise QueryError("Too many brackets within each other.", self.at)

    def _here(self) -> str:
        return self._text[self.at : self.at + 1]

    def _is_next(self, expression: re.Pattern[str]) -> bool:
        return expression.match(self._text, self.at) is not None

    def _take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        match = expression.match(self._text, self.at)
        if match is not None:
            self.at = match.end()
        return match
