"""Large values are kept once, and put back exactly."""

from __future__ import annotations

import hashlib
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.packing import LONGEST_INLINE, pack, references, unpack


def files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def test_a_blob_is_found_by_its_hash(blobs: Blobs) -> None:
    digest = blobs.put(b"\x89PNG")
    assert digest == hashlib.sha256(b"\x89PNG").hexdigest()
    assert blobs.get(digest) == b"\x89PNG"
    assert stat.S_IMODE(files(blobs)[0].stat().st_mode) == 0o600


def test_the_same_bytes_are_kept_once_by_many_at_once(blobs: Blobs) -> None:
    data = b"x" * 200_000
    threads = [threading.Thread(target=blobs.put, args=(data,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(blobs)) == 1
    assert blobs.get(hashlib.sha256(data).hexdigest()) == data


def test_what_is_missing_or_altered_is_not_given(blobs: Blobs) -> None:
    digest = blobs.put(b"abc")
    assert blobs.get("0" * 64) is None
    files(blobs)[0].write_bytes(b"abd")
    assert blobs.get(digest) is None


def test_a_blob_cut_by_a_power_failure_is_written_again(blobs: Blobs) -> None:
    digest = blobs.put(b"abc")
    files(blobs)[0].write_bytes(b"")
    assert blobs.put(b"abc") == digest
    assert blobs.get(digest) == b"abc"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "/"])
def test_what_is_no_hash_names_no_file(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        blobs.path(name)


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"a file")
    with pytest.raises(StoreError) as caught:
        Blobs(tmp_path / "blobs").put(b"x")
    assert str(tmp_path / "blobs") in str(caught.value)


# --- packing -------------------------------------------------------------------------------------


def test_short_text_stays_as_it_is(blobs: Blobs) -> None:
    text = b'{"text":"' + b"x" * LONGEST_INLINE + b'"}'
    assert pack(text, blobs) == text
    assert not blobs.folder.exists()


@pytest.mark.parametrize("before", [0, 1, 4089, 4090, 4096, 4097, 9000])
def test_one_byte_more_is_too_long_wherever_it_stands(blobs: Blobs, before: int) -> None:
    text = b"[1" + b"," * before + b'"' + b"x" * (LONGEST_INLINE + 1) + b'","' + b"y" * 4096 + b'"]'
    packed = pack(text, blobs)
    assert references(packed) == [hashlib.sha256(b"x" * (LONGEST_INLINE + 1)).hexdigest()]
    assert unpack(packed, blobs) == text


def test_each_long_value_is_taken_out(blobs: Blobs) -> None:
    one, two = b"A" * 5000, b"B" * 70_000
    text = b'{"a":"' + one + b'","b":"short","c":["' + two + b'","' + one + b'"]}'
    packed = pack(text, blobs)
    assert len(packed) < 300
    assert unpack(packed, blobs) == text
    assert references(packed) == [hashlib.sha256(value).hexdigest() for value in (one, two)]
    assert len(files(blobs)) == 2


def test_a_value_that_is_gone_leaves_its_name(blobs: Blobs) -> None:
    packed = pack(b'{"a":"' + b"A" * 5000 + b'"}', blobs)
    files(blobs)[0].unlink()
    digest = hashlib.sha256(b"A" * 5000).hexdigest().encode()
    assert unpack(packed, blobs) == b'{"a":"sha256:' + digest + b'"}'


@pytest.mark.parametrize(
    "packed",
    [
        b"\x00packed/1\n",
        b"\x00packed/1\n\x00../../etc/passwd\x00",
        b"\x00packed/1\n\x00\xff\x00\x00",
        b"\x00packed/1\nabc\x00" + b"0" * 64,
    ],
)
def test_damaged_packing_is_read_without_harm(blobs: Blobs, packed: bytes) -> None:
    unpack(packed, blobs)
    references(packed)


_pieces = st.sampled_from(
    [b'"', b"\\", b"\x00", b"\x00packed/1\n", b"A" * 5000, b"B" * 4095, b'{"a":', b"\n"]
)


@settings(deadline=None)
@given(pieces=st.lists(_pieces | st.binary(max_size=20), max_size=15))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    blobs = Blobs(tmp_path_factory.mktemp("any"))
    text = b"".join(pieces)
    packed = pack(text, blobs)
    assert unpack(packed, blobs) == text
    assert len(references(packed)) == len(files(blobs))
    if b"\x00" not in text:
        large = [value for value in text.split(b'"')[1:-1] if len(value) > LONGEST_INLINE]
        assert references(packed) == [
            hashlib.sha256(value).hexdigest() for value in dict.fromkeys(large)
        ]
