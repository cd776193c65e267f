"""Two programs change the same settings, and each finds what both changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.store.merging import merged, merged_named, same
from gemini_desktop.store.settings import Settings, SettingsFile

_values = st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=2)
_objects: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from("abcd"),
    _values | st.dictionaries(st.sampled_from("xy"), _values, max_size=2),
    max_size=4,
)


@given(base=_objects, mine=_objects)
def test_alone_one_gets_what_one_wants(base: dict[str, Any], mine: dict[str, Any]) -> None:
    assert same(merged(base, mine, base), mine)


@given(base=_objects, theirs=_objects)
def test_who_changes_nothing_takes_nothing_back(
    base: dict[str, Any], theirs: dict[str, Any]
) -> None:
    result = merged(base, base, theirs)
    assert all(same(result[name], value) for name, value in theirs.items())


def test_both_changes_are_there() -> None:
    base = {"a": 1, "b": {"x": 1, "y": 1}, "gone": 1}
    mine = {"a": 2, "b": {"x": 2, "y": 1}}
    theirs = {"a": 1, "b": {"x": 1, "y": 3, "z": 4}, "gone": 1, "new": True}
    assert merged(base, mine, theirs) == {"a": 2, "b": {"x": 2, "y": 3, "z": 4}, "new": True}


def test_a_number_is_no_truth() -> None:
    assert merged({"a": 1}, {"a": True}, {"a": 1})["a"] is True


def test_lists_of_named_things() -> None:
    base = [{"name": "kept"}, {"name": "removed here"}, {"name": "removed there"}]
    mine = [{"name": "mine"}, {"name": "removed there"}, {"name": "kept", "k": 1}]
    theirs = [{"name": "kept", "t": 1}, {"name": "removed here"}, {"name": "theirs"}]
    assert merged_named(base, mine, theirs) == [
        {"name": "mine"},
        {"name": "kept", "k": 1, "t": 1},
        {"name": "theirs"},
    ]


def test_two_windows_save_what_each_has_changed(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(Settings(profiles=(Profile(name="Main"),)))
    first, second = SettingsFile(tmp_path), SettingsFile(tmp_path)
    mine, theirs = first.load()[0], second.load()[0]
    replace = msgspec.structs.replace

    theirs = replace(
        theirs,
        theme="dark",
        options=Options(top_p=0.5),
        window={"zoom": "120"},
        profiles=(replace(theirs.profiles[0], model="theirs"), Profile(name="Theirs")),
    )
    second.save(theirs)
    mine = replace(
        mine,
        current_profile="Mine",
        options=Options(temperature=0.25),
        window={"panes": "chats"},
        profiles=(Profile(name="Mine"), replace(mine.profiles[0], base_url="https://mine.example")),
    )
    first.save(mine)
    first.save(replace(mine, last_conversation="c"))

    found, message = SettingsFile(tmp_path).load()
    assert message == ""
    assert found == Settings(
        profiles=(
            Profile(name="Mine"),
            Profile(name="Main", model="theirs", base_url="https://mine.example"),
            Profile(name="Theirs"),
        ),
        current_profile="Mine",
        theme="dark",
        options=Options(top_p=0.5, temperature=0.25),
        window={"zoom": "120", "panes": "chats"},
        last_conversation="c",
    )


def test_what_was_damaged_meanwhile_is_written_anew(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    file.save(Settings(theme="dark"))
    path = tmp_path / "settings.json"
    path.write_text("{")
    file.save(Settings(theme="dark", current_profile="p"))
    assert SettingsFile(tmp_path).load()[0] == Settings(theme="dark", current_profile="p")
    raw = json.loads(path.read_bytes())
    path.write_text(json.dumps({**raw, "theme": 7}))
    file.save(Settings(theme="dark", current_profile="q"))
    assert SettingsFile(tmp_path).load() == (Settings(theme="dark", current_profile="q"), "")
