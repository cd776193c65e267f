"""What of an event is more than text is found by its shape, wherever it stands."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core import blobs
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended
from gemini_desktop.core.events import Json, Media, StepDelta

_DATA = base64.b64encode(bytes(range(256)) * 2).decode()
CAPTURES = Path(__file__).parents[1] / "captures"


@pytest.mark.parametrize(
    ("value", "kind", "path", "mime_type"),
    [
        ({"inlineData": {"mimeType": "image/png", "data": "AAAA"}}, "image", ("inlineData", "data"), "image/png"),
        ({"type": "audio", "mime_type": "audio/L16;rate=24000", "data": "AAAA"}, "audio", ("data",), "audio/L16;rate=24000"),
        ([{"image_url": {"url": "data:image/webp;base64,AAAA"}}], "image", (0, "image_url", "url"), "image/webp"),
        ({"data": [{"b64_json": "AAAA"}]}, "image", ("data", 0, "b64_json"), ""),
        ({"fileData": {"fileUri": "gs://x/y", "mimeType": "video/mp4"}}, "video", ("fileData", "fileUri"), "video/mp4"),
    ],
)  # fmt: skip
def test_media(value: Json, kind: str, path: tuple[str | int, ...], mime_type: str) -> None:
    (found,) = blobs.find(value)
    assert found.kind == "media"
    assert (found.media.kind, found.path, found.media.mime_type) == (kind, path, mime_type)
    assert found.media.data == "" or found.media.decoded() == bytes(3)


def test_signatures_and_other_base64() -> None:
    found = blobs.find({"text": "words " * 100, "thoughtSignature": "CiQB", "other": _DATA})
    assert [(blob.kind, blob.path) for blob in found] == [
        ("signature", ("thoughtSignature",)),
        ("base64", ("other",)),
    ]
    assert found[1].media.decoded() == bytes(range(256)) * 2


@pytest.mark.parametrize(
    "value",
    [None, "text", {"data": "AAAA"}, {"mimeType": "image/png"}, {"signature": ""}, "data:image/png,x",
     {"text": "a " * 500}, {"mimeType": 1, "data": ["x"]}],
)  # fmt: skip
def test_what_is_none(value: Json) -> None:
    assert blobs.find(value) == []


_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.text(max_size=6) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["data", "mimeType", "uri", "signature", "x"]), inner)
    ),
    max_leaves=20,
)


@given(_JSON)
def test_each_path_leads_to_the_text(value: Json) -> None:
    for blob in blobs.find(value):
        at = value
        for key in blob.path:
            at = at[key]
        assert str(at) in (blob.media.data, blob.media.uri)


def test_it_has_an_end() -> None:
    many = [{"mimeType": "image/png", "data": "AAAA"}] * 1000
    assert len(blobs.find(many)) == blobs.MAX_BLOBS
    assert blobs.find([list(range(100))] * 10_000) == []


@pytest.mark.parametrize(
    "name", ["04_dev_inline_image.sse", "06_dev_audio_pcm.sse", "22_ix_images_interleaved.sse"]
)
def test_the_media_of_real_answers(name: str) -> None:
    answer = Answer()
    body = (CAPTURES / name).read_bytes()
    chunks = answer.feed(BytesReceived(t_ns=0, data=body)) + answer.feed(
        Ended(t_ns=1, how="complete")
    )
    told = 0
    for chunk in chunks:
        media = {
            event.content.data
            for event in chunk.events
            if isinstance(event, StepDelta)
            and isinstance(event.content, Media)
            and event.content.data
        }
        told += len(media)
        assert media <= {blob.media.data for blob in blobs.find(chunk.json)}
    assert told
