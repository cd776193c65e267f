"""Feeding a parser by hand."""

from gemini_desktop.core.events import Content, Json, StepDelta, StreamEvent
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.transcript import Turn
from gemini_desktop.core.turn_fold import TurnFold


def events(protocol: str, *jsons: Json, name: str = "message") -> list[StreamEvent]:
    """What a fresh parser says of these events."""
    parser = PROTOCOLS[protocol].parser()
    return [event for json in jsons for event in parser.feed(json, name)]


def contents(protocol: str, *jsons: Json, name: str = "message") -> list[Content]:
    """The contents of all deltas."""
    found = events(protocol, *jsons, name=name)
    return [event.content for event in found if isinstance(event, StepDelta)]


def folded(protocol: str, *jsons: Json) -> Turn:
    """The turn that these events add up to."""
    fold = TurnFold()
    for event in events(protocol, *jsons):
        fold.apply(event)
    return fold.turn()
