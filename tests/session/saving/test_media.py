"""Pictures and sounds of an answer as files: whole, and in the place of nothing."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.session.saving.media import save_media
from tests.store.limited import files_up_to

PICTURES = [bytes([number]) * 50_000 for number in (1, 2)]


def answered(*pictures: bytes) -> Turn:
    contents = [
        Media(kind="image", mime_type="image/png", data=base64.b64encode(each).decode())
        for each in pictures
    ]
    return Turn(role="model", steps=[Step(index=0, kind="model_output", contents=[*contents])])


def test_each_has_a_name_of_its_own(tmp_path: Path) -> None:
    first = save_media(answered(*PICTURES), tmp_path / "new" / "folder")
    again = save_media(answered(*PICTURES), tmp_path / "new" / "folder")
    assert [path.read_bytes() for path in first.values()] == PICTURES
    assert [path.read_bytes() for path in again.values()] == PICTURES
    assert not {*first.values()} & {*again.values()}


def test_a_full_disk_leaves_no_half_of_one(tmp_path: Path) -> None:
    with files_up_to(20_000), pytest.raises(StoreError) as caught:
        save_media(answered(*PICTURES), tmp_path)
    assert "Could not save the pictures and sounds" in caught.value.failure.message
    assert [*tmp_path.iterdir()] == []


def test_an_answer_without_any_makes_no_folder(tmp_path: Path) -> None:
    assert save_media(answered(), tmp_path / "new") == {}
    assert not (tmp_path / "new").exists()
