"""A body of any size as rows of text: every byte in one row, in order, whatever is in sight."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.raw.byte_content import ByteRow, Held
from gemini_desktop.ui.inspector.raw.text_block import LONG_LINE
from gemini_desktop.ui.inspector.raw.text_content import BLOCK, TextContent

_FEW = bytes(b"ab\r\n"[code % 4] for code in range(256))


def _content(raw: bytes, columns: int = 80, *, start: int = 0, folded: bool = False) -> TextContent:
    content = TextContent(Held(raw, start), start, start + len(raw), folded=folded)
    content.lay_out(columns)
    return content


def _rows(content: TextContent) -> list[ByteRow]:
    """All of them, as somebody would see them who scrolls down."""
    found: list[ByteRow] = []
    index = 0
    while index < content.row_count():
        index = content.prepare(index, 200)
        end = min(index + 200, content.row_count())
        found += [content.row(row) for row in range(index, end)]
        index = max(end, index + 1)
    return found


_BODIES = st.tuples(st.integers(0, 10**6), st.integers(0, 5 * BLOCK // 2), st.integers(0, 4))
"""Seed, size and kind; `_made` makes bodies of several blocks of them, of few and of many lines."""


def _made(body: tuple[int, int, int]) -> bytes:
    seed, size, kind = body
    chance = random.Random(seed)
    pieces: list[bytes] = []
    length = 0
    while length < size:
        made = [
            bytes(chance.choices(b"abc \xe6\x97\xa5\x80\r\n", k=200)),
            b"data: " + b"x" * chance.randrange(9000) + chance.choice([b"\n", b"\r\n", b"\r"]),
            "日本é\u202e".encode() * chance.randrange(2000),
            b"\n" * chance.randrange(50),
        ]
        piece = made[kind if kind < 4 else chance.randrange(4)]
        pieces.append(piece)
        length += len(piece) + 1
    return b"".join(pieces)[:size]


@settings(max_examples=12, deadline=None)
@given(_BODIES, st.integers(8, 120), st.integers(0, 10**10))
def test_the_rows_are_the_bytes(body: tuple[int, int, int], columns: int, start: int) -> None:
    raw = _made(body)
    rows = _rows(_content(raw, columns, start=start))
    at = start
    for row in rows:
        assert row.start == at
        assert row.end > row.start
        at = row.end
    assert at == start + len(raw)


@settings(max_examples=12, deadline=None)
@given(_BODIES, st.integers(8, 120))
def test_folded_rows_are_the_bytes_but_for_what_they_say(
    body: tuple[int, int, int], columns: int
) -> None:
    raw = _made(body)
    content = _content(raw, columns, folded=True)
    rows = _rows(content)
    seen = [(row.start, row.end) for row in rows if row.zones]
    assert seen == sorted(seen)
    at = 0
    for first, last in seen:
        gap = at < first
        if gap:
            assert b"\n" not in raw[at:first]
            assert content.has_folds
            assert content.hides(at, at + 1)
            assert content.hides(first - 1, first)
        assert not content.hides(first, last)
        at = last
    assert sum(not row.zones for row in rows) == sum(
        first > before for before, (first, _) in zip([0, *(e for _, e in seen)], seen, strict=False)
    ) + (at < len(raw))


@given(st.binary(max_size=60).map(lambda raw: raw.translate(_FEW)))
def test_lines_end_at_lf_cr_and_crlf(raw: bytes) -> None:
    """As bytes.splitlines has them, which knows no other line ends."""
    named = [
        line.decode().replace("\r", "\\r").replace("\n", "\\n")
        for line in raw.splitlines(keepends=True)
    ]
    assert [row.text for row in _rows(_content(raw, 1000))] == named


def test_a_line_end_takes_no_row_of_its_own() -> None:
    rows = _rows(_content(b"12345678\r\n12345678\n\n123456789\n", 12))
    assert [row.text for row in rows] == [
        "12345678\\r\\n",
        "12345678\\n",
        "\\n",
        "12345678",
        "9\\n",
    ]


def test_offsets_stand_before_the_lines() -> None:
    rows = _rows(_content(b"data: 1\n\ndata: 2\n\n", start=100))
    assert [row.gutter for row in rows] == ["100", "108", "109", "117"]


def test_a_long_line_loses_its_middle_until_all_is_asked_for() -> None:
    raw = b"data: " + b"A" * 4_000_000 + b"END\n\n"
    content = _content(raw, 64, folded=True)
    rows = _rows(content)
    assert len(rows) < 60
    assert content.row_count() == len(rows)
    shown = "".join(row.text for row in rows)
    assert shown.startswith("data: AAAA")
    assert shown.endswith("END\\n\\n")
    assert "⋯ 4.0 MB ⋯" in shown
    assert len(shown) < LONG_LINE
    assert content.hides(2_000_000, 2_000_001)
    assert not content.hides(0, 100)
    whole = _content(raw, 64)
    place = whole.row_of(2_000_000)
    assert whole.row(place).text == "A" * 60
    assert whole.row(place).start <= 2_000_000 < whole.row(place).end


@settings(max_examples=12, deadline=None)
@given(_BODIES, st.integers(8, 100), st.booleans(), st.data())
def test_a_byte_is_in_the_row_that_is_said(
    body: tuple[int, int, int], columns: int, folded: bool, data: st.DataObject
) -> None:
    raw = _made(body)
    if not raw:
        return
    content = _content(raw, columns, folded=folded)
    for offset in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=10)):
        row = content.row(content.row_of(offset))
        if not content.hides(offset, offset + 1):
            assert row.start <= offset < row.end


@settings(max_examples=12, deadline=None)
@given(_BODIES, st.integers(8, 100), st.booleans(), st.data())
def test_what_grows_ends_as_what_was_whole(
    body: tuple[int, int, int], columns: int, folded: bool, data: st.DataObject
) -> None:
    raw = _made(body)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    held = Held(raw, 0)
    content = TextContent(held, 0, 0, folded=folded)
    content.lay_out(columns)
    for cut in [*cuts, len(raw)]:
        content.grow(cut)
        if content.row_count():
            content.prepare(max(0, content.row_count() - 5), 20)
    grown = [(row.start, row.end, row.text) for row in _rows(content)]
    fresh = _content(raw, columns, folded=folded)
    assert grown == [(row.start, row.end, row.text) for row in _rows(fresh)]


def test_whoever_scrolls_up_finds_the_end_of_the_block_above() -> None:
    raw = b"".join(b"line %d\n" % number for number in range(20_000))
    content = _content(raw)
    far = content.row_of(len(raw) // 2)
    before = content.row(far).start
    seen = []
    for _ in range(3000):
        far = content.prepare(far - 1, 40)
        seen.append(content.row(far).start)
    lines = [raw.rindex(b"\n", 0, before - 1) + 1]
    while len(lines) < len(seen):
        lines.append(raw.rindex(b"\n", 0, lines[-1] - 1) + 1)
    assert seen == lines


def test_only_what_is_in_sight_is_read() -> None:
    line = b"x" * 79 + b"\n"

    class Counting:
        def __init__(self) -> None:
            self.bytes = 0

        def read(self, start: int, end: int) -> bytes:
            self.bytes += end - start
            return (line * ((end - start) // 80 + 2))[start % 80 : start % 80 + end - start]

    counting = Counting()
    content = TextContent(counting, 0, 80 * 10**7)
    content.lay_out(100)
    content.prepare(content.row_count() // 2, 50)
    assert counting.bytes < 10 * BLOCK


@pytest.mark.parametrize("raw", [b"", b"\n", b"x", b"\r\n"])
def test_the_smallest_bodies(raw: bytes) -> None:
    content = _content(raw)
    assert content.prepare(0, 10) == 0
    assert content.row_count() == (1 if raw else 0)
    assert content.row_of(0) == 0
    assert not content.hides(0, 1)
