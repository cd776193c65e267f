"""Words are found as a reader sees them, and a glance at the source never misses them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.text.search import Query, utf16_places

LETTERS = st.text(st.sampled_from("abAB éÉß中文\u0301ıİ𝒳 \n\u00a0"), max_size=40)


def found(words: str, text: str, *, match_case: bool = False) -> list[str]:
    return [text[a:b] for a, b in Query(words, match_case=match_case).find(text)]


def test_the_case_matters_only_when_it_shall() -> None:
    assert found("line", "Line by LINE, line.") == ["Line", "LINE", "line"]
    assert found("line", "Line by LINE, line.", match_case=True) == ["line"]


def test_folding_that_lengthens_keeps_the_places() -> None:
    """ß folds to two letters; what comes after it is still found where it stands."""
    assert Query("ende").find("Straße Ende") == [(7, 11)]
    assert found("strasse", "Die Straße.") == ["Straße"]
    assert found("STRASSE", "Die Straße.") == ["Straße"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_are_the_same_however_they_are_composed(form: str) -> None:
    text = unicodedata.normalize(form, "Ein Café, zwei Cafés")  # type: ignore[arg-type]
    for words in ("café", "cafe\u0301"):
        hits = found(words, text)
        assert [unicodedata.normalize("NFC", hit) for hit in hits] == ["Café", "Café"]


def test_hangul_in_parts_is_found() -> None:
    text = unicodedata.normalize("NFD", "안녕하세요")
    assert [unicodedata.normalize("NFC", hit) for hit in found("하세", text)] == ["하세"]


def test_chinese_needs_no_words_around_it() -> None:
    assert Query("日落").find("请顺便画一幅日落。日落时分") == [(6, 8), (9, 11)]


def test_a_blank_matches_a_line_end_and_the_edge_of_a_cell() -> None:
    assert found("two words", "two\u2028words, two\u2029words, two\u00a0words") == [
        "two\u2028words",
        "two\u2029words",
        "two\u00a0words",
    ]


def test_hits_do_not_overlap() -> None:
    assert Query("aa").find("aaaaa") == [(0, 2), (2, 4)]


@pytest.mark.parametrize("words", ["", "  ", "\n"])
def test_nothing_is_found_for_nothing(words: str) -> None:
    query = Query(words)
    assert not query
    assert query.find("  a  \n") == []
    assert not query.may_be_in("  a  \n")


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("line by line", "read it **line** by line"),
        ("line by line", "read it *li*ne\nby `line`"),
        ("AT&T", "AT&amp;T"),
        ("café", "caf&eacute;"),
        ("see here now", "see [here](https://e.example/a) now"),
        ("see here now", "see [here][ref] now"),
        ("a*b", r"a\*b"),
        ("->", "a -> b"),
        ("<b>", "&lt;b&gt;"),
        ("Café", "cafe\u0301"),
        ("日落", "**日**落"),
        ("one two three", "1. one\n2. two\n   - [x] three\n"),
    ],
)
def test_a_glance_at_the_source_does_not_miss(words: str, source: str) -> None:
    assert Query(words).may_be_in(source)


def test_a_glance_tells_what_is_surely_not_there() -> None:
    assert not Query("absent").may_be_in("read it **line** by line")
    assert not Query("->").may_be_in("no arrow here")


@given(LETTERS, LETTERS)
def test_what_is_found_is_what_was_looked_for(words: str, text: str) -> None:
    query = Query(words)
    end_before = 0
    for start, end in query.find(text):
        assert end_before <= start < end <= len(text)
        hit = unicodedata.normalize("NFC", text[start:end]).casefold().split()
        wanted = unicodedata.normalize("NFC", words).casefold().split()
        assert "".join(wanted) in "".join(hit)
        end_before = end


@given(LETTERS, LETTERS)
def test_what_is_found_passes_the_glance(words: str, text: str) -> None:
    query = Query(words)
    if query.find(text):
        assert query.may_be_in(text)


@given(st.text(st.sampled_from("ab𝒳😀中"), max_size=30))
def test_places_for_qt(text: str) -> None:
    """Cutting the UTF-16 text there gives the same letters."""
    hits = Query("a").find(text)
    units = text.encode("utf-16-le")
    for (start, end), (first, last) in zip(hits, utf16_places(text, hits), strict=True):
        assert units[2 * first : 2 * last].decode("utf-16-le") == text[start:end]


def test_equal_queries_are_one() -> None:
    assert Query("a") == Query("a")
    assert Query("a") != Query("a", match_case=True)
    assert Query("a") != "a"
    assert len({Query("a"), Query("a")}) == 1
