"""JSON that somebody types: its value, or what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QCoreApplication


class _ConstantError(ValueError):
    """One of those that Python would take."""


def read(text: str) -> tuple[Any, str]:
    """The value of a text, and an empty string; or None, and what to tell who typed it."""
    try:
        return json.loads(text, parse_constant=_refuse), ""
    except json.JSONDecodeError as error:
        where = _tr("Line {0}, column {1}: {2}.")
        return None, where.format(error.lineno, error.colno, error.msg)
    except _ConstantError as error:
        return None, _tr("JSON has no {0}.").format(error)
    except ValueError:
        return None, _tr("There is a number of thousands of digits in it.")
    except RecursionError:
        return None, _tr("This is nested too deep.")


def _refuse(name: str) -> None:
    raise _ConstantError(name)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TypedJson", text)
