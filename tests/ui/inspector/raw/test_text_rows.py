"""Rows of text that was laid out: nothing is lost, nothing is wider than asked."""

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.raw.text_rows import TextRows, lines_of


def _texts(content: TextRows, columns: int) -> list[str]:
    return [content.row(row).text for row in range(content.lay_out(columns))]


@given(st.text("ab日本 ", max_size=120), st.integers(2, 30))
def test_rows_of_text_join_and_are_no_wider_than_asked(text: str, columns: int) -> None:
    texts = _texts(TextRows([(text, "text")]), columns)
    assert "".join(texts) == text
    for row in texts:
        assert sum(2 if character in "日本" else 1 for character in row) <= columns


def test_text_is_cut_at_its_line_ends() -> None:
    rows = TextRows(lines_of("one\n\nthree"))
    assert _texts(rows, 40) == ["one", "", "three"]
