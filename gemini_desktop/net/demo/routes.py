"""From a path to its answer: the paths of the Developer API, Vertex AI, Interactions and OpenAI's,
with any version segment or none before them."""

from __future__ import annotations

import re

from gemini_desktop.net.demo import composer, framing, questions, wire_generate_content
from gemini_desktop.net.demo.connection import Request
from gemini_desktop.net.demo.refusal import Refusal, refusal_reply
from gemini_desktop.net.demo.reply import Reply, json_reply

_MODEL_CALL = re.compile(r"/(?:(?:tuned)?models|endpoints)/([^/:]+):(\w+)$", re.IGNORECASE)


class Routes:
    """Answers requests. Keeps only what a later request may ask for again."""

    def __init__(self) -> None:
        self.base_url = ""

    def answer(self, request: Request) -> Reply:
        """The reply to a request; a refusal is a reply too."""
        try:
            return self._answer(request)
        except Refusal as refusal:
            return refusal_reply(refusal)

    def _answer(self, request: Request) -> Reply:
        if match := _MODEL_CALL.search(request.path):
            return self._model_call(request, *match.groups())
        raise Refusal(404, f"The demo server has nothing at {request.path}.")

    def _model_call(self, request: Request, model: str, call: str) -> Reply:
        body = questions.parse(request.body)
        vertex = "/publishers/" in request.path
        question = questions.generate_content(body, model)
        cues = wire_generate_content.stream(composer.compose(question), question, vertex=vertex)
        match call:
            case "generateContent":
                return json_reply(wire_generate_content.fold(cue.json for cue in cues))
            case "streamGenerateContent" if request.query.get("alt") == "sse":
                line_end = "\n" if vertex else "\r\n"
                return Reply(
                    content_type=framing.EVENT_STREAM,
                    beats=framing.event_stream(cues, line_end=line_end),
                )
            case "streamGenerateContent":
                return Reply(content_type=framing.JSON, beats=framing.json_array(cues))
        raise Refusal(404, f"The demo server does not know the method {call}.")
