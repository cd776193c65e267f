"""Pictures and sounds of an answer as files: numbered in their order, raw sound as WAV."""

from __future__ import annotations

import base64
import io
import wave
from typing import Any

import pytest

from gemini_desktop.core.events import Content, Media, Text
from gemini_desktop.core.files import media_files
from gemini_desktop.core.files.media_files import files, media_of
from gemini_desktop.core.transcript import Step, Turn
from tests.core.reading import body as capture
from tests.seeds.wire import read

L16 = "audio/L16;codec=pcm;rate=24000"


def media(data: bytes, mime: str, kind: Any = "audio", **fields: Any) -> Media:
    encoded = base64.b64encode(data).decode()
    return Media(kind=kind, mime_type=mime, data=encoded, **fields)


def turn(*steps: list[Content]) -> Turn:
    made = [Step(index=n, kind="model_output", contents=found) for n, found in enumerate(steps)]
    return Turn(role="model", steps=made)


def sound(data: bytes) -> tuple[int, int, int, bytes]:
    """Rate, channels, bytes of a sample, and the samples of a WAV file."""
    with wave.open(io.BytesIO(data)) as file:
        frames = file.readframes(file.getnframes())
        return file.getframerate(), file.getnchannels(), file.getsampwidth(), frames


def test_the_pieces_of_a_captured_sound_are_one_wave() -> None:
    answer = read(capture("06"))
    (file,) = files(answer)
    pieces = [piece.decoded() for piece in media_of(answer)]
    assert file.name == "01-audio.wav"
    assert file.places == (0, 1, 2)
    assert sound(file.data) == (24_000, 1, 2, b"".join(pieces))


def test_files_are_numbered_in_their_order_and_places_count_all_media() -> None:
    found = files(
        turn(
            [media(b"\x89PNG", "image/png", "image"), Text(text="and")],
            [Media(kind="image", mime_type="image/png", uri="gs://b/x")],
            [media(b"\xff\xd8", "image/jpeg", "image"), media(b"?", "x/y", "document")],
        )
    )
    assert [(file.name, file.data, file.places) for file in found] == [
        ("01-image.png", b"\x89PNG", (0,)),
        ("02-image.jpg", b"\xff\xd8", (2,)),
        ("03-document.bin", b"?", (3,)),
    ]


def test_sounds_apart_stay_apart() -> None:
    """By another step, another rate, or a text between them only where it ends the step."""
    one, other = media(b"aa", L16), media(b"bb", L16.replace("24000", "16000"))
    assert [file.places for file in files(turn([one, one, other], [other]))] == [
        (0, 1),
        (2,),
        (3,),
    ]
    mp3 = media(b"ID3", "audio/mpeg")
    assert [file.name for file in files(turn([mp3, mp3]))] == ["01-audio.mp3", "02-audio.mp3"]


@pytest.mark.parametrize(
    ("mime", "details", "rate", "channels"),
    [
        (L16, None, 24_000, 1),
        ("audio/pcm", None, 24_000, 1),
        ("audio/L16; rate=16000; channels=2", None, 16_000, 2),
        ("audio/l16", {"sample_rate": 48_000, "channels": 2}, 48_000, 2),
        ("audio/l16", {"rate": 8000}, 8_000, 1),
        ("audio/l16;rate=nonsense;channels=99", None, 24_000, 1),
        ("audio/l16;rate=0;channels=0", None, 24_000, 1),
        ("audio/l16;rate=99999999999999", {"channels": []}, 24_000, 1),
    ],
)
def test_rate_and_channels(mime: str, details: Any, rate: int, channels: int) -> None:
    (file,) = files(turn([media(b"\x01\x00" * 4, mime, details=details)]))
    assert sound(file.data) == (rate, channels, 2, b"\x01\x00" * 4)


def test_half_a_sample_is_left_out_and_what_is_no_base64_too() -> None:
    (file,) = files(
        turn([media(b"\x01\x00\x02", L16)], [Media(kind="image", mime_type="", data="!")])
    )
    assert sound(file.data)[3] == b"\x01\x00"


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "a\0b", ""])
def test_a_servers_name_for_it_plays_no_part(name: str) -> None:
    (file,) = files(turn([media(b"x", "image/png", "image", name=name)]))
    assert file.name == "01-image.png"


def test_how_long_a_sound_lasts_is_told_without_decoding_it() -> None:
    pieces = [media(b"\0\0" * 12_000, L16), media(b"\0\0" * 6_000, L16)]
    assert media_files.seconds(pieces) == pytest.approx(0.75)
    stereo = media(b"\0\0" * 16_000, "audio/pcm;rate=16000;channels=2")
    assert media_files.seconds([stereo]) == pytest.approx(0.5)
    wav = media(media_files.whole(pieces), "audio/wav")
    assert media_files.seconds([wav]) == pytest.approx(0.75, abs=0.01)
    for other in (b"ID3....", b"", b"RIFF....WAVEnothing", b"RIFF....WAVEfmt " + bytes(30)):
        assert media_files.seconds([media(other, "audio/mpeg")]) is None


@pytest.mark.parametrize("length", range(9))
def test_the_size_is_known_before_decoding(length: int) -> None:
    assert media_files.size([media(bytes(length), "x/y"), media(b"abc", "x/y")]) == length + 3


def test_the_ending_follows_the_bytes_not_the_name_of_the_type() -> None:
    assert media_files.true_suffix(media(b"\x89PNG\r\n\x1a\n....", "image/jpeg")) == ".png"
    assert media_files.true_suffix(media(b"?", "image/jpeg")) == ".jpg"
    assert media_files.true_suffix(media(b"RIFF....WEBP", L16)) == ".wav"
    assert media_files.true_suffix(media(b"MZ", "application/x-msdownload")) == ".bin"
    assert media_files.head(Media(kind="image", mime_type="", data="!!!!")) == b""
