"""Drafts on the disk: whole or not at all, files once and by their hash, nobody else's to read."""

from __future__ import annotations

import base64
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.store.drafts import Drafts
from tests.support import at_once

LARGE = Media(
    kind="image",
    mime_type="image/png",
    data=base64.b64encode(bytes(range(256)) * 400).decode(),
    name='ph"oto.png',
)
SMALL = Media(kind="audio", mime_type="audio/wav", data="QUJD", name="a.wav")


def contents(turn: Turn | None) -> list[object]:
    assert turn is not None
    return [content for step in turn.steps for content in step.contents]


def test_words_and_files_come_back(home: Path) -> None:
    draft = prompt("Zwei\nZeilen 两行", [LARGE, SMALL])
    Drafts(home).save("abc", draft)
    assert contents(Drafts(home).load("abc")) == contents(draft)
    assert Drafts(home).load("") is None
    (file,) = (home / "drafts").iterdir()
    assert file.stat().st_size < 1000, "the picture lies in the blobs"


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"])), name=st.text(max_size=80))
def test_any_words_under_any_name(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    home = tmp_path_factory.getbasetemp() / "any"
    drafts = Drafts(home)
    drafts.save(name, prompt(text, [LARGE]))
    assert contents(drafts.load(name)) == contents(prompt(text, [LARGE]))
    assert {path.parent for path in home.rglob("*.draft")} == {home / "drafts"}


def test_an_empty_draft_is_none(home: Path) -> None:
    drafts = Drafts(home)
    drafts.save("", prompt("words"))
    drafts.save("", prompt(""))
    assert drafts.load("") is None
    assert not list((home / "drafts").iterdir())
    drafts.forget("never there")


def test_only_the_drafts_of_known_conversations_stay(home: Path) -> None:
    drafts = Drafts(home)
    for name in ("", "one", "two"):
        drafts.save(name, prompt(name or "new"))
    drafts.forget_others({"two"})
    assert drafts.load("one") is None
    assert drafts.load("two") is not None
    assert drafts.load("") is not None


@pytest.mark.parametrize("damage", [b"", b"{", b"\x00packed/1\n{}", b"[1]", b"\xff\xfe"])
def test_a_damaged_draft_is_none(home: Path, damage: bytes) -> None:
    drafts = Drafts(home)
    drafts.save("", prompt("words"))
    (home / "drafts" / "new-chat.draft").write_bytes(damage)
    assert drafts.load("") is None


def test_nobody_else_reads_it(home: Path) -> None:
    Drafts(home).save("", prompt("words"))
    if sys.platform != "win32":
        assert stat.S_IMODE((home / "drafts").stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "drafts" / "new-chat.draft").stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_told(home: Path) -> None:
    (home / "drafts").write_text("a file where the folder should be")
    with pytest.raises(StoreError) as caught:
        Drafts(home).save("", prompt("words"))
    assert caught.value.failure.message


def test_windows_that_open_and_close_at_once_keep_their_own(home: Path) -> None:
    """The first one takes the folders of closed ones away, also those that just open again."""
    seen: list[bool] = []

    def work(number: int) -> None:
        for turn in range(60):
            drafts, words = Drafts(home), prompt(f"{number}, {turn}")
            drafts.claim()
            drafts.save("", words)
            seen.append(drafts.load("") == words)
            drafts.forget("")
            drafts.release()

    at_once(work)
    assert seen == [True] * 240
