"""Settings persist, also between versions, and damage to them is never fatal."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.request import Options
from gemini_desktop.store.settings import Settings, SettingsFile

FULL = Settings(
    profiles=(
        Profile(name="Main", headers=(("x-team", "blue"),), timeouts=Timeouts(silence_s=5)),
        Profile(name="Gateway", protocol="chat-completions", auth="bearer", secret="env:TOKEN"),
    ),
    current_profile="Gateway",
    options=Options(temperature=0.5, stop_sequences=("END",), raw={"a": {"b": [1, None]}}),
    theme="dark",
    window={"geometry": "AAAA"},
    last_conversation="c",
    last_save_folder="/tmp/Öffentlich",
    last_save_format="markdown",
)


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path).load() == (Settings(), "")
    assert list(tmp_path.iterdir()) == []


def test_where_a_file_stands_in_the_way_of_the_folder_there_are_defaults(tmp_path: Path) -> None:
    """There is nothing to be read; that nothing can be kept either is told of the home."""
    (tmp_path / "file").touch()
    assert SettingsFile(tmp_path / "file" / "home").load() == (Settings(), "")


def test_settings_come_back(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(FULL)
    assert SettingsFile(tmp_path).load() == (FULL, "")
    assert stat.S_IMODE((tmp_path / "settings.json").stat().st_mode) == 0o600


def test_people_can_read_the_file(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(FULL)
    text = (tmp_path / "settings.json").read_text("utf-8")
    assert '\n  "current_profile": "Gateway",\n' in text
    assert "Öffentlich" in text


def test_what_a_later_version_added_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    SettingsFile(tmp_path).save(FULL)
    raw = json.loads(path.read_bytes())
    raw["pets"] = ["cat"]
    raw["options"]["mood"] = "calm"
    raw["profiles"][1]["region"] = "eu"
    path.write_text(json.dumps(raw))

    file = SettingsFile(tmp_path)
    loaded, message = file.load()
    assert (loaded, message) == (FULL, "")
    changed = msgspec.structs.replace(
        loaded, theme="light", options=Options(), profiles=loaded.profiles[::-1]
    )
    file.save(changed)
    raw = json.loads(path.read_bytes())
    assert raw["pets"] == ["cat"]
    assert raw["options"] == {"mood": "calm"}
    assert [profile.get("region") for profile in raw["profiles"]] == ["eu", None]
    assert SettingsFile(tmp_path).load() == (changed, "")


def test_a_profile_that_was_removed_stays_removed(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    file.save(FULL)
    file.save(msgspec.structs.replace(FULL, profiles=FULL.profiles[:1]))
    assert [p.name for p in SettingsFile(tmp_path).load()[0].profiles] == ["Main"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"null", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"theme": "dark"']
)
def test_a_broken_file_is_put_aside_with_a_message(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(data)
    file = SettingsFile(tmp_path)
    loaded, message = file.load()
    assert loaded == Settings()
    [kept] = tmp_path.glob("settings.json.damaged-*")
    assert kept.read_bytes() == data
    assert str(kept) in message
    file.save(FULL)
    assert SettingsFile(tmp_path).load() == (FULL, "")


def test_one_bad_field_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(FULL)
    path = tmp_path / "settings.json"
    raw = json.loads(path.read_bytes())
    raw["theme"] = "purple"
    raw["profiles"][0]["auth"] = "telepathy"
    raw["profiles"].append(7)
    path.write_text(json.dumps(raw))
    for _ in range(2):
        loaded, message = SettingsFile(tmp_path).load()
        assert loaded == msgspec.structs.replace(FULL, theme="system", profiles=FULL.profiles[1:])
        for word in ("theme", "profile Main", "profile ?"):
            assert word in message
    assert len(list(tmp_path.glob("settings.json.damaged-*"))) == 1


def test_a_file_that_cannot_be_read_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    for refused in (SettingsFile(tmp_path).load, lambda: SettingsFile(tmp_path).save(FULL)):
        with pytest.raises(StoreError) as caught:
            refused()
        assert str(tmp_path / "settings.json") in str(caught.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
_names = st.sampled_from([*Settings.__struct_fields__, "other"])


@hypothesis_settings(deadline=None)
@given(raw=st.dictionaries(_names, _json))
def test_no_content_is_fatal(tmp_path_factory: pytest.TempPathFactory, raw: object) -> None:
    home = tmp_path_factory.mktemp("any")
    (home / "settings.json").write_text(json.dumps(raw))
    file = SettingsFile(home)
    loaded, _ = file.load()
    file.save(loaded)
    assert SettingsFile(home).load() == (loaded, "")
