"""Blobs go when nothing refers to them, and only then."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import prompt
from gemini_desktop.store import packing
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.care import sweeping
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.sharing import Sharing


@pytest.fixture
def sharing(tmp_path: Path) -> Iterator[Sharing]:
    sharing = Sharing(tmp_path)
    sharing.join()
    yield sharing
    sharing.leave()


def aged(blobs: Blobs) -> None:
    """All that is there was put two hours ago."""
    then = time.time() - 2 * sweeping.YOUNG_S
    for path in blobs.folder.glob("*/*"):
        os.utime(path, (then, then))


def large(letter: str) -> bytes:
    return letter.encode() * (packing.LONGEST_INLINE + 1)


def test_what_nobody_refers_to_goes(tmp_path: Path, blobs: Blobs, sharing: Sharing) -> None:
    digests = {blobs.put(large(letter)) for letter in "abc"}
    aged(blobs)
    unused = sweeping.find_unused(tmp_path, ())
    assert set(unused.digests) == digests
    assert unused.bytes == 3 * len(large("a"))
    gone = sweeping.remove(tmp_path, unused, sharing)
    assert gone is not None
    assert gone.bytes == unused.bytes
    assert not [path for path in blobs.folder.rglob("*") if path.is_file()]
    assert sweeping.find_unused(tmp_path, ()).digests == ()


def test_what_anything_refers_to_stays(tmp_path: Path, blobs: Blobs, sharing: Sharing) -> None:
    captures, drafts = Captures(tmp_path), Drafts(tmp_path)
    of_turn = blobs.put(large("t"))
    context = CaptureContext(
        conversation_id="c", answer_id="a", prompt=prompt(large("p").decode(), id="p")
    )
    body = b'{"contents":["' + large("r") + b'"]}'
    with captures.create(context) as tape:
        url, protocol = "u", "interactions"
        tape.append(
            RequestSent(
                t_ns=0, unix_ns=1, method="POST", url=url, headers=(), protocol=protocol, body=body
            )
        )
    drafts.save(
        "", prompt("", [Media(kind="image", mime_type="image/png", data=large("d").decode())])
    )
    nobodys = blobs.put(large("n"))
    aged(blobs)
    unused = sweeping.find_unused(tmp_path, {of_turn})
    assert unused.digests == (nobodys,)
    sweeping.remove(tmp_path, unused, sharing)
    assert captures.context(tape.id) == context
    assert [r.body for r in captures.open(tape.id).records() if isinstance(r, RequestSent)] == [
        body
    ]
    draft = drafts.load("")
    assert draft is not None
    assert draft.steps[0].contents[0] == Media(
        kind="image", mime_type="image/png", data=large("d").decode()
    )


def test_what_is_young_stays_for_now(tmp_path: Path, blobs: Blobs) -> None:
    blobs.put(large("a"))
    unused = sweeping.find_unused(tmp_path, ())
    assert (unused.digests, unused.bytes, unused.young) == ((), 0, 1)


def test_what_is_put_again_meanwhile_stays(tmp_path: Path, blobs: Blobs, sharing: Sharing) -> None:
    digest = blobs.put(large("a"))
    aged(blobs)
    unused = sweeping.find_unused(tmp_path, ())
    assert blobs.put(large("a")) == digest
    assert sweeping.remove(tmp_path, unused, sharing) == sweeping.Unused()
    assert blobs.get(digest) == large("a")


def test_beside_another_program_nothing_goes(
    tmp_path: Path, blobs: Blobs, sharing: Sharing
) -> None:
    digest = blobs.put(large("a"))
    aged(blobs)
    unused = sweeping.find_unused(tmp_path, ())
    other = Sharing(tmp_path)
    other.join()
    assert sweeping.remove(tmp_path, unused, sharing) is None
    other.leave()
    gone = sweeping.remove(tmp_path, unused, sharing)
    assert gone is not None
    assert gone.digests == (digest,)


def test_a_torn_request_and_foreign_files_are_passed_over(tmp_path: Path, blobs: Blobs) -> None:
    captures = Captures(tmp_path)
    with captures.create() as tape:
        pass
    records = captures.folder / tape.id / "records.jsonl"
    records.write_bytes(b'{"type":"request","body":"AHBhY2tl')
    (blobs.folder / "ab").mkdir(parents=True)
    (blobs.folder / "ab" / "notes.txt").write_bytes(b"mine")
    (captures.folder / "notes.txt").write_bytes(b"mine")
    assert sweeping.find_unused(tmp_path, ()).digests == ()


def test_what_cannot_be_read_ends_the_search(tmp_path: Path, blobs: Blobs) -> None:
    captures = Captures(tmp_path)
    with captures.create() as tape:
        pass
    blobs.put(large("a"))
    aged(blobs)
    records = captures.folder / tape.id / "records.jsonl"
    records.unlink()
    records.mkdir()
    with pytest.raises(StoreError, match="Nothing was removed"):
        sweeping.find_unused(tmp_path, ())


def test_a_home_without_anything_has_nothing_unused(tmp_path: Path) -> None:
    assert sweeping.find_unused(tmp_path / "missing", ()).digests == ()
