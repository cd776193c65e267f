"""Resources are found in a checkout and in an installed package."""

from __future__ import annotations

import tomllib
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


def test_an_installed_package_brings_all_but_the_picture_for_the_readme() -> None:
    root = Path(__file__).parents[1]
    told = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    taken = told["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    there = {f"resources/{path.name}" for path in (root / "resources").iterdir()}
    assert set(taken) == there - {"resources/screenshot.png"}
    assert all(target == f"gemini_desktop/{source}" for source, target in taken.items())
