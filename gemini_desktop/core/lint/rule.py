"""What a rule and a finding are."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Severity: TypeAlias = Literal["error", "warning", "info"]
"""`error`: something is lost or wrong. `warning`: a client may lose or misread it. `info`: legal,
and worth knowing."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The gravest first."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table (`lint.table.RULES`)."""

    id: str
    title: str
    severity: Severity
    why: str
    """Why it matters, in whole sentences."""
    where: str
    """Where it is specified: the document and its section, in words."""


class Finding(msgspec.Struct, frozen=True):
    """Something odd, at which bytes of the capture's body (end exclusive).

    Where nothing stands that could be pointed at (an end that is missing), both are the place where
    it should have been. `number` is the chunk's, None where it belongs to none.
    """

    rule: str
    message: str
    start: int
    end: int
    number: int | None = None
