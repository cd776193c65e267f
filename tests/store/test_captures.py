"""All captures of a home: ids that sort by time and belong to one program each."""

from __future__ import annotations

import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import prompt
from gemini_desktop.store.captures import Captures, created_unix_ns
from gemini_desktop.store.context import CaptureContext
from tests.support import PATIENCE_S


def test_ids_sort_by_the_order_of_creation(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    created = []
    for _ in range(200):
        with captures.create() as writer:
            created.append(writer.id)
    assert captures.ids() == created


def test_an_id_tells_when_it_was_created(tmp_path: Path) -> None:
    before = time.time_ns()
    with Captures(tmp_path).create() as writer:
        created = created_unix_ns(writer.id)
    assert before - 1000 <= created <= time.time_ns()


@pytest.mark.parametrize("other", ["", "x", "20261399T033015.123456Z-7f3a9c"])
def test_what_is_no_id_has_no_time(other: str) -> None:
    assert created_unix_ns(other) == 0


def test_a_capture_is_found_again_by_its_id(tmp_path: Path) -> None:
    with Captures(tmp_path).create() as writer:
        writer.append(BytesReceived(t_ns=1, data=b"data: 1\n\n"))
    assert Captures(tmp_path).open(writer.id).capture().body == b"data: 1\n\n"


def test_two_programs_never_share_a_folder(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from gemini_desktop.store.captures import Captures
        captures = Captures(Path(sys.argv[1]))
        for _ in range(150):
            with captures.create() as writer:
                print(writer.id)
    """)
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    created = [process.communicate(timeout=PATIENCE_S)[0].decode().split() for process in running]
    assert all(process.returncode == 0 for process in running)
    assert sorted(created[0] + created[1]) == Captures(tmp_path).ids()
    assert len(set(created[0] + created[1])) == 300


def test_a_home_without_captures_has_none(tmp_path: Path) -> None:
    assert Captures(tmp_path / "new").ids() == []


def test_a_file_in_the_place_of_the_home_has_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert Captures(tmp_path / "file").ids() == []


def test_strange_folders_are_not_captures(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    (captures.folder / "notes").mkdir(parents=True)
    (captures.folder / ".DS_Store").touch()
    assert captures.ids() == []


@pytest.mark.parametrize("capture_id", ["", "..", "../x", "/etc", "20261121T033015.123456Z-7f3a9c"])
def test_an_unknown_id_is_refused_with_words(tmp_path: Path, capture_id: str) -> None:
    with pytest.raises(StoreError) as caught:
        Captures(tmp_path).open(capture_id)
    assert caught.value.failure.kind == "not_found"
    assert caught.value.failure.advice


def test_a_deleted_capture_is_gone(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    with captures.create() as writer:
        pass
    captures.delete(writer.id)
    captures.delete(writer.id)
    assert captures.ids() == []


# --- the context ---------------------------------------------------------------------------------


def test_the_prompt_is_on_disk_before_anything_is_recorded(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    context = CaptureContext(
        conversation_id="c1", answer_id="t2", prompt=prompt("Hi", id="t1"), demo=True
    )
    with captures.create(context) as writer:
        assert captures.context(writer.id) == context
        mode = (writer.folder / "context.json").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
        names = sorted(path.name for path in writer.folder.iterdir())
        assert names == ["body", "context.json", "records.jsonl"]


def test_pictures_of_a_prompt_are_kept_once(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    picture = Media(kind="image", mime_type="image/png", data="iVBORw0KGgo" * 10_000)
    context = CaptureContext(conversation_id="c", answer_id="a", prompt=prompt("See", [picture]))
    for _ in range(3):
        with captures.create(context) as writer:
            assert (writer.folder / "context.json").stat().st_size < 1000
            assert captures.context(writer.id) == context
    assert len([path for path in captures.blobs.folder.rglob("*") if path.is_file()]) == 1


def test_a_capture_without_a_readable_context_is_still_a_capture(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    with captures.create() as writer:
        assert captures.context(writer.id) is None
        (writer.folder / "context.json").write_bytes(b'{"conversation_id": 3')
        assert captures.context(writer.id) is None
        (writer.folder / "context.json").write_bytes(b"[" * 100_000)
        assert captures.context(writer.id) is None


def test_a_home_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "captures").write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreError) as caught:
        Captures(tmp_path).create()
    assert str(tmp_path / "captures") in caught.value.failure.message
    assert caught.value.failure.advice
    assert caught.value.failure.detail
