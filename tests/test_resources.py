"""Resources are found in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemini_desktop import resources


def test_a_path_is_joined_from_its_parts() -> None:
    assert resources.path("demo", "prompts.json").parts[-3:] == (
        "resources",
        "demo",
        "prompts.json",
    )


def test_a_resource_that_is_not_there_is_only_a_path() -> None:
    assert not resources.path("no", "such", "thing").exists()


def test_the_installed_folder_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "resources"
    monkeypatch.setattr(resources, "_INSTALLED", installed)
    assert resources.path("x") != installed / "x"
    installed.mkdir()
    assert resources.path("x") == installed / "x"
