"""Licences and the bill of materials: nothing goes out without its text."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import PySide6
from builder import licences, parts, sbom
from builder.parts import Part
from builder.release import Release

ROOT = Path(__file__).parents[3]
WHEN = datetime(2026, 11, 21, tzinfo=UTC)
OWN = Part("own", "1", "MIT", "pkg:generic/own@1", ("MIT\n\nCopyright (c) 2026 Us\n",))
OTHER = Part("Other Lib", "2", "ISC AND MIT", "pkg:pypi/other@2", ("One\n\n\tTwo\n", "Three\n"))


def test_every_installed_package_has_a_licence_and_its_text() -> None:
    found = {part.name.lower(): part for part in parts.python_packages(ROOT, Path(sys.executable))}
    assert {"httpx", "pyside6_essentials", "keyring", "msgspec"} <= set(found)
    assert "pip" not in found
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["pyside6_essentials"].texts[0]
    mit = found["latex2mathml"].texts[0]
    assert "Permission is hereby granted" in mit
    assert "Copyright (c) Ronie Martinez" in mit
    for part in found.values():
        assert part.licence, part.name
        assert all(text.strip() for text in part.texts), part.name
        assert part.purl.startswith("pkg:pypi/")


def test_what_tells_nothing_of_itself_is_known() -> None:
    release = Release(ROOT, "9.9", 0)
    own, *others = parts.own_and_known(release, Path(sys.executable))
    assert (own.name, own.version) == ("gemini-desktop", "9.9")
    assert "MIT License" in own.texts[0]
    assert {part.name for part in others} >= {
        "CPython", "Qt", "ICU", "Lucide icons", "STIX Two Math", "unimathsymbols",
    }  # fmt: skip
    assert all(text.strip() for part in others for text in part.texts)
    versions = {part.name: part.version for part in others}
    assert versions["Qt"] == PySide6.__version__
    assert versions["ICU"].isdigit()
    assert all(part.purl.endswith(f"@{part.version}") for part in others if part.version != "0")


def test_each_part_has_a_file(tmp_path: Path) -> None:
    licences.write_texts([OWN, OTHER], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"own-1.txt", "other-lib-2.txt"}
    text = (tmp_path / "other-lib-2.txt").read_text("utf-8")
    assert text.startswith("One")
    assert text.endswith("Three\n")


def test_debians_file_has_a_paragraph_for_each() -> None:
    text = licences.debian_copyright([OWN, OTHER])
    assert text.count("\nFiles: ") == 2
    assert "Copyright: 2026 Us" in text
    assert "Copyright: the authors of Other Lib" in text
    for paragraph in text.split("\n\n"):
        for line in paragraph.splitlines():
            assert line.startswith(" ") or ": " in line
    assert "     Two" in text


def test_what_debian_has_is_only_named() -> None:
    gpl = (ROOT / "packaging" / "licences" / "GPL-3.0.txt").read_text("utf-8")
    lgpl = (ROOT / "packaging" / "licences" / "LGPL-3.0.txt").read_text("utf-8")
    both = Part("Qt", "6", "LGPL-3.0-only", "pkg:generic/qt@6", (lgpl, "Before\n\n" + gpl))
    text = licences.debian_copyright([OWN, both])
    assert "/usr/share/common-licenses/LGPL-3" in text
    assert "/usr/share/common-licenses/GPL-3" in text
    assert "Before" in text
    assert "TERMS AND CONDITIONS\n" not in text


def test_the_bill_tells_parts_and_files() -> None:
    told = json.loads(sbom.bill([OWN, OTHER], {"b": "2" * 64, "a": "1" * 64}, WHEN))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    assert told["metadata"]["component"]["name"] == "own"
    assert [each["name"] for each in told["components"]] == ["Other Lib", "a", "b"]
    assert told["components"][1]["hashes"] == [{"alg": "SHA-256", "content": "1" * 64}]
    references = [each["bom-ref"] for each in told["components"]]
    assert len(set(references)) == len(references)


def test_the_same_parts_give_the_same_bill() -> None:
    one, other = (sbom.bill([OWN, OTHER], {"a": "1"}, WHEN) for _ in range(2))
    assert one == other
    assert sbom.bill([OWN], {"a": "1"}, WHEN) != one
