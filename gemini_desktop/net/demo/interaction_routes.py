"""The paths of the Interactions API: create, get, resume, cancel, delete."""

from __future__ import annotations

from gemini_desktop.core.events import Json
from gemini_desktop.net.demo import composer, framing, questions, scenarios
from gemini_desktop.net.demo import wire_interactions as wire
from gemini_desktop.net.demo.connection import Request
from gemini_desktop.net.demo.interactions import Interaction, Memory, new_id
from gemini_desktop.net.demo.refusal import Refusal, interactions_error
from gemini_desktop.net.demo.reply import Reply, json_reply


class InteractionRoutes:
    """Answers requests for interactions, and remembers those that may be asked for again."""

    def __init__(self, pace: float = 1.0) -> None:
        """`pace` stretches the time that an interaction takes when nobody listens."""
        self._pace = pace
        self._memory = Memory()

    def answer(self, request: Request, id_: str, *, cancel: bool) -> Reply:
        """The reply to a request; a refusal comes with a word as its code."""
        try:
            return self._answer(request, id_, cancel=cancel)
        except Refusal as refusal:
            return json_reply(interactions_error(refusal), refusal.status)

    def _answer(self, request: Request, id_: str, *, cancel: bool) -> Reply:
        match request.method, bool(id_), cancel:
            case "POST", False, False:
                return self._create(questions.parse(request.body))
            case "POST", True, True:
                interaction = self._memory.get(id_)
                interaction.cancel()
                return json_reply(interaction.state())
            case (("GET" | "HEAD"), True, False):
                return self._get(self._memory.get(id_), request.query)
            case "DELETE", True, False:
                self._memory.remove(id_)
                return json_reply({})
        raise Refusal(404, f"The demo server has no {request.method} at {request.path}.")

    def _create(self, body: dict[str, Json]) -> Reply:
        previous = str(body.get("previous_interaction_id") or "")
        earlier = self._memory.get(previous).question.earlier + 1 if previous else 0
        question = questions.interaction(body, earlier)
        tape = scenarios.choose(question)
        id_ = new_id()
        if tape and tape.protocol == "interactions":
            cues = tape.cues
        else:
            answer = tape.answer if tape else composer.compose(question)
            cues = tuple(wire.stream(answer, question, id_))
        steps = questions.input_steps(body.get("input"))
        interaction = Interaction(id_, question, steps, cues, self._pace)
        if body.get("store") is not False:
            self._memory.add(interaction)
        if body.get("stream") is True:
            cut = tape is not None and not tape.whole
            return _played(interaction, cut=cut)
        if body.get("background") is True:
            return json_reply(interaction.state())
        return _whole(interaction.whole())

    def _get(self, interaction: Interaction, query: dict[str, str]) -> Reply:
        if query.get("stream", "").lower() == "true":
            return _played(interaction, query.get("last_event_id", ""))
        with_input = query.get("include_input", "").lower() == "true"
        return _whole(interaction.state(with_input=with_input))


def _played(interaction: Interaction, last_event_id: str = "", *, cut: bool = False) -> Reply:
    cues = interaction.play(last_event_id)
    return Reply(
        content_type=framing.EVENT_STREAM,
        beats=framing.event_stream(cues),
        cut=cut,
    )


def _whole(value: Json) -> Reply:
    return json_reply(value, 500 if "error" in value else 200)
