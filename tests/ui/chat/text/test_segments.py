"""Growing Markdown is cut into final blocks, and they mean what the whole means."""

from __future__ import annotations

import time
from itertools import groupby

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gemini_desktop.ui.chat.text import soft
from gemini_desktop.ui.chat.text.markdown import References
from gemini_desktop.ui.chat.text.segments import Segment, Splitter
from tests.support import costs_less_than

_REFERENCE = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_REFERENCE.validateLink = lambda _url: True  # type: ignore[assignment, method-assign]

PIECES = [
    "Title\n=====\ntext\nmore\n---\nafter\n",
    "- a\n\n- b\n\n  para in b\n\n      code\n- c\n\nend\n",
    "1. x\n   ```py\n   code\n\n   more\n   ```\n2. y\n\nz\n",
    "> quote\nlazy line\n\n> second\n> - a\n> - b\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\ntext\n",
    "para\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "<div>\nhtml *x*\n\n</div>\n\ntext\n",
    "    indented\n\n    code\n\ntext\n",
    "- a\n  - b\n    - c\n\n      deep\n- d\nlazy\n",
    "~~~\n```\n~~~\nx\n",
    "  ```js\n  a\n    b\n c\n  ```\nafter\n",
    "````md\n```\ninner\n```\n````\n",
    "```\nnever closed\n",
    "* * *\n- - -\n***\ntext\n***\n",
    "a\n\n\n\nb\n```\n\n\n```\nc\n",
    "1) one\n2) two\n",
    "[ref] later\n\n[ref]: https://e.example\n\n[ref] again\n",
    "[x]: /u\n'ti\ntle'\n\n[x]\n",
    "[x]: /u\n'ti\ntle' no\n",
    "text\n\n[y]: <a b>\n",
    "日本語の段落。\n**太字**です\n\u2028 not a line\n",
    "# head\n## two ##\n#no\n",
    "\ttab code\n\n- b\n\n\tin b\n",
    "\n\n\n",
    "word ",
]
documents = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["", "\n", "\n\n"])), min_size=1, max_size=6
).map(lambda pairs: "".join(a + b for a, b in pairs))
cut_sizes = st.lists(st.integers(1, 9), min_size=1, max_size=12)


def fed(source: str, sizes: list[int]) -> tuple[Splitter, list[Segment]]:
    """All segments of the source, fed in pieces of these sizes, over and over."""
    splitter = Splitter()
    segments: list[Segment] = []
    position = number = 0
    while position < len(source):
        size = sizes[number % len(sizes)]
        segments += splitter.feed(source[position : position + size])
        position, number = position + size, number + 1
    return splitter, segments + splitter.close()


def html(segments: list[Segment], references: References) -> str:
    """The segments as HTML; the pieces of one fence joined again."""
    parts: list[str] = []
    for is_code, group in groupby(enumerate(segments), key=lambda pair: pair[1].kind == "code"):
        sources = [s for _, s in group]
        if not is_code:
            parts += [
                _REFERENCE.render(s.source, {"references": dict(references)}) for s in sources
            ]
            continue
        joined = ""
        for segment in sources:
            joined += segment.source
            if segment.last:
                parts.append(_REFERENCE.render(joined, {"references": dict(references)}))
                joined = ""
    return "".join(parts)


@settings(max_examples=300, deadline=None)
@given(documents, cut_sizes)
def test_segments_mean_what_the_whole_means(source: str, sizes: list[int]) -> None:
    """However the text was cut on its way: nothing lost, and the same HTML as one parse gives."""
    splitter, segments = fed(source, sizes)
    assert "".join(s.source for s in segments) == source
    assert html(segments, splitter.references) == _REFERENCE.render(source)


@settings(max_examples=200, deadline=None)
@given(documents, cut_sizes)
def test_cuts_of_the_network_do_not_show(source: str, sizes: list[int]) -> None:
    """The segments are the same; where link definitions stand between blocks may differ."""
    assume("]:" not in source)
    assert fed(source, sizes)[1] == fed(source, [max(1, len(source))])[1]


@settings(max_examples=200, deadline=None)
@given(documents, cut_sizes)
def test_the_tail_is_what_was_not_closed(source: str, sizes: list[int]) -> None:
    """After every piece the closed segments and the tail make up all that came."""
    splitter, closed, seen = Splitter(), "", 0
    for number in range(len(source)):
        size = sizes[number % len(sizes)]
        closed += "".join(s.source for s in splitter.feed(source[seen : seen + size]))
        seen = min(len(source), seen + size)
        assert closed + "".join(s.source for s in splitter.tail()) == source[:seen]
        if seen == len(source):
            break


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_every_line_end_of_the_standard_counts(end: str) -> None:
    """CR and CRLF end lines as LF does, also where a chunk ends between the two."""
    source = "a\n\n- b\n- c\n\n```\nx\n```\nend"
    assert fed(source.replace("\n", end), [1])[1] == fed(source, [1])[1]


def test_code_is_known_before_its_end() -> None:
    splitter = Splitter()
    assert splitter.feed("intro\n\n```python\nx = 1\ny") == [Segment("intro\n\n")]
    (open_piece,) = splitter.tail()
    assert (open_piece.kind, open_piece.language) == ("code", "python")
    assert (open_piece.code, open_piece.last) == ("x = 1\ny", False)
    splitter.feed(" = 2\n``")
    assert splitter.tail()[0].code == "x = 1\ny = 2\n"
    (closed,) = splitter.feed("`\nafter\n")
    assert (closed.code, closed.last) == ("x = 1\ny = 2\n", True)


def test_a_definition_half_sent_is_not_believed() -> None:
    """An address counts when its line is whole, not as far as it had come."""
    splitter = Splitter()
    for piece in ("[a] b\n\n[a]: https://e.exam", "ple/x\n\nmore\n\n"):
        splitter.feed(piece)
        splitter.tail()
    splitter.close()
    assert splitter.references["A"]["href"] == "https://e.example/x"


@pytest.mark.parametrize(
    ("source", "mark"),
    [
        ("- outer\n", "  -"),
        ("- outer\n", "  *"),
        ("- a\n- b\n", "- "),
        ("> quoted\n", "> --"),
        ("a title, it may be\n", "---"),
        ("a title, it may be\n", "="),
        ("", "*"),
    ],
)
def test_a_mark_alone_is_shown_once_its_line_goes_on(source: str, mark: str) -> None:
    """A dash would make a heading of the line before for as long as it stands alone."""
    splitter = Splitter()
    splitter.feed(source + mark)
    *shown, held = splitter.tail()
    assert (held.source, held.kind, held.start) == (mark, "unseen", len(source))
    assert "".join(each.source for each in shown) == source
    splitter.feed("word" if mark.endswith(("*", "=")) else " word")
    assert [each.kind for each in splitter.tail()] == ["markdown"]
    assert splitter.tail()[0].source.endswith("word")


@pytest.mark.parametrize("mark", ["---", "===", "-", "*"])
def test_a_mark_alone_is_believed_at_the_end(mark: str) -> None:
    splitter = Splitter()
    splitter.feed(f"a title\n{mark}")
    assert [(each.source, each.kind) for each in splitter.close()] == [
        (f"a title\n{mark}", "markdown")
    ]


def test_a_mark_in_code_is_code() -> None:
    splitter = Splitter()
    splitter.feed("```\nx = 1\n")
    splitter.feed("-")
    (code,) = splitter.tail()
    assert (code.kind, code.code) == ("code", "x = 1\n-")


def test_long_code_comes_in_pieces() -> None:
    lines = [f"line {n}\n" for n in range(1000)]
    _, segments = fed("```\n" + "".join(lines) + "```\n", [37])
    assert len(segments) > 10
    assert "".join(s.code for s in segments) == "".join(lines)
    assert [s.first for s in segments] == [True] + [False] * (len(segments) - 1)
    assert [s.last for s in segments] == [False] * (len(segments) - 1) + [True]


def test_a_long_table_keeps_its_head() -> None:
    """Each piece after the first is understood with the head of the table before it."""
    head = "| a | b |\n|---|---|\n"
    rows = "".join(f"| {n} | x |\n" for n in range(350))
    _, segments = fed(head + rows + "\nend\n", [50])
    assert [s.prefix for s in segments] == ["", head, head, head, ""]
    for segment in segments[:-1]:
        assert _REFERENCE.render(segment.prefix + segment.source).count("<table>") == 1


def test_a_long_paragraph_goes_on_as_one() -> None:
    """What follows a cut is not taken for a list, a heading or a rule."""
    source = "# 1. - word " * 2000
    _, segments = fed("start " + source, [100])
    assert len(segments) > 3
    assert all(s.prefix == "x" for s in segments[1:])
    assert all(len(s.source) <= soft.MAX_CHARACTERS for s in segments)
    assert "".join(s.source for s in segments) == "start " + source


@pytest.mark.parametrize(
    "source",
    [
        "x" * 300_000,
        ">" * 50_000 + " a",
        "[" * 30_000,
        "- item\n" * 20_000,
        "> line\n" * 20_000,
        "- a\n" + "  deep text\n" * 20_000,
        "---\n" * 20_000,
        "```\nx\n```\n" * 5_000,
        "| a " * 2000 + "|\n" + "|---" * 2000 + "|\n" + "| x " * 2000 + "|\n",
        "a\n" * 50_000 + "=\n",
        "```\n" + "y" * 300_000,
    ],
    ids=lambda source: source[:6].strip(),
)
def test_no_segment_is_too_large_to_lay_out(source: str) -> None:
    """And the price stays in proportion, whole or streamed."""
    with costs_less_than(60):
        for size in (len(source), 4000):
            _, segments = fed(source, [size])
            assert "".join(s.source for s in segments) == source
            assert max(len(s.source) for s in segments) <= 20_000


def test_the_price_of_a_chunk_stays_flat() -> None:
    """Twenty more characters cost at 400 KB what they cost at the beginning."""
    unit = "".join(piece for piece in PIECES if "never closed" not in piece and piece != "word ")
    source = unit * (400_000 // len(unit))
    splitter, took = Splitter(), []
    for position in range(0, len(source), 20):
        began = time.thread_time()
        splitter.feed(source[position : position + 20])
        took.append(time.thread_time() - began)
    quarter = len(took) // 4
    assert sum(took[-quarter:]) < 8 * sum(took[:quarter])


def test_definitions_alone_do_not_pile_up() -> None:
    """A megabyte of link definitions costs in proportion, and each of them counts."""
    source = "".join(f"[r{n}]: https://e.example/{n}\n" for n in range(5_000))
    splitter, segments = fed(source, [3_000])
    assert "".join(s.source for s in segments) == source
    assert len(splitter.references) == 5_000
    assert max(len(s.source) for s in segments) <= 20_000
