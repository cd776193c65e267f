"""A failure in words."""

from gemini_desktop.core.errors import Failure


def test_what_happened_and_what_to_do_stand_in_one_line() -> None:
    failure = Failure(kind="disk_full", message="The disk is full.", advice="Free some space.")
    assert failure.in_words == "The disk is full. Free some space."


def test_without_advice_nothing_follows() -> None:
    assert Failure(kind="odd", message="It is odd.").in_words == "It is odd."
