"""What comes and goes around a conversation: strips above the prompt box, and the find bar.

Most windows show none of them, and each is up to ten widgets. So they are made when they have
something to say, in the order from the top that they would have had from the start, for the eye and
for Tab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.core import function_results
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.announcing import Announcer
from gemini_desktop.ui.chat.view import ChatView
from gemini_desktop.ui.controls.pane_header import PaneHeader
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_after

if TYPE_CHECKING:  # imported when one is made
    from gemini_desktop.ui.chat.compose.edit_banner import EditBanner
    from gemini_desktop.ui.chat.compose.mail_bar import MailBar
    from gemini_desktop.ui.chat.compose.results_form import ResultsForm
    from gemini_desktop.ui.chat.compose.retry_bar import RetryBar
    from gemini_desktop.ui.chat.find_bar import FindBar
    from gemini_desktop.ui.chat.unsaved_strip import UnsavedStrip

_Strip = TypeVar("_Strip", bound=QWidget)


class PaneWithStrips(QWidget):
    """For the chat pane, which lays them out and calls their signals its own."""

    stop_requested = Signal()
    retry_now_requested = Signal()
    results_given = Signal(list)
    """A `ToolResult` for each call that waited, in their order."""
    edit_cancelled = Signal()

    header: PaneHeader
    view: ChatView
    announcer: Announcer
    _column: QVBoxLayout
    """Begins with the header."""
    _rows: QVBoxLayout
    """Ends with the composer; the strips are its first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strips: dict[int, QWidget] = {}

    @Late
    def find_bar(self) -> FindBar:
        """In which one says what to look for."""
        from gemini_desktop.ui.chat.find_bar import FindBar

        bar = FindBar(self.view.hands.finding)
        bar.told.connect(self.announcer.say)
        self._column.insertWidget(1, bar)
        tab_after(bar, self.header)
        return bar

    @Late
    def unsaved_strip(self) -> UnsavedStrip:
        """Says what is not on the disk."""
        from gemini_desktop.ui.chat.unsaved_strip import UnsavedStrip

        return self._put(0, UnsavedStrip())

    @Late
    def retry_bar(self) -> RetryBar:
        """Counts down to another attempt."""
        from gemini_desktop.ui.chat.compose.retry_bar import RetryBar

        bar = self._put(1, RetryBar())
        bar.retry_now_requested.connect(self.retry_now_requested)
        bar.cancel_requested.connect(self.stop_requested)
        return bar

    @Late
    def results(self) -> ResultsForm:
        """Asks for the results of calls."""
        from gemini_desktop.ui.chat.compose.results_form import ResultsForm

        form = self._put(2, ResultsForm())
        form.told.connect(self.announcer.say)
        form.given.connect(self.results_given)
        return form

    @Late
    def mail_bar(self) -> MailBar:
        """Asks whether to start the mail program."""
        from gemini_desktop.ui.chat.compose.mail_bar import MailBar

        bar = self._put(3, MailBar())
        bar.answered.connect(self.view.setFocus)
        return bar

    @Late
    def edit_banner(self) -> EditBanner:
        """Says that an earlier prompt is written anew."""
        from gemini_desktop.ui.chat.compose.edit_banner import EditBanner

        banner = self._put(4, EditBanner())
        banner.cancelled.connect(self.edit_cancelled)
        return banner

    def _put(self, place: int, strip: _Strip) -> _Strip:
        above = sorted(each for each in self._strips if each < place)
        self._strips[place] = strip
        self._rows.insertWidget(len(above), strip)
        tab_after(strip, self._strips[above[-1]] if above else self.view)
        return strip

    # --- what may be made for it -----------------------------------------------------------------

    def ask_for_results(self, answer: Turn | None) -> None:
        """Ask for the results of this answer's calls; of none, or without an answer, not."""
        asks = answer is not None and function_results.pending(answer)
        if asks or PaneWithStrips.results.made(self) is not None:
            self.results.show_for(answer)

    def find_next(self) -> None:
        """To the next hit; asks what to look for where nobody has said it."""
        self.find_bar.go_on()

    def find_previous(self) -> None:
        """To the hit before."""
        self.find_bar.go_back()

    def close_find(self, words: str | None = None) -> bool:
        """Close the find bar, if it is open, and looks for these `words` where they are given;
        whether it was."""
        bar = PaneWithStrips.find_bar.made(self)
        if bar is None or bar.isHidden() or words not in (None, bar.edit.text()):
            return False
        bar.close_bar()
        return True

    def _show_banner(self, editing: bool) -> None:
        if editing:
            self.edit_banner.open()
        elif (banner := PaneWithStrips.edit_banner.made(self)) is not None:
            banner.hide()

    def _ask_about_mail(self, address: str) -> None:
        self.mail_bar.ask(address)

    def _stop_waiting(self) -> None:
        if (bar := PaneWithStrips.retry_bar.made(self)) is not None:
            bar.stop()

    def _stop_asking(self) -> None:
        if (bar := PaneWithStrips.mail_bar.made(self)) is not None:
            bar.stop()
