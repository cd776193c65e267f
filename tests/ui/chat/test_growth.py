"""What is shown while text comes in is what a reading from the beginning would show.

Proved at every prefix of every example of the CommonMark specification, of answers such as models
write, and of random mixtures: for the segments, and for the laid-out documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.faces.base import Face
from gemini_desktop.ui.chat.faces.code import CodeFace
from gemini_desktop.ui.chat.faces.text import MarkdownFace
from gemini_desktop.ui.chat.text import growth
from gemini_desktop.ui.chat.text.render import CODE, QUOTE, RULE
from gemini_desktop.ui.chat.text.segments import Segment, Splitter
from gemini_desktop.ui.chat.turns.blocks import Block, Code, Markdown
from gemini_desktop.ui.chat.turns.sections import TextSection

EXAMPLES: list[str] = json.loads(
    (Path(__file__).parent / "commonmark_examples.json").read_text(encoding="utf-8")
)["examples"]
ANSWERS = [
    (
        "Plain words, a pause; and **bold text** with `code` in it. Then [a link](https://e.example/x)"
        " goes on (so to say) & more: a_b_c, 3*4*5 &amp; 50%.\n\nAnother paragraph\nwith two lines.\n"
    ),
    (
        "## A heading # with a mark\n\n- **First**: some words.\n- **Second**: more, *of them*\n"
        "  going on\n- third\n\n  with a paragraph\n- - nested\n  - list\n\nEnd.\n"
    ),
    "| name | figure |\n|------|-------:|\n| a b | 1 |\n| c d | 2 |\n\nAfter the table.\n",
    "| a |\n|---|---|\n| no table | at all |\n| x | y |\n|---|---|\n| 1 | 2 |\n",
    "```python\ndef f(x):\n    return x  # why\n\n\nprint(f(1))\n```\nAfter the code.\n",
    "1. one\n2. two\n   - inner words\n\n> quoted words, and\n> more of them\n\n[r]: /u 'title'\n",
    "See https://e.example/path?q=1 and www.e.example, or mail a@e.example now.\n",
    "A note[^1] here and[^b] there, words.\n\n[^1]: note\n[^b]: other words, and\n  more\n",
    "- - -\n- not a rule\n\n* * *\n\n-   wide\n\n  outside\n",
    "日本語の文章です。**太字**、そして`コード`。\n次の行\n\n한국어 문장 하나.\n",
    "- [ ] to do\n- [x] done, all of it\n\n~~struck out~~ words\n\nlast # line #\n",
    "* a\n* b\n\n  ```\n  in a list\n  ```\n* c\n\n    indented code  \n    more\n",
]


def steps(source: str, sizes: list[int]) -> Iterator[str]:
    """The source in pieces of these sizes, over and over."""
    position = number = 0
    while position < len(source):
        size = sizes[number % len(sizes)]
        yield source[position : position + size]
        position, number = position + size, number + 1


def shown(segments: list[Segment]) -> list[tuple[object, ...]]:
    """What of the segments can be seen. Blank lines belong to one neighbour or the other, and
    link definitions that are no block of their own are not seen at all."""
    return [
        (s.kind, s.source.strip("\n"), s.language, s.code, s.prefix, s.first, s.last)
        for s in segments
        if s.source.strip()
    ]


def joined(segments: list[Segment]) -> str:
    return "".join(s.source for s in segments)


def check_segments(source: str, sizes: list[int]) -> int:
    """Compare at each prefix; gives their number."""
    splitter, closed, came = Splitter(), [], ""
    count = 0
    for piece in steps(source, sizes):
        came += piece
        closed += splitter.feed(piece)
        whole = Splitter()
        expected = [*whole.feed(came), *whole.tail()]
        now = [*closed, *splitter.tail()]
        assert joined(now) == joined(expected)
        if "]:" not in source:
            assert shown(now) == shown(expected), came
        count += 1
    return count


def test_segments_of_the_specification_at_every_prefix() -> None:
    assert sum(check_segments(source, [1]) for source in EXAMPLES) > 10_000


@pytest.mark.parametrize("size", [1, 3, 20])
@pytest.mark.parametrize("source", ANSWERS)
def test_segments_of_answers(source: str, size: int) -> None:
    check_segments(source, [size])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(EXAMPLES + ANSWERS), min_size=1, max_size=3),
    st.lists(st.integers(1, 12), min_size=1, max_size=8),
)
def test_segments_of_mixtures(sources: list[str], sizes: list[int]) -> None:
    check_segments("\n".join(sources), sizes)


# --- documents -----------------------------------------------------------------------------------


def look(document: QTextDocument) -> tuple[object, ...]:
    """Words and formats as HTML, and the marks that HTML has no word for."""
    marks, block = [], document.begin()
    while block.isValid():
        format_ = block.blockFormat()
        marks.append([format_.intProperty(mark) for mark in (RULE, CODE, QUOTE)])
        block = block.next()
    return document.toHtml(), marks


def new_face(block: Block) -> Face:
    assert isinstance(block, Markdown | Code)
    face: Face = CodeFace(block) if isinstance(block, Code) else MarkdownFace(block)
    face.layout(500)
    return face


def check_faces(source: str, sizes: list[int]) -> int:
    """Grow a face by each piece, as the page does; gives how often that was possible."""
    section, grown = TextSection("key"), 0
    faces: dict[object, Face] = {}
    for piece in steps(source, sizes):
        section.append(piece)
        section.refresh()
        for block in section.blocks[-3:]:
            assert isinstance(block, Markdown | Code)
            if block.lineage is None:  # a definition came: whatever may use it is made anew
                continue
            face = faces.get(block.lineage)
            if face is not None and face.grow(block):
                expected = new_face(block)
                assert face.document is not None
                assert expected.document is not None
                assert look(face.document) == look(expected.document), block.segment.source
                assert face.height == expected.height
                grown += 1
            else:
                face = new_face(block)
            faces[block.lineage] = face
    return grown


@pytest.mark.time_limit(600)
@pytest.mark.usefixtures("qapp")
def test_documents_of_the_specification_at_every_prefix() -> None:
    assert sum(check_faces(source, [1]) for source in EXAMPLES) > 3_000


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [1, 3, 20])
@pytest.mark.parametrize("source", ANSWERS)
def test_documents_of_answers(source: str, size: int) -> None:
    check_faces(source, [size])


SOUP = [
    "**", "*", "_", "`", "``", "~~", "[", "](", "](u)", ")", "!", "<", ">", "&amp;", "\\", "$", "^",
    "$$", "$x^2$", "\\(", "\\)", "\\[", "\\]", "$$\na+b\n$$",
    " ", "  ", "a", "Word ", "end.", "words and ", "1", "|", "#", "-", "=", ":", "\t", "\n", "\n\n",
    "\n- ", "\n  - ", "\n1. ", "\n2) ", "- ", "* ", "> ", "# ", "\n> ", "[ ] ", "[^1]", "[^1]: ",
    "https://e.example/a ", "www.e.example", "漢字", "。", "é", "e\u0301", "\u202e", "👩\u200d🚀", "\x00",
]  # fmt: skip


@pytest.mark.usefixtures("qapp")
@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(SOUP), min_size=1, max_size=40).map("".join),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
def test_documents_of_any_soup(source: str, sizes: list[int]) -> None:
    check_faces(source, sizes)


def test_marks_are_typed_on_too(qtbot: QtBot) -> None:
    """An answer is full of them; its paragraphs are not to be read again for each."""
    del qtbot
    words = "Some **bold words** and `code`, *more* of [them](https://e.example) here. " * 12
    assert check_faces(words, [20]) > 40


def test_items_of_a_list_are_added(qtbot: QtBot) -> None:
    del qtbot
    for mark in ("- ", "* ", "1. "):
        items = "".join(f"{mark}**Item {number}**: some words, `code`.\n" for number in range(40))
        assert check_faces(items, [20]) > 60


def test_most_pieces_of_plain_words_are_typed_on(qtbot: QtBot) -> None:
    """Else the price of a chunk would be that of its paragraph."""
    del qtbot
    words = "These are plain words, some of them longer than others. " * 20
    assert check_faces(words, [20]) > 50
    assert check_faces("```python\n" + words, [20]) > 50


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("# a #", "b"), ("# a # ", "b"), ("1", ". a"), ("-", " a"), ("a\n=", "="), ("", "a"),
        ("[a](b", ")"), ("[a]:\nb", " c"), ("[a]", ": b"), ("``` a", "b"), ("| a", " b"), ("``", "`a"),
        ("a\n", "b"), ("a", "\n"), ("[a", "]"), ("a", "\tb"), ("a", " #"), ("    a", "\n"),
    ],
)  # fmt: skip
def test_what_may_make_other_blocks_is_read_anew(source: str, more: str) -> None:
    assert not growth.same_line(source, more)


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("- - -", "\n- a"), ("- a\n\n", "- b"), ("- a", "\n"), ("- a", "\n- "), ("- a", "\n---"),
        ("- a", "\nb"), ("- a", "\n* b"), ("1. a", "\n2. b"), ("a", "\nb"), ("- a", "\n  ```"),
        ("| a |\n|---|---|\n| b", " |\n| c"), ("| a |\n", "|---|\n| b"), ("| a", " |\n| b"),
        ("| a |\n|---|\n| b |", "\n\n"), ("| a |\n|---|\n" + "| b |\n" * 25 + "| c", "|\n| d"),
    ],
)  # fmt: skip
def test_lines_that_may_end_a_block_are_read_anew(source: str, more: str) -> None:
    assert not growth.same_block(source, more)
