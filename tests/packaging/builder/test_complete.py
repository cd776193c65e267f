"""What the frozen folder lacks is told by the build, not by the user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builder import complete, look_inside
from builder.release import Release

ROOT = Path(__file__).parents[3]
CODE = '''
from __future__ import annotations
import json, xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
else:
    from collections.abc import Iterable

def late():
    """Imports when it is wanted."""
    try:
        from keyring.backends import kwallet
    except ImportError:
        import winreg
    from os.path import *
'''


def test_imports_are_found_wherever_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "code.py"
    file.write_text(CODE)
    assert set(complete.imports_of(file)) == {
        ("__future__", "annotations"),
        ("json", ""),
        ("xml.etree.ElementTree", ""),
        ("typing", "TYPE_CHECKING"),
        ("collections.abc", "Iterable"),
        ("keyring.backends", "kwallet"),
        ("winreg", ""),
    }


def test_the_programs_late_imports_are_among_them() -> None:
    found = {each for file in complete.sources(ROOT) for each in complete.imports_of(file)}
    assert ("ziamath.tex", "tex2mml") in found
    assert ("PySide6.QtPrintSupport", "QPrinter") in found
    assert len(found) > 1000


def test_what_cannot_be_imported_is_named() -> None:
    asked = [
        ("json", ""),
        ("json", "loads"),
        ("xml.dom", "minidom"),
        ("json", "n"),
        ("no.such", ""),
    ]
    assert look_inside.missing(asked) == ["json.n", "no.such"]


def answer(**changed: Any) -> dict[str, Any]:
    return {"missing": ["winreg"], "acts": {"page": "%PDF-", "texts": [1]}, **changed}


def test_only_what_the_other_one_has_is_missed() -> None:
    assert complete.differences(answer(), answer()) == []
    lacks = answer(missing=["winreg", "keyring.backends.kwallet"])
    assert complete.differences(lacks, answer()) == ["keyring.backends.kwallet cannot be imported"]
    assert complete.differences(answer(missing=[]), answer()) == []


def test_an_act_must_come_out_the_same_and_well() -> None:
    other = answer(acts={"page": "", "texts": [1]})
    assert complete.differences(other, answer()) == ["page: '', should be '%PDF-'"]
    failed = answer(acts={"page": {look_inside.FAILED: "no screen"}})
    assert len(complete.differences(failed, failed)) == 1


def test_files_that_packages_read_must_be_there(tmp_path: Path) -> None:
    release = Release(tmp_path / "clone", "1", 0)
    packages, inside = tmp_path / "packages", release.frozen / "_internal"
    for name in ("ziamath/font.ttf", "ziamath/code.py", "markdown_it/port.yaml", "other/x.txt"):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text("x")
    tops = ["ziamath", "markdown_it", "json"]
    assert complete.files_left_out(packages, tops, release) == ["ziamath/font.ttf"]
    (inside / "ziamath").mkdir(parents=True)
    (inside / "ziamath" / "font.ttf").write_text("x")
    assert complete.files_left_out(packages, tops, release) == []


@pytest.fixture(scope="module")
def looked() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "builder" / "look_inside.py"],
        input=json.dumps([["json", ""], ["no_such_module", ""]]), capture_output=True, text=True,
        check=True, env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_act_comes_out_well_with_all_packages(looked: dict[str, Any]) -> None:
    assert looked["missing"] == ["no_such_module"]
    assert len(looked["acts"]) == len(look_inside.ACTS)
    for name, outcome in looked["acts"].items():
        assert outcome, name
        assert not (isinstance(outcome, dict) and look_inside.FAILED in outcome), (name, outcome)
    assert looked["acts"]["formula_written"].startswith("<math")
    assert looked["acts"]["formula_drawn"] > 5
