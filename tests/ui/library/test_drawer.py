"""The list of conversations under mouse and keyboard, with one of them or ten thousand."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.library.drawer import ConversationDrawer
from gemini_desktop.ui.library.entry import Entry, Heading
from gemini_desktop.ui.library.results import Result, titles_with
from gemini_desktop.ui.library.tag_editor import TagEditor
from tests.support import costs_less_than

NOW = time.time_ns()
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


def chats(*names: str, **fields: object) -> list[Entry]:
    return [Entry(n, f"Chat {n}", NOW - i, **fields) for i, n in enumerate(names)]  # type: ignore[arg-type]


@pytest.fixture
def drawer(qtbot: QtBot) -> ConversationDrawer:
    drawer = ConversationDrawer()
    qtbot.addWidget(drawer)
    drawer.resize(240, 600)
    with qtbot.waitExposed(drawer):
        drawer.show()
    drawer.activateWindow()
    return drawer


def click(
    drawer: ConversationDrawer,
    key: str,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    view = drawer.view
    model = view.model()
    row = next(
        r for r in range(model.rowCount()) if drawer._model.row(model.index(r, 0)).key == key
    )
    where = view.visualRect(model.index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, where)


def shown(drawer: ConversationDrawer) -> list[str]:
    model = drawer._model
    rows = [model.row(model.index(n)) for n in range(model.rowCount())]
    return [f"[{r.name}]" if isinstance(r, Heading) else r.id for r in rows]


class TestChoosing:
    def test_a_click_opens_and_modifiers_choose(
        self, drawer: ConversationDrawer, qtbot: QtBot
    ) -> None:
        drawer.show_entries(chats(*"abcde"), "a")
        opened: list[str] = []
        drawer.selected.connect(opened.append)
        click(drawer, "b")
        click(drawer, "d", CONTROL)
        assert (opened, drawer.view.chosen()) == (["b"], ["b", "d"])
        click(drawer, "c", SHIFT)
        assert opened == ["b"]
        assert set(drawer.view.chosen()) >= {"c", "d"}
        QTest.keyClick(drawer.view, KEY.Key_A, CONTROL)
        assert drawer.view.chosen() == list("abcde")
        with qtbot.waitSignal(drawer.deleted) as caught:
            QTest.keyClick(drawer.view, KEY.Key_Delete)
        assert caught.args == [list("abcde")]

    def test_what_is_chosen_outlives_an_answer(self, drawer: ConversationDrawer) -> None:
        """One that came in moves its conversation to the top; nothing else changes."""
        drawer.show_entries(chats(*"abcde"), "a")
        click(drawer, "b")
        click(drawer, "d", CONTROL)
        again = [Entry("e", "Chat e", NOW + 9, "done"), *chats(*"abcd")]
        drawer.show_entries(again, "a")
        assert shown(drawer) == list("eabcd")
        assert drawer.view.chosen() == ["b", "d"]
        drawer.show_entries(again[:-1], "a")
        assert drawer.view.chosen() == ["b"]

    def test_another_one_shown_is_chosen(self, drawer: ConversationDrawer) -> None:
        drawer.show_entries(chats(*"abc"), "a")
        drawer.show_entries(chats(*"abc"), "c")
        assert drawer.view.chosen() == ["c"]
        drawer.show_entries(chats(*"abc"), "")
        assert drawer.view.chosen() == []
        drawer.show_entries(chats(*"abc"), "new")
        drawer.show_entries(chats("new", *"abc"), "new")
        assert drawer.view.chosen() == ["new"]

    def test_the_keys_go_on_where_one_was_deleted(
        self, drawer: ConversationDrawer, qtbot: QtBot
    ) -> None:
        drawer.show_entries(chats(*"abcde"), "c")
        drawer.show_entries(chats("a", "b", "d", "e"), "")
        assert drawer.view.chosen() == []
        assert drawer.view.currentIndex().row() in (1, 2), "beside where it stood"
        drawer.view.setFocus()
        with qtbot.waitSignal(drawer.undo_wanted):
            QTest.keyClick(drawer.view, KEY.Key_Z, CONTROL)
        drawer.show_entries(chats("a"), "")
        assert drawer.view.currentIndex().row() == 0
        drawer.view.setFocus()
        drawer.show_entries([], "")
        assert not drawer.view.currentIndex().isValid()
        assert drawer.field.hasFocus(), "not whatever stands next in the window"
        with qtbot.waitSignal(drawer.undo_wanted):
            QTest.keyClick(drawer.field, KEY.Key_Z, CONTROL)
        QTest.keyClicks(drawer.field, "typed")
        with qtbot.assertNotEmitted(drawer.undo_wanted):
            QTest.keyClick(drawer.field, KEY.Key_Z, CONTROL)

    def test_the_list_stays_where_it_was_scrolled_to(self, drawer: ConversationDrawer) -> None:
        many = chats(*(f"c{n}" for n in range(500)))
        drawer.show_entries(many, "")
        drawer.view.verticalScrollBar().setValue(3_333)
        first = drawer.view.anchor()
        drawer.show_entries([Entry("new", "New", NOW + 5), *many], "")
        assert drawer.view.anchor() == first
        drawer.show_entries([many[400]._replace(updated_unix_ns=NOW + 9), *many[:400]], "")
        assert drawer.view.anchor() == first
        drawer.view.verticalScrollBar().setValue(0)
        drawer.show_entries([Entry("top", "Top", NOW + 20), *many], "")
        assert drawer.view.verticalScrollBar().value() == 0

    def test_a_title_being_written_outlives_an_answer(
        self, drawer: ConversationDrawer, qtbot: QtBot
    ) -> None:
        drawer.show_entries(chats(*"abc"), "b")
        drawer.view.setFocus()
        QTest.keyClick(drawer.view, KEY.Key_F2)
        editor = drawer.view.findChild(QLineEdit)
        assert editor is not None
        QTest.keyClicks(editor, "Mine")
        drawer.show_entries([Entry("n", "New", NOW + 5), *chats(*"abc")], "b")
        assert editor.isVisible()
        with qtbot.waitSignal(drawer.renamed) as caught:
            QTest.keyClick(editor, KEY.Key_Return)
        assert caught.args == ["b", "Mine"]


class TestHeadings:
    def test_mouse_and_keys_fold(self, drawer: ConversationDrawer) -> None:
        entries = [*chats("p", pinned=True), *chats("a", "b"), *chats("z", archived=True)]
        drawer.show_entries(entries, "")
        assert shown(drawer) == ["[pinned]", "p", "[today]", "a", "b", "[archived]"]
        click(drawer, "\narchived")
        assert shown(drawer)[-1] == "z"
        click(drawer, "\npinned")
        assert shown(drawer)[:2] == ["[pinned]", "[today]"]
        drawer.view.setFocus()
        QTest.keyClick(drawer.view, KEY.Key_Home)
        QTest.keyClick(drawer.view, KEY.Key_Right)
        assert shown(drawer)[1] == "p"
        QTest.keyClick(drawer.view, KEY.Key_Left)
        QTest.keyClick(drawer.view, KEY.Key_Space)
        QTest.keyClick(drawer.view, KEY.Key_Return)
        assert shown(drawer)[1] == "[today]"
        assert drawer.view.chosen() == []

    def test_order_and_folds_are_remembered(self, drawer: ConversationDrawer, qtbot: QtBot) -> None:
        drawer.show_entries([*chats("a", "b"), *chats("z", archived=True)], "")
        click(drawer, "\ntoday")
        drawer._orders.actions()[2].trigger()
        state = drawer.state()
        assert state["chats_order"] == "title"
        other = ConversationDrawer()
        qtbot.addWidget(other)
        other.restore(state)
        other.show_entries([*chats("a", "b"), *chats("z", archived=True)], "")
        assert shown(other) == ["[chats]", "a", "b", "[archived]"]
        other.restore({"chats_order": "nonsense"})
        assert other.state() == state


class TestMenu:
    def menu(self, drawer: ConversationDrawer) -> dict[str, str]:
        drawer.menu.prepare(drawer._chosen())
        return {
            a.objectName(): a.text()
            for a in drawer.menu.actions()
            if a.isVisible() and not a.isSeparator()
        }

    def test_it_says_what_it_would_do(self, drawer: ConversationDrawer) -> None:
        drawer.show_entries([*chats("a", pinned=True), *chats("b", "c")], "b")
        assert list(self.menu(drawer)) == [
            "rename",
            "pin",
            "archive",
            "tags",
            "duplicate",
            "captures",
            "export",
            "delete",
        ]
        assert self.menu(drawer)["pin"] == "Pin"
        click(drawer, "c", CONTROL)
        assert self.menu(drawer)["delete"] == "Delete 2 chats"
        assert "rename" not in self.menu(drawer)
        click(drawer, "a")
        assert self.menu(drawer)["pin"] == "Unpin"

    def test_each_entry_asks(self, drawer: ConversationDrawer, qtbot: QtBot) -> None:
        drawer.show_entries(chats("a", "b"), "b")
        for name, signal, args in (
            ("pin", drawer.pinned, [["b"], True]),
            ("archive", drawer.archived, [["b"], True]),
            ("duplicate", drawer.duplicated, ["b"]),
            ("captures", drawer.captures_wanted, ["b"]),
            ("delete", drawer.deleted, [["b"]]),
        ):
            with qtbot.waitSignal(signal) as caught:
                drawer.menu.asked.emit(name)
            assert caught.args == args
        drawer.menu.asked.emit("rename")
        assert drawer.view.findChild(QLineEdit) is not None

    def test_what_went_while_it_was_open_is_left_alone(
        self, drawer: ConversationDrawer, qtbot: QtBot
    ) -> None:
        drawer.show_entries(chats("a"), "a")
        names = list(self.menu(drawer))
        drawer.show_entries([], "")
        asked = (drawer.pinned, drawer.archived, drawer.duplicated, drawer.captures_wanted)
        for signal in (*asked, drawer.export_wanted, drawer.deleted):
            with qtbot.assertNotEmitted(signal):
                for name in names:
                    drawer.menu.asked.emit(name)

    def test_right_button_and_menu_key(self, drawer: ConversationDrawer) -> None:
        drawer.show_entries(chats("a", "b"), "b")
        drawer.view.setFocus()
        QTest.keyClick(drawer.view, KEY.Key_Menu)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.close()
        where = drawer.view.visualRect(drawer._model.index(0)).center()
        QTest.mouseClick(drawer.view.viewport(), Qt.MouseButton.RightButton, pos=where)
        assert drawer.view.chosen() == ["b"]
        drawer.view.customContextMenuRequested.emit(where)
        assert drawer.view.chosen() == ["a"]
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.close()
        drawer.view.customContextMenuRequested.emit(QPoint(20, 590))  # below the last row
        assert QApplication.activePopupWidget() is None


class TestTags:
    def test_a_chip_shows_only_its_chats(self, drawer: ConversationDrawer) -> None:
        entries = [*chats("a", "b", tags=("work",)), *chats("c", tags=("日本", "work"))]
        drawer.show_entries([*entries, *chats("d")], "")
        chips = drawer.tags.chips()
        assert [chip.tag for chip in chips] == ["work", "日本"]
        chips[1].click()
        assert shown(drawer) == ["c"]
        drawer.tags.chips()[1].click()
        assert shown(drawer) == ["a", "b", "c", "d"] or set(shown(drawer)) == set("abcd")
        drawer.tags.chips()[1].click()
        drawer.show_entries(chats("a", tags=("work",)), "")  # the tag is gone
        assert shown(drawer) == ["a"]

    def test_many_tags_do_not_take_the_room(self, drawer: ConversationDrawer) -> None:
        entries = [
            Entry(str(n), "x", NOW, tags=(f"tag {n} that is quite long as tags go",))
            for n in range(60)
        ]
        drawer.show_entries(entries, "")
        assert drawer.tags.height() < 150
        more = drawer.findChild(QAbstractButton, "moreTags")
        assert more is not None
        more.click()
        assert len(drawer.tags.chips()) == 60
        more.click()
        assert len(drawer.tags.chips()) < 10

    def editor(self, drawer: ConversationDrawer) -> TagEditor:
        drawer.view.setFocus()
        QTest.keyClick(drawer.view, KEY.Key_T, CONTROL)
        [editor] = [e for e in drawer.findChildren(TagEditor) if e.isVisible()]
        return editor

    def test_typing_adds_and_backspace_removes(self, drawer: ConversationDrawer) -> None:
        drawer.show_entries([*chats("a", tags=("work",)), *chats("b", tags=("recipes",))], "a")
        said: list[tuple[str, object, str]] = []
        drawer.tag_added.connect(lambda ids, tag: said.append(("+", ids, tag)))
        drawer.tag_removed.connect(lambda ids, tag: said.append(("-", ids, tag)))
        editor = self.editor(drawer)
        assert (editor.tags, editor.offered()) == (["work"], ["recipes"])
        QTest.keyClicks(editor.edit, "#New one,")
        QTest.keyClicks(editor.edit, "rec")
        QTest.keyClick(editor.edit, KEY.Key_Tab)
        QTest.keyClicks(editor.edit, "WORK")
        QTest.keyClick(editor.edit, KEY.Key_Return)
        assert editor.tags == ["work", "New one", "recipes"]
        QTest.keyClick(editor.edit, KEY.Key_Backspace)
        assert said == [
            ("+", ["a"], "New one"),
            ("+", ["a"], "recipes"),
            ("-", ["a"], "recipes"),
        ]
        QTest.keyClick(editor, KEY.Key_Escape)
        assert not [e for e in drawer.findChildren(TagEditor) if e.isVisible()]

    def test_chips_take_off_and_put_on(self, drawer: ConversationDrawer) -> None:
        drawer.show_entries([*chats("a", tags=("work",)), *chats("b", tags=("recipes",))], "a")
        editor = self.editor(drawer)
        for name in ("Take off “work”", "Add “recipes”"):
            [chip] = [
                c
                for c in editor.findChildren(QAbstractButton)
                if c.accessibleName() == name and c.isVisible()
            ]
            chip.click()
        assert editor.tags == ["recipes"]
        QTest.keyClick(editor.edit, KEY.Key_Return)  # nothing typed: done
        assert not editor.isVisible()


class TestSearching:
    def test_typing_asks_once_and_escape_clears(
        self, drawer: ConversationDrawer, qtbot: QtBot
    ) -> None:
        drawer.show_entries(chats("a", "b"), "")
        asked: list[str] = []
        drawer.searched.connect(asked.append)
        drawer.focus_field()
        with qtbot.waitSignal(drawer.searched):
            QTest.keyClicks(drawer.field, "chat")
        assert asked == ["chat"]
        drawer.show_results(titles_with(drawer.entries, ["chat"], 100))
        assert drawer.results_view.isVisible()
        assert not drawer.view.isVisible()
        QTest.keyClick(drawer.field, KEY.Key_Escape)
        assert asked[-1] == ""
        assert drawer.view.isVisible()
        assert not drawer.results_view.isVisible()

    def test_arrows_and_enter_reach_the_results(
        self, drawer: ConversationDrawer, qtbot: QtBot
    ) -> None:
        drawer.show_entries(chats("a", "b"), "")
        drawer.focus_field()
        drawer.field.setText("chat")
        drawer.show_results(titles_with(drawer.entries, ["chat"], 100))
        with qtbot.waitSignal(drawer.result_opened) as caught:
            QTest.keyClick(drawer.field, KEY.Key_Return)
        [result] = caught.args or []
        assert isinstance(result, Result)
        assert result.entry.id == "a"
        QTest.keyClick(drawer.field, KEY.Key_Down)
        chosen = drawer.results_view.selectionModel().selectedIndexes()
        assert [index.row() for index in chosen] == [0]
        QTest.keyClick(drawer.results_view, KEY.Key_Down)
        with qtbot.waitSignal(drawer.result_opened) as caught:
            QTest.keyClick(drawer.results_view, KEY.Key_Return)
        assert [r.entry.id for r in caught.args or []] == ["b"]
        QTest.keyClick(drawer.results_view, KEY.Key_Up)
        QTest.keyClick(drawer.results_view, KEY.Key_Up)
        assert drawer.field.hasFocus()

    def test_what_one_has_come_to_stays_when_more_is_found(
        self, drawer: ConversationDrawer
    ) -> None:
        drawer.show_entries(chats("a", "b"), "")
        drawer.field.setText("x")
        a, b = drawer.entries
        first = Result(a, "x here", ((0, 1),), "answer", "t1")
        drawer.show_results([first])
        drawer.results_view.setCurrentIndex(drawer.results.index(0))
        drawer.show_results([Result(b, "x there", ((0, 1),), "prompt", "t2"), first])
        assert drawer.results_view.currentIndex().row() == 1

    def test_a_result_is_chosen_only_while_its_chat_is_shown(
        self, drawer: ConversationDrawer
    ) -> None:
        drawer.show_entries(chats("a", "b"), "")
        drawer.field.setText("chat")
        drawer.show_results(titles_with(drawer.entries, ["chat"], 100))
        view = drawer.results_view
        view.setCurrentIndex(drawer.results.index(0))
        drawer.show_entries(chats("a", "b"), "a")
        assert view.currentIndex().row() == 0, "it was opened from here"
        view.setCurrentIndex(drawer.results.index(1))
        drawer.show_entries(chats("a", "b"), "a")
        assert view.currentIndex().row() == 1, "an answer elsewhere moves nothing"
        drawer.show_entries(chats("a", "b"), "")
        assert not view.selectionModel().hasSelection()

    def test_escape_in_the_results_leaves_them(self, drawer: ConversationDrawer) -> None:
        drawer.show_entries(chats("a", "b"), "")
        drawer.field.setText("chat")
        drawer.show_results(titles_with(drawer.entries, ["chat"], 100))
        assert drawer.field.accessibleDescription() == "2 found"
        drawer.results_view.setFocus()
        QTest.keyClick(drawer.results_view, KEY.Key_Escape)
        assert drawer.field.text() == ""
        assert drawer.view.hasFocus()

    def test_nothing_found_is_said(self, drawer: ConversationDrawer, qtbot: QtBot) -> None:
        drawer.show_entries(chats("a"), "")
        with qtbot.waitSignal(drawer.searched):
            drawer.field.setText("zzz")
        drawer.show_results([], "3 chats are not indexed yet")
        words = [w.text() for w in drawer.findChildren(type(drawer._empty)) if w.isVisible()]
        assert "Nothing found." in words
        assert "3 chats are not indexed yet" in words
        drawer.show_entries(chats("a", tags=("work",)), "")
        drawer.tags.chips()[0].click()
        drawer.show_results([])
        assert drawer._empty.text() == "Nothing found among the chats tagged “work”."

    def test_titles_and_tags_are_found_at_once(self) -> None:
        entries = [
            Entry("a", "Plan KYOTO"),
            Entry("b", "夕日がきれい", tags=("Kyoto trip",)),
            Entry("c", "Kyoto, archived", archived=True),
            Entry("d", "Other"),
        ]
        found = titles_with(entries, ["kyoto"], 100)
        assert [result.entry.id for result in found] == ["a", "b", "c"]
        assert found[0].marks == ((5, 10),)
        assert [r.entry.id for r in titles_with(entries, ["夕日"], 100)] == ["b"]
        assert [r.entry.id for r in titles_with(entries, ["kyoto", "plan"], 100)] == ["a"]
        assert titles_with(entries, [], 100) == []
        some = titles_with([entries[2], *entries], ["kyoto"], 2)
        assert [result.entry.id for result in some] == ["a", "b"], "what is archived comes last"

    def test_a_mark_far_to_the_right_is_brought_near(self) -> None:
        text = "one two three four five six needle and more"
        result = Result(Entry("a", text), text, ((28, 34),)).near()
        (start, end), *_ = result.marks
        assert result.text[start:end] == "needle"
        assert start < 20
        assert result.text.startswith("…")
        assert Result(Entry("a", "x"), "x", ()).near().text == "x"

    @pytest.mark.parametrize(
        ("text", "mark", "whole"),
        [
            ("Plan two days in Kyoto, with a table", (17, 22), True),
            ("Plan two long days in Kyoto, please", (22, 27), False),
            ("两天的京都旅行计划加上一张很长的表格和名字", (15, 17), False),
        ],
    )
    def test_a_title_keeps_its_beginning_where_the_mark_has_room(
        self, text: str, mark: tuple[int, int], whole: bool
    ) -> None:
        """Wide letters take the room of two."""
        assert (Result(Entry("a", text), text, (mark,)).near().text == text) is whole


def test_ten_thousand_and_a_picture(drawer: ConversationDrawer, qtbot: QtBot) -> None:
    """In both themes; the bound is for slips, the figures belong to the benchmark."""
    many = [
        Entry(
            f"c{n}", f"标题 {n} " * 9, NOW - n * 10**13, "live" if n == 3 else "", tags=("a", "b")
        )
        for n in range(10_000)
    ]
    with costs_less_than(10):
        drawer.show_entries(many, "c5000")
        drawer.grab()
        drawer.show_entries([many[-1]._replace(updated_unix_ns=NOW), *many[:-1]], "c5000")
        drawer.grab()
    for mode in ("light", "dark"):
        theme.manager().set_mode(mode)
        assert not drawer.grab().isNull()
    theme.manager().set_mode("light")


def test_every_control_has_a_name(drawer: ConversationDrawer) -> None:
    drawer.show_entries(chats("a", tags=("x", "y")), "a")
    for widget in drawer.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget
