"""What was sent, and the head of what came back; or what would be sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from gemini_desktop.core.capture import RequestSent, ResponseStarted
from gemini_desktop.core.export.code import recipe
from gemini_desktop.core.export.code.recipe import Recipe
from gemini_desktop.core.export.code.table import fitting
from gemini_desktop.ui.controls import IconButton, Label
from gemini_desktop.ui.inspector.copies.popup import under
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.http import code_menu, exchange_text
from gemini_desktop.ui.inspector.http.request_editor import RequestEditor
from gemini_desktop.ui.inspector.http.sent_records import SentRecords
from gemini_desktop.ui.inspector.own_keys import OwnKeys
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.raw.mono_find import MonoFind
from gemini_desktop.ui.inspector.raw.mono_view import EmptyContent, MonoView
from gemini_desktop.ui.inspector.raw.search_strip import SearchStrip
from gemini_desktop.ui.inspector.raw.text_rows import TextRows
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_before

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.drafting import Draft
    from gemini_desktop.session.live import CaptureSource


class RequestPage(QWidget, Part):
    """Shows the records without the bytes of the reads; its body can be edited and sent again."""

    resend_requested = Signal(object)
    """The shown request is to be sent again: with this body, or with its own where it is None."""

    def __init__(self, records: SentRecords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records = records
        self._draft: Draft | None = None
        self.view = MonoView("requestView", self.tr("Request and response head"))
        self.view.set_hint(self.tr("The request appears here when one is sent."))
        self.copy_all = copy = IconButton(
            "copy", self.tr("Copy request and response head"), size=28
        )
        copy.setObjectName("copyRequest")
        copy.clicked.connect(self.copy)
        self.code = IconButton(
            "terminal", self.tr("Copy the request as a command or a program"), "copyCode", size=28
        )
        self.code.clicked.connect(self.show_code_menu)
        self.again = IconButton(
            "refresh-cw", self.tr("Send this request again, as a new capture"), "resend", size=28
        )
        self.again.clicked.connect(self._send_same)
        self.change = IconButton(
            "pencil", self.tr("Edit the request's body and send it"), "editResend", size=28
        )
        self.change.clicked.connect(self.begin_edit)
        self.editor = RequestEditor()
        self.editor.left.connect(self.end_edit)
        self.editor.sent.connect(self._send_edited)
        OwnKeys(self.view, code_menu.COPY_CURL, self.copy_curl)
        self._rows = TextRows(())
        self._finder = MonoFind(self.view)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self._title = Label("", size=12.5, tone="2")
        self._title.setObjectName("requestTitle")
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 4)
        head.addWidget(self._title, 1)
        for button in (self.again, self.change, self.code, copy):
            head.addWidget(button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.editor)
        self._show_kind()
        self._show_records()

    @Late
    def search(self) -> SearchStrip:
        """Where one says what to look for."""
        strip = SearchStrip("requestSearch", bytes_too=False, parent=self)
        strip.asked.connect(self._look_for)
        strip.closed.connect(self._focus_view)
        self._column.insertWidget(1, strip)
        tab_before(strip, self.view)
        return strip

    def start(self, _source: CaptureSource | None) -> None:
        """Another capture, whose request is not known yet."""
        self.clear()

    def take(self, batch: Batch) -> None:
        """Take records in; shown at the next `refresh`."""
        if self._draft is not None:
            self.clear()
        self._records.take(batch)

    def clear(self) -> None:
        """Nothing was sent."""
        self._draft = None
        self._records.start(None)
        self._stack.setCurrentWidget(self.view)
        self._show_kind()
        self._rows = TextRows(())
        self.view.set_content(EmptyContent())

    def refresh(self) -> None:
        """Show what has come."""
        if self._records.changed:
            self._show_records()

    def _show_records(self) -> None:
        records = self._records
        records.changed = False
        self._show_kind()
        if records.all:
            self._show(exchange_text.lines(records.all, records.received), keep_place=True)

    def _show(self, lines: list[tuple[str, str]], *, keep_place: bool = False) -> None:
        self._rows = TextRows(lines)
        self._finder.forget()
        self.view.set_content(self._rows, keep_place=keep_place)

    def show_draft(self, draft: Draft) -> None:
        """Show a request that was not sent, in the place of what was."""
        self.clear()
        self._draft = draft
        self._show_kind()
        self._show(exchange_text.draft_lines(draft.preview))

    @property
    def recipe(self) -> Recipe | None:
        """The request that is shown, the first of several; None where there is none."""
        if self._draft is not None:
            return self._draft.recipe
        return recipe.of_sent(self.sent) if self.sent is not None else None

    @property
    def sent(self) -> RequestSent | None:
        """What was sent first; None where nothing was, or the file does not say."""
        return self._records.sent

    @property
    def editing(self) -> bool:
        """Whether the body is being edited."""
        return self._stack.currentWidget() is self.editor

    def begin_edit(self) -> None:
        """Edit the body in the place of the view."""
        if self.sent is not None:
            self._stack.setCurrentWidget(self.editor)
            self.editor.show_body(self.sent.body)
            self._show_kind()

    def end_edit(self) -> None:
        """Show the request again; what was typed is gone."""
        if self.editing:
            self._stack.setCurrentWidget(self.view)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_kind()

    def show_code_menu(self) -> None:
        """Open the menu of languages under its button."""
        if (found := self.recipe) is not None:
            under(self.code, code_menu.of(self.code, found))

    def copy_curl(self) -> None:
        """Put the request on the clipboard as the first of the languages."""
        if (found := self.recipe) is not None:
            code_menu.copy(found, fitting(found)[0])

    def copy(self) -> None:
        """Put all of it on the clipboard, the request's body whole."""
        if self._draft is not None:
            text = f"{self._draft.preview}\n"
        else:
            text = exchange_text.text(self._records.all, self._records.received)
        QGuiApplication.clipboard().setText(self.view.selected_text() or text)

    def seek(self, step: int = 0) -> None:
        """Go on (1) or back (-1) to a hit, or (0) ask what to look for."""
        if self.editing:
            return
        self.search.seek(step)

    def _look_for(self, words: str, _how: str, back: bool) -> None:
        number, count = self._finder.go(self._rows, words, back=back)
        self.search.tell("" if count else self.tr("No hits"))
        said = self.tr("{0} of {1}").format(number_text(number), number_text(count))
        self.search.show_count(said if count else "")

    def _focus_view(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def menu(self) -> QMenu:
        """What can be done with what is shown; goes away when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.view.selected_text():
            menu.addAction(self.tr("Copy") + "\tCtrl+C", self.view.copy)
        menu.addAction(self.tr("Copy all"), self.copy)
        if self._draft is None:
            sent = partial(self._copy_heads, RequestSent)
            menu.addAction(self.tr("Copy the request's headers"), sent)
            menu.addAction(self.tr("Copy the request's body"), self._copy_body)
            came = partial(self._copy_heads, ResponseStarted)
            menu.addAction(self.tr("Copy the response's headers"), came)
        menu.addSeparator()
        menu.addAction(self.tr("Select all") + "\tCtrl+A", self.view.select_all)
        menu.addAction(self.tr("Find…") + "\tCtrl+F", self.search.open)
        return menu

    def _open_menu(self, where: QPoint) -> None:
        if self._records.all or self._draft is not None:
            self.menu().popup(self.view.viewport().mapToGlobal(where))

    def _copy_heads(self, kind: type[RequestSent | ResponseStarted]) -> None:
        QGuiApplication.clipboard().setText(exchange_text.heads(self._records.all, kind))

    def _copy_body(self) -> None:
        if self.sent is not None:
            QGuiApplication.clipboard().setText(self.sent.body.decode("utf-8", "replace"))

    def _show_kind(self) -> None:
        if self.editing:
            words = self.tr("Edit the body")
        elif self._draft is not None:
            words = self.tr("As it would be sent, keys masked")
        else:
            words = self.tr("As it was sent, keys masked") if self._records.all else ""
        self._title.setText(words)
        self._enable()

    def _enable(self) -> None:
        """A button that could do nothing cannot be pressed."""
        sent = self.sent is not None
        self.code.setEnabled(sent or self._draft is not None)
        self.copy_all.setEnabled(bool(self._records.all) or self._draft is not None)
        self.again.setEnabled(sent and not self.editing)
        self.change.setEnabled(sent and not self.editing)

    def _send_same(self) -> None:
        self.resend_requested.emit(None)

    def _send_edited(self, body: bytes) -> None:
        self.resend_requested.emit(body)
