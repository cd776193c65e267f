"""Qt's traps, each with the way around it."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractScrollArea, QDialog, QWidget
from shiboken6 import isValid


async def open_dialog(dialog: QDialog, show: Callable[[], None] | None = None) -> int:
    """Show a dialog and wait until it is closed; gives what `QDialog.exec` would. `show` does it
    for a dialog whose `open` is another one.

    `exec` spins a loop of its own inside the caller, and while it does no task can run: the
    stream on screen would stand still. `open` returns at once. A dialog that is destroyed counts
    as rejected; one whose waiting task is cancelled is closed.
    """
    closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_finished(code: int) -> None:
        if not closed.done():
            closed.set_result(code)

    def on_destroyed() -> None:
        on_finished(QDialog.DialogCode.Rejected.value)

    dialog.finished.connect(on_finished)
    dialog.destroyed.connect(on_destroyed)
    (show or dialog.open)()
    try:
        return await closed
    finally:
        if isValid(dialog):
            dialog.finished.disconnect(on_finished)
            dialog.destroyed.disconnect(on_destroyed)
            if dialog.isVisible():
                dialog.done(QDialog.DialogCode.Rejected.value)


def local_shortcut(keys: str | QKeySequence, widget: QWidget, slot: Callable[[], object]) -> None:
    """A shortcut that works while the focus is in `widget` or below.

    QShortcut's constructor forgets the `context` that it is given along with a slot: the keys would
    be taken from the whole window.
    """
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(slot)


def plain_tip(text: str) -> str:
    """A tooltip that shows this text as it is.

    Qt takes a tooltip that looks like HTML for HTML, and then opens the local files that it names:
    whoever writes an error message, a link or a file's name could have any picture opened.
    """
    if "<" not in text and "&" not in text:
        return text
    # Not by the module html, which knows all of its names: each start has such a tooltip.
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<p style="white-space:pre-wrap">{shown}</p>'


def mark_error(widget: QWidget, *, error: bool) -> None:
    """Dress an input as one with an error, or no longer. Only where that changes anything: under a
    style sheet dressing takes its time."""
    if (widget.property("error") == "true") != error:
        widget.setProperty("error", "true" if error else "false")
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def tab_before(widget: QWidget, follower: QWidget) -> None:
    """Let Tab reach `widget`, and what is in it, right before `follower`, which takes the focus.

    What is put into a window later is the last that Tab reaches otherwise, wherever it stands.
    Never ask for `nextInFocusChain`: PySide takes what it gives for a child, whose wrapper is dead
    as soon as that of the widget before it is.
    """
    last = follower
    for each in _tab_stops(widget):
        QWidget.setTabOrder(last, each)
        last = each
    if last is not follower:
        QWidget.setTabOrder(last, follower)


def tab_after(widget: QWidget, before: QWidget) -> None:
    """Let Tab reach `widget`, and what is in it, right after what is in `before`."""
    last = _tab_stops(before)[-1]
    for each in _tab_stops(widget):
        QWidget.setTabOrder(last, each)
        last = each


def _tab_stops(widget: QWidget) -> list[QWidget]:
    """What takes the focus, but for the lists of drop-downs, which are windows of their own. What
    has it for one of its parts is moved with all of them."""
    window = widget.window()
    stops: list[QWidget] = []
    wholes: list[QWidget] = []
    for each in (widget, *widget.findChildren(QWidget)):
        if each.focusPolicy() == Qt.FocusPolicy.NoFocus or each.window() is not window:
            continue
        if not any(whole.isAncestorOf(each) for whole in wholes):
            stops.append(each)
            if each.focusProxy() is not None:
                wholes.append(each)
    return stops


def viewport_of(area: QAbstractScrollArea) -> QWidget:
    """Its viewport. To be used for the first look, while the window is put together.

    Asked by `viewport()` for a QWidget that it has not met, PySide looks for what that may be among
    all of Qt's widgets, and makes each of their classes: 48, with 80 enums, are a megabyte and
    12 ms. `findChild` takes the object's own word.
    """
    area.findChild(QWidget, "qt_scrollarea_viewport", Qt.FindChildOption.FindDirectChildrenOnly)
    return area.viewport()
