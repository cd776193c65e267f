"""From one pane to the next by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore
from PySide6.QtWidgets import QScrollArea, QWidget


def go_to_next(panes: Sequence[QWidget], focus: QWidget | None) -> None:
    """Give the focus to the pane after the one that has it, or to the next that takes it."""
    here = next((i for i, p in enumerate(panes) if focus and p.isAncestorOf(focus)), -1)
    for step in range(1, len(panes) + 1):
        pane = panes[(here + step) % len(panes)]
        target = pane.findChild(QWidget, "promptEdit") or next(iter(tab_stops(pane)), None)
        if target is not None:
            target.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
            return


def go_to(target: QWidget | None) -> None:
    """Give the focus to a widget and bring it into view: Qt scrolls to it for Tab alone."""
    if target is None:
        return
    target.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
    bring_into_view(target)


def go_to_first(pane: QWidget, names: Sequence[str]) -> None:
    """Go to the first of these that can be seen in the pane, by their object names."""
    found = (pane.findChild(QWidget, name) for name in names)
    go_to(next((target for target in found if target and target.isVisible()), None))


def bring_into_view(target: QWidget) -> None:
    """Scroll to a widget, if it stands on something that scrolls."""
    above = target.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(target)
        above = above.parentWidget()


def tab_stops(within: QWidget) -> list[QWidget]:
    """What takes the focus by Tab just now, in the order in which it was made."""
    tab = QtCore.Qt.FocusPolicy.TabFocus
    return [
        widget
        for widget in within.findChildren(QWidget)
        if widget.focusPolicy() & tab and widget.isVisible() and widget.isEnabled()
    ]
