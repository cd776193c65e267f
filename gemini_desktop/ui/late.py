"""What is made when it is first asked for: most of a window is out of sight when it opens, and each
widget costs some 20 KB and its share of the start, the style sheet's rules for it included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from PySide6.QtWidgets import QWidget

_Owner = TypeVar("_Owner")
_Made = TypeVar("_Made")


class Late(Generic[_Owner, _Made]):
    """An attribute of a class, written as a method. `Class.name.made(owner)` asks for it without
    making it.

    The method gives the whole thing, connected and in its place, and as it would be now if it had
    been there from the start.
    """

    def __init__(self, make: Callable[[_Owner], _Made]) -> None:
        self._make = make
        self.__doc__ = make.__doc__
        self._name = make.__name__

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> Late[_Owner, _Made]: ...

    @overload
    def __get__(self, owner: _Owner, kind: type[Any]) -> _Made: ...

    def __get__(self, owner: _Owner | None, kind: type[Any]) -> Late[_Owner, _Made] | _Made:
        """Only called until it is made: then the instance has an attribute of that name."""
        if owner is None:
            return self
        made = self._make(owner)
        owner.__dict__[self._name] = made
        for deed in owner.__dict__.pop(self._waiting, ()):
            deed(made)
        return made

    def made(self, owner: _Owner) -> _Made | None:
        """What was made; None where nobody has asked for it yet."""
        found: _Made | None = owner.__dict__.get(self._name)
        return found

    def when_made(self, owner: _Owner, deed: Callable[[_Made], object]) -> None:
        """Do something with it: now, or as soon as it is there."""
        made = self.made(owner)
        if made is not None:
            deed(made)
        else:
            owner.__dict__.setdefault(self._waiting, []).append(deed)

    @property
    def _waiting(self) -> str:
        return f"_waiting_for_{self._name}"


class StandIn(QWidget):
    """Has the object name of a widget that is not made yet, for whoever looks for that name. It
    is never seen."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.hide()

    def leave(self) -> None:
        """The one with the name is there."""
        self.setObjectName("")
        self.deleteLater()
