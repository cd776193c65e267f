"""What a process's share of the memory is made of, by the kernel's table of its mappings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

_HEAD = re.compile(r"[0-9a-f]+-[0-9a-f]+ \S{4} \S+ \S+ \d+ *(.*)")
_PSS = re.compile(r"Pss: +(\d+) kB")
_VERSION = re.compile(r"(\.cpython-\w+(-[\w-]+)?|\.abi3)?\.so[.\d]*$")
_HEAP, _ANONYMOUS = "malloc's heap", "anonymous: Python's arenas, threads, large blocks, pictures"


def shares_mb(pid: int) -> dict[str, float]:
    """The proportional share of each file and of each kind of memory without one."""
    found: Counter[str] = Counter()
    name = ""
    for line in Path(f"/proc/{pid}/smaps").read_text("utf-8", "replace").splitlines():
        if head := _HEAD.fullmatch(line):
            name = _kind(head[1])
        elif share := _PSS.fullmatch(line):
            found[name] += int(share[1])
    return {name: kilobytes / 1024 for name, kilobytes in found.items()}


def largest_differences(
    ours: dict[str, float], bare: dict[str, float], rows: int
) -> Iterator[Sequence[object]]:
    """What one has more of than the other, the largest first, as rows of a table; then all."""
    more = {name: ours.get(name, 0.0) - bare.get(name, 0.0) for name in ours.keys() | bare}
    for name in sorted(more, key=lambda name: -abs(more[name]))[:rows]:
        yield name, ours.get(name, 0.0), bare.get(name, 0.0), more[name]
    yield "together", sum(ours.values()), sum(bare.values()), sum(more.values())


def _kind(path: str) -> str:
    if path == "[heap]":
        return _HEAP
    if not path or path.startswith("[anon"):
        return _ANONYMOUS
    if path.startswith("["):
        return path
    if path.startswith(("/memfd:", "/SYSV", "/dev/shm/")):
        return "shared with the X server"
    return _VERSION.sub("", path.removesuffix(" (deleted)").rsplit("/", 1)[-1])
