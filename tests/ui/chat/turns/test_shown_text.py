"""What is searched, copied and read out is what stands in the documents that are painted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from gemini_desktop.core.text.search import Query
from gemini_desktop.ui.chat.hands import copying, raw_look
from gemini_desktop.ui.chat.hands.actions import Toggle
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.row_search import RowSearch, unfolded
from gemini_desktop.ui.chat.turns.blocks import Block, Card, File, ThoughtHead
from gemini_desktop.ui.chat.turns.shown_text import plain_text, searched_text
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.everything import conversation

_LINES = {0x2028: "\n", 0x2029: "\n"}
"""All three end a line, and are of one length."""


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    view = ChatView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    qtbot.waitExposed(view)
    view.show_turns(conversation())
    yield view
    view.show_turns([])


def blocks(view: ChatView) -> Iterator[tuple[Place, Block]]:
    for row in range(len(view.page.rows)):
        for index, block in enumerate(list(view.page.opened(row).blocks)):
            yield Place(row, index), block


def open_all(view: ChatView) -> None:
    """To their ends: a long answer takes several frames."""
    for row in range(len(view.page.rows)):
        view.page.opened(row)
    while view.page.unfinished():
        view._go_on()


def unfold_all(view: ChatView) -> None:
    open_all(view)
    for place, block in list(blocks(view)):
        if isinstance(block, Card) and block.folded and block.more:
            view.hands.deeds.act(place, Toggle(block.key))
    for row in range(len(view.page.rows)):
        heads = [b for b in view.page.opened(row).blocks if isinstance(b, ThoughtHead)]
        for head in heads:
            if head.folded:
                view.hands.deeds.act(Place(row, 0), Toggle(head.key))
    open_all(view)


@pytest.mark.parametrize("as_source", [False, True], ids=["rendered", "source"])
def test_it_is_the_text_of_each_document(view: ChatView, as_source: bool) -> None:
    if as_source:
        raw_look.show_all(view, raw=True)
    unfold_all(view)
    compared = set()
    for place, block in blocks(view):
        document = view.page.face(place.row, place.block).document
        if document is None or isinstance(block, ThoughtHead | File):
            continue
        text, shown = (t.translate(_LINES) for t in (searched_text(block), document.toRawText()))
        assert text.rstrip("\n") == shown.rstrip("\n"), block
        compared.add(type(block).__name__)
    wanted = {"Prompt", "Card", "CardText", "Ending"}
    assert compared >= wanted | ({"Source"} if as_source else {"Markdown", "Code", "Sources"})


def test_plain_text_holds_every_word_of_it(view: ChatView) -> None:
    unfold_all(view)
    for _, block in blocks(view):
        text = searched_text(block)
        drawn = "\ufffc" in text or "\u2060" in text  # a formula; the mark of a citation
        if not isinstance(block, ThoughtHead | File) and not drawn:
            squeezed = "".join(plain_text(block).split())
            words = text.replace("\ufdd0", " ").replace("\ufdd1", " ").split()
            assert squeezed == "".join(words)


def test_the_glance_finds_what_each_block_shows(view: ChatView) -> None:
    """The middle of each text is found in its source too, whatever marks stand between."""
    unfold_all(view)
    for _, block in blocks(view):
        text = searched_text(block)
        words = " ".join(text.split()[2:5]) if len(text.split()) > 6 else ""
        if words and "\ufdd0" not in words and "\ufffc" not in words and Query(words).find(text):
            assert Query(words).may_be_in(copying.source(block)), (words, copying.source(block))


@pytest.mark.parametrize("words", ["the", "data", "字", "e", "42", "http"])
def test_hits_are_the_same_opened_folded_or_not(view: ChatView, words: str) -> None:
    """So that the number of a hit never changes under the reader's hands."""
    query = Query(words)
    open_all(view)
    for number, turn in enumerate(conversation()):
        counts = []
        row = view.page.rows[number]
        unopened = type(row)(turn)
        for one in (unopened, view.page.opened(number)):
            search = RowSearch(query)
            for _ in search.run(one):
                pass
            counts.append(search.hits)
        assert counts[0] == counts[1]
    before = []
    for number in range(len(view.page.rows)):
        search = RowSearch(query)
        list(search.run(view.page.opened(number)))
        before.append(search.hits)
    unfold_all(view)
    for number, hits in enumerate(before):
        search = RowSearch(query)
        list(search.run(view.page.opened(number)))
        assert search.hits == hits


def test_every_hit_is_shown_where_it_is(view: ChatView, qtbot: QtBot) -> None:
    finding = view.hands.finding
    finding.look_for("the")
    qtbot.waitUntil(lambda: not finding.searching)
    assert finding.count > 20
    for _ in range(finding.count):
        ends = finding.point()
        assert ends is not None
        face = view.page.face(ends[0].row, ends[0].block)
        assert face.text(ends[0].character, ends[1].character).casefold() == "the"
        assert (ends[0].row, ends[0].block) in [(p.row, p.block) for p, _, _ in view.in_view()]
        finding.go(1)
    finding.stop()


def test_a_screen_reader_hears_of_every_kind(view: ChatView) -> None:
    QAccessible.setActive(True)
    try:
        accessible = QAccessible.queryAccessibleInterface(view)
        for row in range(len(view.page.rows)):
            view.page.opened(row)
            turn = accessible.child(row)
            text = turn.text(QAccessible.Text.Value)
            assert text.strip()
            for block, key in unfolded(view.page.rows[row].content):  # type: ignore[arg-type]
                if isinstance(block, Card) and not key:
                    assert block.title in text
    finally:
        QAccessible.setActive(False)
