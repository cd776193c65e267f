"""`send --save-media`: pictures and sounds of an answer become files, and the JSON says where."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from tests.core.reading import body as capture
from tests.executable import main
from tests.net.token_support import Reply, answering
from tests.seeds.wire import tape


def test_a_sound_is_a_wave_and_nothing_is_replaced(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "media"
    with answering(lambda _: Reply(200, capture("06"))) as server:
        send = ["send", "--json", "--base-url", server.base, "--save-media", str(folder), "Hi"]
        for name in ("01-audio.wav", "01-audio-2.wav"):
            assert main(send) == 0
            answer = json.loads(capsys.readouterr().out)
            paths = {media["path"] for media in answer["media"]}
            assert paths == {str(folder / name)}
            with wave.open(str(folder / name)) as file:
                assert file.getframerate() == 24_000
                assert file.getnframes() * 2 == sum(media["bytes"] for media in answer["media"])


def test_the_pictures_of_a_story(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(lambda _: Reply(200, tape("seed4-story"))) as server:
        where = ["--base-url", server.base, "--protocol", "interactions", "--auth", "none"]
        assert main(["send", "--text", *where, "--save-media", str(tmp_path / "m"), "Marcus"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("[MEDIA] ")]
    files = sorted((tmp_path / "m").iterdir())
    assert told == [f"[MEDIA] {file}" for file in files]
    assert len(files) == 2
    assert all(file.stat().st_size > 100 for file in files)


def test_without_media_no_folder_is_made_and_a_file_in_its_place_is_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["send", "--text", "--save-media", str(tmp_path / "none"), "Hello"]) == 0
    assert not (tmp_path / "none").exists()
    capsys.readouterr()
    (tmp_path / "file").write_bytes(b"")
    with answering(lambda _: Reply(200, capture("06"))) as server:
        wrong = ["--base-url", server.base, "--save-media", str(tmp_path / "file" / "x")]
        assert main(["send", "--json", *wrong, "Hi"]) == 4
    out, err = capsys.readouterr()
    assert "save the pictures and sounds" in err
    assert {media["path"] for media in json.loads(out)["media"]} == {None}
