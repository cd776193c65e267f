"""When bytes came, and not when we got round to reading them.

A window that paints, or a busy computer, may read what came some ten milliseconds late. Linux
remembers when a connection's last bytes came; asking costs half a microsecond. It counts in ticks
of 1 to 10 ms, so an age of less than two of them says nothing, and is none.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time

_LAST_DATA_RECEIVED = 52
"""The offset of `tcpi_last_data_recv` in Linux's `struct tcp_info`: milliseconds, 4 bytes."""
_MONOTONIC_COARSE = 6
"""The clock whose resolution is a tick; Python has no name for it."""
_NONE_NS = 1 << 62


def _least_age_ns() -> int:
    if sys.platform == "linux" and hasattr(socket, "TCP_INFO"):
        with contextlib.suppress(OSError):
            return 2 * max(1_000_000, round(time.clock_getres(_MONOTONIC_COARSE) * 1e9))
    return _NONE_NS


_LEAST_NS = _least_age_ns()


def age_ns(peer: object) -> int:
    """How long ago the last bytes of this connection came, to within a tick; 0 where that is less
    than two ticks, or not known."""
    if _LEAST_NS == _NONE_NS or peer is None:
        return 0
    try:
        told = peer.getsockopt(  # type: ignore[attr-defined]
            socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA_RECEIVED + 4
        )
        (age_ms,) = struct.unpack_from("I", told, _LAST_DATA_RECEIVED)
    except (OSError, AttributeError, struct.error):  # closed meanwhile, or no TCP
        return 0
    age = int(age_ms) * 1_000_000
    return age if age >= _LEAST_NS else 0
