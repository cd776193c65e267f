"""Samples with something changed at random, read as an import reads them: nothing but our own
errors, no hang, and whatever comes out can be stored.

    PYTHONPATH=. python tests/importing/fuzz_run.py [ROUNDS] [SEED]

Prints how many were read, left out and refused, and the longest time that one took.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.importing.conversation import Skipped
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store import packing
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.database import Database
from gemini_desktop.store.importing.chat_files import ChatFiles
from gemini_desktop.store.importing.entering import Imports
from gemini_desktop.store.importing.files import ImportFile

SAMPLES = Path(__file__).parents[1] / "core" / "importing" / "samples"
LONGEST_S = 5.0
_ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1e308, "", "x", "\x00", "a\ud800", [], {}, [[]], {"": {}}, "data:,",
    [1, "a", None], {"type": "text"}, {"content_type": 3}, "user", "assistant", ["user"], 1.5,
    {"parts": {}}, {"mapping": []}, "9" * 400, {"text": {"text": {"text": 1}}},
)  # fmt: skip


def samples() -> list[bytes]:
    """The files to start from: the samples, one of ours, and a ZIP of one."""
    found = [path.read_bytes() for path in sorted(SAMPLES.iterdir())]
    ours = {
        "format": "gemini-desktop transcript",
        "version": 1,
        "title": "t",
        "turns": [
            {"role": "user", "id": "a", "steps": [{"index": 0, "kind": "user_input"}]},
            {"role": "model", "id": "b", "parent_id": "a"},
        ],
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("export/conversations.json", found[1])
        made.writestr("export/file_0000abcd-x.png", b"\x89PNG\r\n\x1a\n")
    return [*found, json.dumps(ours).encode(), archive.getvalue()]


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, cut out, doubled or put in."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(made) + 1)
        length = chance.choice((1, 2, 7, 100))
        match chance.randrange(5):
            case 0:
                made[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del made[place : place + length]
            case 2:
                made[place:place] = made[place : place + length]
            case 3:
                made[place:place] = chance.choice((b'"', b"{", b"]", b"\\", b"\xff", b"\x00", b","))
            case _:
                del made[place:]
    return bytes(made)


def values_changed(data: bytes, chance: random.Random) -> bytes:
    """A few values of the JSON put in the place of others, or taken away."""
    lines = data.splitlines() if data.startswith(b'{"messages"') else [data]
    made = []
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            return bytes_changed(data, chance)
        for _ in range(chance.choice((1, 1, 2, 6))):
            value = _changed(value, chance)
        made.append(json.dumps(value).encode())
    return b"\n".join(made)


def _changed(value: Any, chance: random.Random) -> Any:
    holders: list[Any] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list) and each:
            holders.append(each)
            waiting += each.values() if isinstance(each, dict) else each
    if not holders:
        return chance.choice(_ODD)
    holder = chance.choice(holders)
    key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    match chance.randrange(4):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.append(holder[key])
        case 2:
            holder[key] = [holder[key]]
        case _:
            holder[key] = json.loads(json.dumps(chance.choice(_ODD)))
    return value


def run(rounds: int, seed: int, told: Callable[[str], None] = print) -> Counter[str]:
    """So many changed files. Raises what is not ours."""
    chance = random.Random(seed)
    start = samples()
    counts: Counter[str] = Counter()
    longest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        blobs = Blobs(Path(folder) / "blobs")
        path = Path(folder) / "file.json"
        for number in range(rounds):
            change = chance.choice((bytes_changed, values_changed))
            path.write_bytes(change(chance.choice(start), chance))
            began = time.monotonic()
            try:
                counts += one(path, blobs)
            except Exception:
                Path(f"fuzz-{seed}-{number}.json").write_bytes(path.read_bytes())
                raise
            longest = max(longest, time.monotonic() - began)
            assert longest < LONGEST_S, f"round {number} of seed {seed} took {longest:.1f} s"
    told(f"{rounds} files: {dict(counts)}; the slowest took {longest * 1000:.0f} ms")
    return counts


def one(path: Path, blobs: Blobs) -> Counter[str]:
    """Read it, and make rows of what comes."""
    counts: Counter[str] = Counter()
    imports = Imports(Database(Path("unused")), blobs, ChatFiles(blobs.folder))
    try:
        with ImportFile(path) as file:
            counts["unknown"] += not file.parts
            for part in file.parts:
                for item in part.items():
                    if isinstance(item, Skipped):
                        assert item.reason.strip()
                        counts["left out"] += 1
                        continue
                    counts["read"] += 1
                    rows = imports.prepare(item, item.fingerprint())
                    for row in rows.turns:
                        row[0].encode()
                        msgspec.json.decode(packing.unpack(row[-1], blobs), type=Turn)
                    " ".join((*rows.conversation, *rows.source)).encode()
    except GeminiDesktopError as error:
        assert error.failure.message.strip()  # noqa: PT017 - this is no test
        counts["refused"] += 1
    return counts


if __name__ == "__main__":
    run(
        int(sys.argv[1]) if len(sys.argv) > 1 else 5_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30),
    )
