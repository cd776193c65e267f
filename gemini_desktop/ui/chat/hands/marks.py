"""Which of the things that can be clicked is under the pointer, has the keyboard's mark, or was
done a moment ago."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gemini_desktop.ui.chat.hands.actions import Action
from gemini_desktop.ui.chat.turns.blocks import Block

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Surroundings

Mark = tuple[Block, Action]
"""An action of a block; blocks are told apart as objects."""

_TICK_MS = 2000


class Marks(QObject):
    """The marks of one view, which is told to paint when one changes."""

    def __init__(self, parent: QObject, repaint: Callable[[], None]) -> None:
        super().__init__(parent)
        self._repaint = repaint
        self._hovered: Mark | None = None
        self._focused: Mark | None = None
        self._done: Mark | None = None
        self._near: int | None = None
        self._is_seen = True
        self._edited = ""
        self._tick = QTimer(self, interval=_TICK_MS, singleShot=True)
        self._tick.timeout.connect(self._forget_done)

    def clear(self) -> None:
        """Another conversation is shown."""
        self._tick.stop()
        self._hovered = self._focused = self._done = self._near = None

    def tell(self, around: Surroundings, block: Block, row: int, turn_id: str) -> None:
        """Tell the face of the block which of its actions is hovered, focused or done, whether
        the pointer is at its turn, and whether that is being edited."""
        around.near = row == self._near
        around.edited = bool(turn_id) and turn_id == self._edited
        around.hovered = _of(self._hovered, block)
        around.focused = _of(self._focused, block) if self._is_seen else None
        around.done = _of(self._done, block)

    @property
    def focused(self) -> Mark | None:
        """What Enter would do."""
        return self._focused

    @property
    def done(self) -> Mark | None:
        """What was done within the last two seconds."""
        return self._done

    @property
    def pointed(self) -> bool:
        """Whether the pointer is at any turn."""
        return self._near is not None

    def hover(self, mark: Mark | None) -> None:
        """The pointer is over this."""
        if not same(mark, self._hovered):
            self._hovered = mark
            self._repaint()

    def near(self, row: int | None) -> None:
        """The pointer is somewhere at this turn."""
        if row != self._near:
            self._near = row
            self._repaint()

    def edit(self, turn_id: str) -> None:
        """The turn of this id is being written anew; none with an empty one."""
        self._edited = turn_id
        self._repaint()

    def focus(self, mark: Mark | None) -> None:
        """The keyboard has come to this."""
        if not same(mark, self._focused):
            self._focused = mark
            self._repaint()

    def show_focus(self, *, shown: bool) -> None:
        """The view has the focus, or another widget has."""
        self._is_seen = shown
        self._repaint()

    def tick(self, mark: Mark) -> None:
        """Show for two seconds that this was done."""
        self._done = mark
        self._tick.start()
        self._repaint()

    def _forget_done(self) -> None:
        self._done = None
        self._repaint()


def same(one: Mark | None, other: Mark | None) -> bool:
    """Whether both are the same action of the same block."""
    if one is None or other is None:
        return one is other
    return one[0] is other[0] and one[1] == other[1]


def _of(mark: Mark | None, block: Block) -> Action | None:
    return mark[1] if mark is not None and mark[0] is block else None
