"""Files beside a conversation: found by any of their names, read once, and not without end."""

from __future__ import annotations

import pytest

from gemini_desktop.core.events import Media, UnknownContent
from gemini_desktop.core.importing import beside, media
from gemini_desktop.core.importing.beside import Beside

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class Folder:
    """Files by name; remembers which were read."""

    def __init__(self, **files: bytes) -> None:
        self._files = files
        self.read: list[str] = []

    def find(self, reference: str) -> tuple[str, bytes] | None:
        """As an archive does."""
        self.read.append(reference)
        found = self._files.get(reference)
        return None if found is None else (f"{reference}.png", found)


def test_the_first_name_that_leads_to_a_file_counts() -> None:
    found = Beside(Folder(id=PNG)).get("", "gone", "id", mime_type="image/jpeg")
    assert isinstance(found, Media)
    assert (found.kind, found.mime_type, found.name) == ("image", "image/png", "id.png")
    assert found.decoded() == PNG


def test_a_file_that_is_named_often_is_read_and_kept_once() -> None:
    folder = Folder(a=PNG)
    files = Beside(folder)
    one, two = files.get("a", name="first"), files.get("a", name="second")
    assert isinstance(one, Media)
    assert isinstance(two, Media)
    assert (one.name, two.name) == ("first", "second")
    assert one.data is two.data
    assert files.get("gone") == files.get("gone")
    assert folder.read == ["a", "gone"]


def test_what_is_not_there_is_told_by_its_name() -> None:
    files = Beside(Folder())
    for found in (files.get("f-1", name="Plan.pdf", missing_kind="pdf"), files.get("", "Plan.pdf")):
        assert isinstance(found, UnknownContent)
        assert found.name == media.MISSING
        assert found.value["name"] == "Plan.pdf"
    assert isinstance(files.get(), UnknownContent)


def test_files_of_one_conversation_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "MOST_BYTES", 2 * len(PNG))
    files = Beside(Folder(a=PNG, b=PNG, c=PNG))
    assert isinstance(files.get("a"), Media)
    assert isinstance(files.get("b"), Media)
    third = files.get("c")
    assert isinstance(third, UnknownContent)
    assert third.name == media.UNREADABLE
    assert isinstance(files.get("a"), Media)  # it is there already
