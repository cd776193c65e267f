"""Rows of bytes and of text: nothing is lost, nothing is shown twice, long lines lose the middle."""

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.raw.byte_rows import LONG_LINE, ByteRows, HexRows
from gemini_desktop.ui.inspector.raw.mono_view import Content
from gemini_desktop.ui.inspector.raw.text_rows import TextRows, lines_of

_FEW = bytes(b"ab\r\n"[code % 4] for code in range(256))


def _texts(content: Content, columns: int) -> list[str]:
    return [content.row(row).text for row in range(content.lay_out(columns))]


@given(
    st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z")), max_size=300),
    st.integers(8, 90),
)
def test_rows_of_bytes_join_to_the_text(text: str, columns: int) -> None:
    assert "".join(_texts(ByteRows(text.encode()), columns)) == text


@given(st.binary(max_size=400), st.integers(8, 40))
def test_any_bytes_can_be_shown(raw: bytes, columns: int) -> None:
    rows = ByteRows(raw, 1000)
    for text in _texts(rows, columns):
        assert "\n" not in text
        assert "\r" not in text
    hexed = "".join(
        text[: 16 * 3 if columns >= 67 else 8 * 3] for text in _texts(HexRows(raw), columns)
    )
    assert bytes.fromhex(hexed) == raw


def test_line_ends_and_unseen_characters_are_named() -> None:
    rows = ByteRows("\ufeffdata: a\u2028b\r\n\r\n\x00".encode())
    assert _texts(rows, 80) == ["‹BOM›data: a‹LS›b\\r\\n", "\\r\\n", "\\x00"]
    assert {run.color for run in rows.row(1).runs} == {"violet"}


@given(st.binary(max_size=60).map(lambda raw: raw.translate(_FEW)))
def test_lines_end_at_lf_cr_and_crlf(raw: bytes) -> None:
    """As bytes.splitlines has them, which knows no other line ends."""
    rows = ByteRows(raw)
    count = rows.lay_out(1000)
    texts = [rows.row(row).text for row in range(count)]
    named = [
        line.decode().replace("\r", "\\r").replace("\n", "\\n")
        for line in raw.splitlines(keepends=True)
    ]
    assert texts == named


def test_a_line_end_takes_no_row_of_its_own() -> None:
    rows = ByteRows(b"12345678\r\n12345678\n\n123456789\n")
    texts = _texts(rows, 8)
    assert texts == ["12345678\\r\\n", "12345678\\n", "\\n", "12345678", "9\\n"]


def test_offsets_stand_before_the_lines() -> None:
    rows = ByteRows(b"data: 1\n\ndata: 2\n\n", 100)
    rows.lay_out(80)
    assert [rows.row(row).gutter for row in range(4)] == ["100", "108", "109", "117"]


def test_a_long_line_loses_its_middle_until_all_is_asked_for() -> None:
    raw = b"data: " + b"A" * 4_000_000 + b"END\n\n"
    rows = ByteRows(raw)
    assert rows.lay_out(60) < 60
    assert rows.left_out > 3_900_000
    shown = "".join(_texts(rows, 60))
    assert shown.startswith("data: AAAA")
    assert shown.endswith("END\\n\\n")
    assert len(shown) < LONG_LINE
    whole = ByteRows(raw, whole=True)
    assert whole.left_out == 0
    count = whole.lay_out(60)
    assert count == -(-(len(raw) - 2) // 60) + 1
    assert whole.row(count // 2).text == "A" * 60


def test_the_cut_is_at_a_character() -> None:
    rows = ByteRows(("日" * 5000).encode())
    text = "".join(_texts(rows, 64))
    assert "\ufffd" not in text


@given(st.text("ab日本 ", max_size=120), st.integers(2, 30))
def test_rows_of_text_join_and_are_no_wider_than_asked(text: str, columns: int) -> None:
    texts = _texts(TextRows([(text, "text")]), columns)
    assert "".join(texts) == text
    for row in texts:
        assert sum(2 if character in "日本" else 1 for character in row) <= columns


def test_text_is_cut_at_its_line_ends() -> None:
    rows = TextRows(lines_of("one\n\nthree"))
    assert _texts(rows, 40) == ["one", "", "three"]
