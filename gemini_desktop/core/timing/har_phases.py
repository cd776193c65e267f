"""The way to an answer as HAR 1.2 writes it (`timings`), and back.

A HAR's phases follow each other without a pause and add up to the whole; `ssl` is a part of
`connect`, and -1 stands for what was not measured or did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gemini_desktop.core.capture import PhasePassed

_UNKNOWN = -1.0
_MS = 1e6
_MOST_MS = 1e9


def written(
    phases: Sequence[PhasePassed], sent_ns: int, head_ns: int, end_ns: int
) -> dict[str, float]:
    """The `timings` of an attempt in ms: its phases, the response head, the end. Without phases
    only waiting and receiving are told."""
    way = [phase for phase in phases if phase.name != "send"]
    lookup = [phase for phase in way if phase.name == "lookup"]
    send = next((phase for phase in phases if phase.name == "send"), None)
    began_ns = phases[0].began_ns if phases else sent_ns
    opened_ns = send.began_ns if send is not None else max((p.t_ns for p in way), default=began_ns)
    out_ns = send.t_ns if send is not None else opened_ns
    known_ns = max((phase.t_ns for phase in lookup), default=began_ns)
    tls = [phase.t_ns - phase.began_ns for phase in way if phase.name == "tls"]
    return {
        "blocked": _ms(began_ns - sent_ns) if phases else _UNKNOWN,
        "dns": _ms(known_ns - began_ns) if lookup else _UNKNOWN,
        "connect": _ms(opened_ns - known_ns) if len(way) > len(lookup) else _UNKNOWN,
        "ssl": _ms(sum(tls)) if tls else _UNKNOWN,
        "send": _ms(out_ns - opened_ns),
        "wait": _ms(head_ns - out_ns),
        "receive": _ms(end_ns - head_ns),
    }


def address(phases: Sequence[PhasePassed]) -> str:
    """The `serverIPAddress`, empty where it is not known."""
    return next((p.detail for p in phases if p.name == "connect" and not p.failed), "")


def read(timings: Mapping[str, Any], address: str = "") -> list[PhasePassed]:
    """The phases that a HAR's `timings` tell of, of an exchange that began at 0. Whoever wrote only
    waiting and receiving gives none."""
    length = {name: _length_ns(timings.get(name)) for name in ("blocked", "dns", "connect", "ssl")}
    if not any(length.values()):
        return []
    at_ns = length["blocked"]
    made: list[PhasePassed] = []
    if length["dns"]:
        known_ns = at_ns + length["dns"]
        made.append(PhasePassed(t_ns=known_ns, began_ns=at_ns, name="lookup"))
        at_ns = known_ns
    connect_ns = length["connect"]
    tls_ns = min(length["ssl"], connect_ns)
    if connect_ns:
        opened_ns = at_ns + connect_ns - tls_ns
        made.append(PhasePassed(t_ns=opened_ns, began_ns=at_ns, name="connect", detail=address))
        if tls_ns:
            made.append(PhasePassed(t_ns=opened_ns + tls_ns, began_ns=opened_ns, name="tls"))
        at_ns += connect_ns
    sent_ns = at_ns + _length_ns(timings.get("send"))
    return [*made, PhasePassed(t_ns=sent_ns, began_ns=at_ns, name="send")]


def _ms(duration_ns: int) -> float:
    return round(max(0, duration_ns) / _MS, 3)


def _length_ns(value: object) -> int:
    usual = isinstance(value, int | float) and 0 < value < _MOST_MS
    return round(value * _MS) if usual and isinstance(value, int | float) else 0
