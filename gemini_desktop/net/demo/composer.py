"""Writes the demo's own answer to a prompt that no tape is for: a few words on what was asked,
what this is and what can be tried, streamed in pieces of words as a model would."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

from gemini_desktop import resources
from gemini_desktop.core.events import (
    Json,
    StepDelta,
    StepStarted,
    StepStopped,
    Text,
    ThoughtText,
)
from gemini_desktop.net.demo.answer import Answer, Moment
from gemini_desktop.net.demo.questions import Question

_FIRST_PAUSE_S = 0.25
_MAX_QUOTED = 48
_MAX_RESULT = 400
_PIECES = re.compile(r"[぀-ヿ㐀-鿿豈-﫿＀-￯]{1,3}|[ \t]*[^\s぀-ヿ㐀-鿿豈-﫿＀-￯]+|\s+")
_KANA = re.compile(r"[぀-ヿ]")
_HAN = re.compile(r"[㐀-鿿]")

_TURNS = {
    "en": " It is prompt number {number} here; the earlier {earlier} came along with it.",
    "zh": "这是本次对话的第 {number} 个提示，前面 {earlier} 个也一并发来了。",
    "ja": "この会話の {number} 番目の入力で、前の {earlier} 件も一緒に届きました。",
}
_FILES = {
    "en": " and attached {files}",
    "zh": "，并附上了 {files}",
    "ja": "と {files} ",
}
_THOUGHT = (
    "**Reading the prompt**\n\nIt holds no word that a capture is kept for, so I say what I am."
)


def compose(question: Question) -> Answer:
    """The answer to a question, a little different in pace each time it is asked anew."""
    text = _result_text(question) if question.results else _text(question)
    rhythm = random.Random(f"{question.text}/{question.earlier}")  # noqa: S311 (a pace, no secret)
    moments: list[Moment] = []
    index = 0
    if question.thoughts:
        moments += _step(index, "thought", [ThoughtText(text=_THOUGHT)], rhythm)
        index += 1
    moments += _step(
        index, "model_output", [Text(text=piece) for piece in _pieces(text, rhythm)], rhythm
    )
    first = moments[0]
    return Answer(moments=(Moment(_FIRST_PAUSE_S, first.event), *moments[1:]))


def _step(
    index: int, kind: str, contents: list[Text] | list[ThoughtText], rhythm: random.Random
) -> list[Moment]:
    return [
        Moment(0.0, StepStarted(index=index, kind=kind)),
        *(Moment(rhythm.uniform(0.015, 0.06), StepDelta(index=index, content=c)) for c in contents),
        Moment(0.0, StepStopped(index=index)),
    ]


def _pieces(text: str, rhythm: random.Random) -> Iterator[str]:
    """The text in pieces of one to four words (or a few characters of a script without spaces)."""
    words = _PIECES.findall(text)
    while words:
        count = rhythm.randint(1, 4)
        yield "".join(words[:count])
        del words[:count]


def _text(question: Question) -> str:
    language = _language(question.text)
    turns = ""
    if question.earlier:
        turns = _TURNS[language].format(number=question.earlier + 1, earlier=question.earlier)
    files = _FILES[language].format(files=", ".join(question.files)) if question.files else ""
    return _words(language).format(quoted=_quoted(question.text), files=files, turns=turns)


def _words(name: str) -> str:
    return resources.path("demo", "answers", f"{name}.md").read_text(encoding="utf-8")


def _language(text: str) -> str:
    if _KANA.search(text):
        return "ja"
    return "zh" if _HAN.search(text) else "en"


def _quoted(text: str) -> str:
    """The first words of the prompt, on one line, safe inside Markdown."""
    line = re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", " ".join(text[:400].split()))
    if len(line) <= _MAX_QUOTED:
        return line
    head = line[:_MAX_QUOTED]
    return head.rsplit(" ", 1)[0].rstrip("\\") + " …"


def _result_text(question: Question) -> str:
    name, result = question.results[0]
    return _words("result").format(name=f"`{name}`" if name else "It", result=_shortened(result))


def _shortened(result: Json) -> str:
    text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False, indent=2)
    return text[:_MAX_RESULT].replace("```", "'''")
