"""Captures, and events of them, in every form that leaves this program: for files and clipboard.

Everything here blocks and is meant for a thread; a `Job` tells another one how far it is, and takes
its word to stop.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gemini_desktop.core.capture import BytesReceived, Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import Decoder, decode
from gemini_desktop.core.export import events, har, part
from gemini_desktop.core.export.forms import Form, Picked
from gemini_desktop.core.export.sanitised import sanitised
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.saving.job import Job, Stopped
from gemini_desktop.store.atomic import replacing
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.gcap import export_gcap, write_gcap
from gemini_desktop.store.lasting_tape import LastingTape
from gemini_desktop.store.tape import TapeReader, TapeWriter

_PIECE_BYTES = 1 << 20


def save(
    source: CaptureSource,
    form: Form,
    target: Path,
    *,
    picked: Sequence[Picked] | None = None,
    job: Job | None = None,
) -> None:
    """Write the capture, or those of its events, whole or not at all.

    Raises StoreError where it cannot be read or written, and Stopped; what was at `target` before
    is still there then.
    """
    job = job or Job()
    job.total = source.size()
    if form == "gcap":
        _save_gcap(source, target, picked, job)
        return
    with replacing(target) as file:
        for piece in pieces(source, form, picked=picked, job=job):
            file.write(piece)


def pieces(
    source: CaptureSource,
    form: Form,
    *,
    picked: Sequence[Picked] | None = None,
    job: Job | None = None,
) -> Iterator[bytes]:
    """The bytes of any form but `gcap`, which is no text. Raises StoreError and Stopped."""
    job = job or Job()
    match form:
        case "raw":
            return _raw(source, picked, job)
        case "har":
            return har.write([_records(source, picked, job)])
        case "json":
            return events.pretty(_chunks(source, picked, job))
        case "json-lines":
            return events.json_lines(_chunks(source, picked, job))
        case "sse":
            return _event_stream(source, picked, job)
    raise ValueError(form)


def together(sources: Sequence[CaptureSource], job: Job | None = None) -> Iterator[bytes]:
    """One HAR of several captures. Raises StoreError and Stopped."""
    watched = job or Job()
    return har.write(watched.watch(source.records()) for source in sources)


def save_together(sources: Sequence[CaptureSource], target: Path, job: Job) -> None:
    """Write one HAR of several captures, whole or not at all. Raises as `save` does."""
    job.total = sum(source.size() for source in sources)
    with replacing(target) as file:
        for piece in together(sources, job):
            file.write(piece)


def text(source: CaptureSource, form: Form, picked: Sequence[Picked] | None, job: Job) -> str:
    """For the clipboard: bytes that are no UTF-8 are shown as U+FFFD."""
    return b"".join(pieces(source, form, picked=picked, job=job)).decode("utf-8", "replace")


def suffix(source: CaptureSource, form: Form) -> str:
    """The ending of a file's name; a body's by its first bytes."""
    if form != "raw":
        return {"json-lines": ".jsonl"}.get(form, f".{form}")
    head = source.read(0, 64).lstrip(b"\xef\xbb\xbf \t\r\n")
    match head[:1]:
        case b"{" | b"[":
            return ".json"
        case b"<":
            return ".html"
        case b"":
            return ".txt"
    return ".sse"


def _raw(source: CaptureSource, picked: Sequence[Picked] | None, job: Job) -> Iterator[bytes]:
    spans = [(0, source.size())] if picked is None else _spans(picked)
    for start, end in spans:
        for at in range(start, end, _PIECE_BYTES):
            if job.stop:
                raise Stopped
            data = source.read(at, min(at + _PIECE_BYTES, end))
            job.done += len(data)
            yield data


def _event_stream(
    source: CaptureSource, picked: Sequence[Picked] | None, job: Job
) -> Iterator[bytes]:
    """The body as it came where it is an event stream; else its events in that form."""
    if picked is None and suffix(source, "raw") == ".sse":
        return _raw(source, None, job)
    return events.event_stream(_chunks(source, picked, job))


def _records(source: CaptureSource, picked: Sequence[Picked] | None, job: Job) -> Iterator[Record]:
    records = source.records() if picked is None else part.of(source.records(), _spans(picked))
    return job.watch(records)


def _chunks(source: CaptureSource, picked: Sequence[Picked] | None, job: Job) -> Iterator[Chunk]:
    if picked is None:
        return decode(job.watch(source.records()))
    return _alone(source, picked, job)


def _alone(source: CaptureSource, picked: Sequence[Picked], job: Job) -> Iterator[Chunk]:
    """Each event decoded from its own bytes, so that a few of a million cost what a few cost."""
    sent = next((r for r in source.records() if isinstance(r, RequestSent)), None)
    for number, start, end, t_ns in picked:
        read = BytesReceived(t_ns=t_ns, data=source.read(start, end))
        decoder = Decoder(sent.protocol if sent is not None else "")
        found = [chunk for r in job.watch([read]) for chunk in decoder.feed(r)]
        found += decoder.close()
        for chunk in found[-1:]:
            yield _placed(chunk, number, start, end)


def _placed(chunk: Chunk, number: int, start: int, end: int) -> Chunk:
    return Chunk(
        number=number, kind=chunk.kind, start=start, end=end, t_ns=chunk.t_ns, raw=chunk.raw,
        data=chunk.data, name=chunk.name, id=chunk.id, error=chunk.error, events=chunk.events,
        value=chunk.value,
    )  # fmt: skip


def _spans(picked: Sequence[Picked]) -> list[part.Span]:
    return part.joined((start, end) for _, start, end, _ in picked)


def _save_gcap(
    source: CaptureSource, target: Path, picked: Sequence[Picked] | None, job: Job
) -> None:
    """A recording of our own as it lies there; what came from elsewhere without its secrets."""
    if isinstance(source, TapeReader) and picked is None:
        export_gcap(source, target)
        return
    if isinstance(source, LastingTape) and picked is None:
        write_gcap(source.records, target)
        return
    with tempfile.TemporaryDirectory(prefix="gemini-desktop-") as folder:
        blobs = Blobs(Path(folder, "blobs"))
        with TapeWriter(Path(folder, "capture"), blobs) as tape:
            for record in sanitised(_records(source, picked, job)):
                tape.append(record)
        export_gcap(TapeReader(tape.folder, blobs), target)
