"""From a path to its reply: the paths of the Developer API, Vertex AI, Interactions and OpenAI's,
with any version segment or none before them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gemini_desktop.core.events import Json
from gemini_desktop.net.demo import composer, framing, models, questions, scenarios
from gemini_desktop.net.demo import wire_chat_completions as chat_completions
from gemini_desktop.net.demo import wire_generate_content as generate_content
from gemini_desktop.net.demo.connection import Request
from gemini_desktop.net.demo.describe import describe
from gemini_desktop.net.demo.interaction_routes import InteractionRoutes
from gemini_desktop.net.demo.questions import Question
from gemini_desktop.net.demo.refusal import Refusal, refusal_reply
from gemini_desktop.net.demo.reply import Beat, Cue, Reply, json_reply, text_reply
from gemini_desktop.net.demo.tapes import Tape

_MODEL_CALL = re.compile(r"/(?:models|tunedModels|endpoints)/([^/:]+):(\w+)$")
_INTERACTION = re.compile(r"/interactions(?:/([^/]+?))?(/cancel)?/?$")
_CHAT = re.compile(r"/chat/completions/?$")
_MODELS = re.compile(r"/models(?:/(.+?))?/?$")


class Routes:
    """Answers requests. Keeps only the interactions, which a later request may ask for again."""

    def __init__(self, pace: float = 1.0) -> None:
        self.base_url = ""
        self._interactions = InteractionRoutes(pace)

    def answer(self, request: Request) -> Reply:
        """The reply to a request. A refusal is a reply too; this never raises for a request."""
        try:
            return self._answer(request)
        except Refusal as refusal:
            return refusal_reply(refusal)

    def _answer(self, request: Request) -> Reply:
        path, method = request.path, request.method
        if method == "OPTIONS":
            return Reply(status=204, headers=(("Allow", "GET, HEAD, POST, DELETE, OPTIONS"),))
        if match := _INTERACTION.search(path):
            return self._interactions.answer(request, match[1] or "", cancel=bool(match[2]))
        if match := _MODEL_CALL.search(path):
            _only(request, "POST")
            return _model_call(request, *match.groups())
        if _CHAT.search(path):
            _only(request, "POST")
            return _chat(request)
        if match := _MODELS.search(path):
            _only(request, "GET", "HEAD")
            return json_reply(_models(request, match[1]))
        if path == "/" and method in {"GET", "HEAD"}:
            return text_reply(describe(self.base_url))
        raise Refusal(404, f"The demo server has nothing at {path}.")


def _model_call(request: Request, model: str, call: str) -> Reply:
    body = questions.parse(request.body)
    vertex = "/publishers/" in request.path
    array = call == "streamGenerateContent" and request.query.get("alt") != "sse"
    if call == "countTokens":
        return json_reply(_counted(body, vertex=vertex))
    question = questions.generate_content(body, model)
    try:
        tape = scenarios.choose(question)
    except Refusal as refusal:
        return refusal_reply(refusal, in_array=array)
    if call == "generateContent":
        return _folded(
            generate_content.fold(c.json for c in _chunks(tape, question, vertex=vertex))
        )
    if call != "streamGenerateContent":
        raise Refusal(404, f"The demo server does not know the method {call}.")
    if tape and tape.protocol == "generate-content" and _plays(tape, array=array):
        return _verbatim(tape)
    cues = _chunks(tape, question, vertex=vertex)
    if array:
        beats = framing.json_array(cues, whole=tape is None or tape.whole)
        return _stream(tape, beats, framing.JSON)
    return _stream(tape, framing.event_stream(cues, line_end="\n" if vertex else "\r\n"))


def _plays(tape: Tape, *, array: bool) -> bool:
    """Whether the tape's own framing is the one asked for, or its server does not care."""
    return tape.event_stream is not array or tape.gateway or not tape.reads


def _chunks(tape: Tape | None, question: Question, *, vertex: bool) -> Iterable[Cue]:
    if tape and tape.protocol == "generate-content":
        return tape.cues
    answer = tape.answer if tape else composer.compose(question)
    return generate_content.stream(answer, question, vertex=vertex)


def _chat(request: Request) -> Reply:
    body = questions.parse(request.body)
    question = questions.chat_completion(body)
    tape = scenarios.choose(question)
    streamed = body.get("stream") is True
    options = body.get("stream_options")
    usage = not streamed or (isinstance(options, dict) and options.get("include_usage") is True)
    if tape and tape.protocol == "chat-completions":
        if streamed:
            return _verbatim(tape)
        return _folded(chat_completions.fold(cue.json for cue in tape.cues))
    answer = tape.answer if tape else composer.compose(question)
    cues = chat_completions.stream(answer, question, include_usage=usage)
    if streamed:
        return _stream(tape, framing.event_stream(cues))
    return _folded(chat_completions.fold(cue.json for cue in cues))


def _models(request: Request, model_id: str | None) -> Json:
    if "/openai" in request.path or "/openapi" in request.path:
        return models.openai_model(model_id) if model_id else models.openai_list()
    vertex = "/publishers/" in request.path
    if model_id:
        return models.google_model(model_id, vertex=vertex)
    return models.google_page(request.query, vertex=vertex)


def _counted(body: dict[str, Json], *, vertex: bool) -> Json:
    inner = body.get("generateContentRequest")
    tokens = questions.generate_content(inner if isinstance(inner, dict) else body, "").tokens
    counted: dict[str, Json] = {"totalTokens": tokens}
    if vertex:
        counted["totalBillableCharacters"] = tokens * 4
    return {**counted, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": tokens}]}


def _verbatim(tape: Tape) -> Reply:
    """The tape's own bytes at the tape's own pace."""
    return Reply(
        content_type=tape.content_type,
        head_pause_s=tape.head_pause_s,
        beats=tape.reads,
        cut=not tape.whole,
    )


def _stream(
    tape: Tape | None, beats: Iterable[Beat], content_type: str = framing.EVENT_STREAM
) -> Reply:
    return Reply(
        content_type=content_type,
        head_pause_s=tape.head_pause_s if tape else 0.0,
        beats=beats,
        cut=tape is not None and not tape.whole,
    )


def _folded(value: Json) -> Reply:
    """A whole answer; one that holds an error has that error's status."""
    error = value.get("error")
    return json_reply(value, error["code"] if isinstance(error, dict) else 200)


def _only(request: Request, *methods: str) -> None:
    if request.method not in methods:
        raise Refusal(405, f"{request.method} is not supported here, only {' and '.join(methods)}.")
