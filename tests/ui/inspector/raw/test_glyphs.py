"""Every sign on screen knows its byte, whatever the bytes are and wherever they are cut."""

import unicodedata
from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.raw.glyphs import breaks, shown

_BYTES = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from(["a", "é", "日", "😀", "\u202e", "\ufeff", "\u0301", "\r", "\n"]),
        max_size=30,
    ).map(lambda signs: "".join(signs).encode()),
)


def _signs(raw: bytes, start: int) -> list[tuple[int, int, str]]:
    """First byte, the one behind the last, and what is seen."""
    seen = shown(raw, start)
    firsts = sorted(set(seen.offsets))
    ends = [*firsts[1:], start + len(raw)] if raw else []
    return [
        (first, end, seen.text[bisect_left(seen.offsets, first) : bisect_left(seen.offsets, end)])
        for first, end in zip(firsts, ends, strict=True)
    ]


@given(_BYTES, st.integers(0, 10**12))
def test_each_sign_stands_for_its_bytes_and_all_bytes_have_one(raw: bytes, start: int) -> None:
    signs = _signs(raw, start)
    assert b"".join(raw[first - start : end - start] for first, end, _ in signs) == raw
    for first, end, text in signs:
        piece = raw[first - start : end - start]
        assert text
        if len(text) == 1:
            assert text.encode() == piece
        elif text.startswith("\\x"):
            assert bytes.fromhex(text[2:]) == piece
        else:
            assert len(piece.decode()) == 1


@given(_BYTES, st.data())
def test_a_cut_between_two_signs_changes_nothing(raw: bytes, data: st.DataObject) -> None:
    signs = _signs(raw, 0)
    cut = data.draw(st.sampled_from([0, *(end for _, end, _ in signs)]))
    assert _signs(raw[:cut], 0) + _signs(raw[cut:], cut) == signs


@given(_BYTES)
def test_the_runs_are_the_text(raw: bytes) -> None:
    seen = shown(raw, 0)
    assert "".join(run.text for run in seen.runs) == seen.text
    assert len(seen.offsets) == len(seen.text)


@given(_BYTES, st.integers(8, 40))
def test_rows_begin_between_signs_and_hold_no_more_than_asked(raw: bytes, columns: int) -> None:
    starts = list(breaks(raw, columns))
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    edges = {0, *(end for _, end, _ in _signs(raw, 0))}
    assert edges.issuperset(starts)
    for first, end in zip(starts, [*starts[1:], len(raw)], strict=True):
        text = shown(raw[first:end], first).text
        assert sum(map(_cells, text)) <= columns or len(_signs(raw[first:end], 0)) == 1


def _cells(character: str) -> int:
    wide = unicodedata.east_asian_width(character) in "WF"
    return 0 if unicodedata.combining(character) else 2 if wide else 1


def test_what_is_not_seen_has_a_name() -> None:
    def names(text: str) -> str:
        return shown(text.encode("utf-8", "surrogatepass"), 0).text

    assert names("\r\n\t\x00\x1b") == "\\r\\n\\t\\x00\\x1b"
    assert names("\ufeffa\u2028b\u202ec\u00a0") == "‹BOM›a‹LS›b‹RLO›c‹NBSP›"
    assert names("\u0085\u200b\u00ad\U000e0041") == "‹NEL›‹ZWSP›‹SHY›‹E0041›"
    assert names("日本 é 😀") == "日本 é 😀"


def test_a_byte_that_is_no_utf8_is_not_taken_for_a_control_character() -> None:
    wrong = shown(b"\x80", 0)
    control = shown(b"\xc2\x80", 0)
    assert wrong.text == "\\x80"
    assert {run.color for run in wrong.runs} == {"red"}
    assert control.text == "‹0080›"
    assert {run.color for run in control.runs} == {"violet"}


def test_half_a_character_is_its_bytes() -> None:
    assert shown("日".encode()[:2], 7).text == "\\xe6\\x97"
    assert list(shown("日".encode()[:2], 7).offsets) == [7, 7, 7, 7, 8, 8, 8, 8]
