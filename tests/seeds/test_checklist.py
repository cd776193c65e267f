"""CHECKLIST.md names every item of the founding documents, and only tests that there are."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("CHECKLIST.md").read_text("utf-8")
ITEMS = {"000": 25, "001": 25, "002": 10, "003": 19, "004": 44}
NOT_BUILT = "not built: "


def rows() -> dict[str, tuple[str, str]]:
    """What each item is, and the cell with its tests."""
    cells = (line.strip("| \n").split(" | ") for line in TABLE.splitlines() if line[:2] == "| ")
    return {
        row[0]: (row[1], row[2]) for row in cells if re.fullmatch(r"(\d{3}|beyond)-\d+", row[0])
    }


@lru_cache
def names_in(path: str) -> frozenset[str]:
    """The tests in a file, without running it."""
    tree = ast.parse(TESTS.joinpath(path).read_text("utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in found if node.name.startswith("test_"))


def references(path: Path) -> set[str]:
    """The items that a file's docstrings name; `004-1 to 004-8` names eight."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Module | ast.FunctionDef):
            continue
        words = ast.get_docstring(node) or ""
        for seed, first, last in re.findall(r"(00\d)-(\d+)(?: to 00\d-(\d+))?", words):
            named |= {f"{seed}-{n}" for n in range(int(first), int(last or first) + 1)}
    return named


def test_every_item_has_its_row() -> None:
    wanted = {f"{seed}-{n}" for seed, count in ITEMS.items() for n in range(1, count + 1)}
    assert {item for item in rows() if item[:6] != "beyond"} == wanted


@pytest.mark.parametrize("item", rows())
def test_the_tests_of_an_item_are_there(item: str) -> None:
    """Or it is said what is not built."""
    what, cell = rows()[item]
    named = re.findall(r"`([^`]+\.py)::([^`]+)`", cell)
    assert what
    assert named or NOT_BUILT in cell
    for path, name in named:
        assert name in names_in(path), f"{path} has no {name}"


@pytest.mark.parametrize("path", sorted(TESTS.glob("seeds/test_*.py")), ids=lambda p: p.name)
def test_what_a_docstring_names_is_in_the_table(path: Path) -> None:
    for item in references(path):
        assert "`" in rows()[item][1], item
