r"""Takes large values out of JSON text, so that each is kept once, and puts them back exactly.

A conversation with pictures sends all of them again with every turn; kept as sent, twenty turns
would fill the disk twenty times. The packed form of a text:

    NUL "packed/1" LF, then the text, each value taken out standing as NUL, 64 hex digits, NUL

The hex digits are the SHA-256 under which `Blobs` has the value. A value is what stands between
two quotation marks and is longer than LONGEST_INLINE. Whether the first of the two really opens a
JSON string does not matter, as putting the same bytes back restores any text whatever. Text that
holds a NUL itself (JSON may not) is taken out as a whole; text without large values stays as is.
"""

from __future__ import annotations

from collections.abc import Iterator

from gemini_desktop.store.blobs import Blobs, is_hash

LONGEST_INLINE = 4096
MARK = b"\x00packed/1\n"
"""What packed text begins with; text without large values has none."""


def pack(text: bytes, blobs: Blobs, *, has_references: bool = False) -> bytes:
    """`text` with its large values moved to `blobs`. Raises StoreError where that fails.

    With `has_references` the only NULs in it are those of values that `reference` took out.
    """
    if b"\x00" in text and not has_references:
        return MARK + reference(text, blobs)
    pieces: list[bytes] = []
    done = 0
    for start, end in _large_values(text):
        pieces += (text[done:start], reference(text[start:end], blobs))
        done = end
    return b"".join((MARK, *pieces, text[done:])) if pieces or has_references else text


def unpack(packed: bytes, blobs: Blobs, longest: int | None = None) -> bytes:
    """The text that was packed. For a value that is gone, `sha256:` and its hash stand in, for one
    of more than `longest` bytes nothing."""
    if not packed.startswith(MARK):
        return packed
    pieces = packed[len(MARK) :].split(b"\x00")
    for number in range(1, len(pieces), 2):
        too_long = longest is not None and _size(pieces[number], blobs) > longest
        pieces[number] = b"" if too_long else _value(pieces[number], blobs)
    return b"".join(pieces)


def outline(packed: bytes) -> bytes:
    """The text with nothing in the place of each value that was taken out: JSON still, and quick
    to have where the large values do not matter."""
    if not packed.startswith(MARK):
        return packed
    return b"".join(packed[len(MARK) :].split(b"\x00")[::2])


def references(packed: bytes) -> list[str]:
    """The hashes of the values that were taken out, in order, each once."""
    if not packed.startswith(MARK):
        return []
    names = (piece.decode("ascii", "replace") for piece in packed.split(b"\x00")[2::2])
    return list(dict.fromkeys(name for name in names if is_hash(name)))


def _large_values(text: bytes) -> Iterator[tuple[int, int]]:
    """Byte ranges between neighbouring quotation marks. In strides: where a mark stands in the next
    LONGEST_INLINE + 1 bytes, no large value begins before the last such mark."""
    opening = text.find(b'"')
    while opening >= 0:
        stride_end = opening + LONGEST_INLINE + 2
        closing = text.rfind(b'"', opening + 1, stride_end)
        if closing < 0:
            closing = text.find(b'"', stride_end)
            if closing >= 0:
                yield opening + 1, closing
        opening = closing


def reference(value: bytes, blobs: Blobs) -> bytes:
    """What stands in a packed text for a value, which is moved to `blobs`."""
    return b"\x00" + blobs.put(value).encode() + b"\x00"


def _value(name: bytes, blobs: Blobs) -> bytes:
    digest = name.decode("ascii", "replace")
    value = blobs.get(digest) if is_hash(digest) else None
    return b"sha256:" + name if value is None else value


def _size(name: bytes, blobs: Blobs) -> int:
    digest = name.decode("ascii", "replace")
    try:
        return blobs.path(digest).stat().st_size if is_hash(digest) else 0
    except OSError:
        return 0
