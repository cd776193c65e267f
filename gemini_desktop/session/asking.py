"""From a profile, a transcript and options to the request; and what of the options got lost."""

from __future__ import annotations

from functools import cache

import msgspec

from gemini_desktop import resources
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.asking.models import Model, ModelTable, parsed
from gemini_desktop.core.asking.validate import problems
from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.outcome import Note
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript


@cache
def model_table() -> ModelTable:
    """The bundled table of models; empty where the file cannot be read: it only helps."""
    try:
        return parsed(resources.path("models.json").read_bytes())
    except (OSError, msgspec.MsgspecError):
        return ModelTable()


def known_model(profile: Profile) -> Model | None:
    """The row of the profile's model."""
    return model_table().find(profile.model)


def request(
    profile: Profile, transcript: Transcript, options: Options, answer: Answer | None = None
) -> HttpRequest:
    """The request for the next answer; the options that the protocol has no word for become a
    note of the answer. Raises ConfigurationError where it cannot be sent."""
    row = PROTOCOLS[profile.protocol]
    built = row.build(profile, transcript, options)
    if answer is not None and (names := row.left_out(profile, options)):
        answer.decoder.notes.append(
            Note(
                id="options_left_out",
                message=f"Not sent, for {row.title} has no word for it: {', '.join(names)}.",
            )
        )
    return built


def checked(profile: Profile, options: Options) -> None:
    """Raise ConfigurationError where an option is out of its range for the profile's model."""
    found = problems(options, known_model(profile))
    if found:
        words = " ".join(f"{problem.field}: {problem.message}" for problem in found)
        raise ConfigurationError(
            Failure(
                kind="bad_option",
                message=f"The options cannot work. {words}",
                advice="Correct them, or write them into raw={…}, which is sent unchecked.",
            )
        )
