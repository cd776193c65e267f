"""All rules, and which of them the notes of the decoder stand for."""

from __future__ import annotations

from gemini_desktop.core.lint import rules_of_meaning, rules_of_usage, rules_of_wire
from gemini_desktop.core.lint.rule import Rule

RULES: dict[str, Rule] = {
    rule.id: rule
    for family in (
        rules_of_wire.HTTP,
        rules_of_wire.SSE,
        rules_of_wire.JSON,
        rules_of_meaning.GEN,
        rules_of_usage.USE,
        rules_of_usage.SIG,
        rules_of_meaning.INT,
        rules_of_meaning.OAI,
    )
    for rule in family
}

OF_NOTES: dict[str, str] = {
    "bom": "SSE01",
    "cut_event": "SSE03",
    "no_last_blank_line": "SSE04",
    "missing_blank_line": "SSE05",
    "unknown_field": "SSE06",
    "ignored_value": "SSE07",
    "comment_flood": "SSE08",
    "after_done": "SSE10",
    "unreadable_event": "JSON01",
    "duplicate_key": "JSON02",
    "lone_surrogate": "JSON03",
    "invalid_utf8": "JSON04",
    "control_characters": "JSON05",
    "junk": "JSON07",
    "array_open": "JSON08",
    "content_type": "HTTP03",
    "not_a_stream": "HTTP08",
    "went_on": "GEN02",
    "odd_index": "GEN04",
    "odd_shape": "GEN05",
    "empty_event": "GEN06",
    "bad_base64": "GEN14",
    "picture_type": "GEN15",
    "picture_not_drawn": "GEN15",
    "picture_too_large": "GEN16",
    "finish_reason": "GEN18",
    "candidate": "GEN18",
    "usage_sum": "USE01",
    "odd_number": "USE05",
    "signature_not_last": "SIG03",
    "step_not_started": "INT01",
    "step_started_twice": "INT02",
    "event_name": "INT03",
    "no_end_event": "INT04",
}
"""What the decoder notes by itself is not looked for a second time: its note is the finding."""

OF_UNKNOWN: dict[str, tuple[str, str]] = {
    "generate-content": ("GEN12", "GEN11"),
    "interactions": ("INT06", "INT07"),
    "chat-completions": ("OAI09", "OAI09"),
}
"""By protocol, the rules for the notes `unknown_event` and `unknown_content`."""

NO_FINDING = frozenset(
    {
        *("resumed", "polled", "continued", "secret_masked"),
        *("certificates_unchecked", "options_left_out", "transfer_cut"),
    }
)
"""Notes on what this program did, not on what the server sent; and the broken transfer, which the
records tell (HTTP10)."""
