"""Rows of hexadecimal numbers: they are the bytes, and each sign knows its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.raw.byte_content import ByteRow, Held
from gemini_desktop.ui.inspector.raw.byte_paint import places
from gemini_desktop.ui.inspector.raw.hex_content import HexContent

_WIDE, _NARROW = 90, 45


def _rows(raw: bytes, start: int, columns: int, *, own: bool = False) -> list[ByteRow]:
    content = HexContent(Held(raw, start), start, start + len(raw), own_offsets=own)
    content.lay_out(columns)
    return [content.row(index) for index in range(content.row_count())]


@given(st.binary(max_size=200), st.integers(0, 10**12), st.sampled_from([_WIDE, _NARROW, 8]))
def test_the_numbers_are_the_bytes(raw: bytes, start: int, columns: int) -> None:
    rows = _rows(raw, start, columns)
    assert bytes.fromhex("".join(row.runs[0].text for row in rows)) == raw
    letters = "".join(row.runs[1].text for row in rows)
    assert letters == "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in raw)
    at = start
    for row in rows:
        assert int(row.gutter, 16) == row.start == at
        assert len(row.runs[0].text) == len(rows[0].runs[0].text)
        at = row.end
    assert at == start + len(raw)


@given(st.binary(min_size=1, max_size=40), st.sampled_from([_WIDE, _NARROW]), st.data())
def test_numbers_and_letters_stand_for_the_same_byte(
    raw: bytes, columns: int, data: st.DataObject
) -> None:
    for row in _rows(raw, 5, columns):
        byte = data.draw(st.integers(row.start, row.end - 1))
        numbers, letters = row.zones
        first, last = places(numbers, byte, byte + 1)
        assert bytes.fromhex(row.text[first:last]) == raw[byte - 5 : byte - 4]
        first, last = places(letters, byte, byte + 1)
        assert last - first == 1


def test_sixteen_where_there_is_room_else_eight() -> None:
    raw = bytes(range(48))
    assert len(_rows(raw, 0, _WIDE)) == 3
    assert len(_rows(raw, 0, _NARROW)) == 6


def test_offsets_in_the_body_and_in_the_event() -> None:
    rows = _rows(bytes(40), 0x1000, _WIDE, own=True)
    assert [row.gutter for row in rows] == ["001000", "001010", "001020"]
    assert [row.aside for row in rows] == ["+0000", "+0010", "+0020"]
    assert {row.aside for row in _rows(bytes(40), 0x1000, 20, own=True)} == {""}


@pytest.mark.parametrize(("offset", "row"), [(7, 0), (22, 0), (23, 1), (39, 2), (99, 3), (0, 0)])
def test_the_row_of_a_byte(offset: int, row: int) -> None:
    content = HexContent(Held(bytes(60), 7), 7, 67)
    content.lay_out(_WIDE)
    assert content.row_of(offset) == row


def test_it_grows() -> None:
    content = HexContent(Held(bytes(100), 0), 0, 10)
    content.lay_out(_WIDE)
    assert content.row_count() == 1
    content.grow(100)
    assert content.row_count() == 7
    assert content.prepare(3, 10) == 3
    assert content.row(6).end == 100
