"""The parts that the frozen folder is made of: names, versions, licences and their texts.

Python packages tell it of themselves; libraries taken from this machine are asked of dpkg; Qt and
Python, which tell nothing, are known here.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from console import SetupError

from builder.release import NAME, Release

_DEBIAN_DOC = Path("/usr/share/doc")

_BUILD_ONLY = frozenset(
    [
        "pip",
        "setuptools",
        "altgraph",
        "packaging",
        "pyinstaller-hooks-contrib",
        "macholib",
        "pefile",
    ]
)
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}

_VERSIONS = """
import json, platform, re, sysconfig
from importlib import metadata
qt = metadata.distribution("PySide6-Essentials")
(icu,) = re.findall(r"/libicudata[.]so[.](.+)", "\\n".join(map(str, qt.files)))
print(json.dumps([platform.python_version(), sysconfig.get_path("stdlib"), qt.version, icu]))
"""
"""Of Python, of Qt, which comes with its binding in the same version, and of Qt's ICU."""


@dataclass(frozen=True)
class Part:
    """One part, by the name that its makers gave it."""

    name: str
    version: str
    licence: str
    """In SPDX's words, as far as it was told."""
    purl: str
    """Its name among the bills of materials."""
    texts: tuple[str, ...] = field(repr=False)
    """The licence, and notices; never none."""


def python_packages(root: Path, python: Path) -> list[Part]:
    """What is installed in the build's environment and goes into the folder, by name."""
    script = Path(__file__).with_name("installed_packages.py")
    asked = subprocess.run([python, script], check=True, stdout=subprocess.PIPE, text=True)
    return [_package(root, each) for each in json.loads(asked.stdout) if _goes_in(each["name"])]


def _goes_in(name: str) -> bool:
    return name.lower() not in _BUILD_ONLY


def _package(root: Path, told: dict[str, Any]) -> Part:
    name, version, licence = told["name"], told["version"], told["licence"]
    texts = tuple(told["texts"]) or _known_texts(root, licence, told["author"])
    return Part(
        name=name,
        version=version,
        licence=_SPDX.get(licence, licence),
        purl=f"pkg:pypi/{name.lower().replace('_', '-')}@{version}",
        texts=texts or (f"{name} {version} is under the licence {licence}.\n",),
    )


def _known_texts(root: Path, licence: str, author: str) -> tuple[str, ...]:
    """The text of a licence that a package names and does not bring along."""
    if "LGPL-3.0" in licence:
        return _lgpl(root)
    if licence == "MIT" and author:
        ours = (root / "LICENSE").read_text(encoding="utf-8")
        return (re.sub(r"(?m)^Copyright .*$", f"Copyright (c) {author}", ours),)
    return ()


def debian_libraries(folder: Path) -> list[Part]:
    """The packages of this machine whose libraries lie in the folder, by name.

    Raises SetupError where a library comes from no package.
    """
    names = {path.name for path in folder.glob("*.so*") if not path.is_symlink()}
    names = {name for name in names if not re.match(r"lib(python|Qt6|icu|pyside|shiboken)", name)}
    names = {name for name in names if ".cpython-" not in name and ".abi3." not in name}
    return [_debian_part(package) for package in sorted({_package_of(name) for name in names})]


def _package_of(name: str) -> str:
    asked = subprocess.run(
        ["dpkg-query", "--search", f"*/{name}"], check=False, capture_output=True, text=True
    )
    found = [line.partition(":")[0] for line in asked.stdout.splitlines()]
    if not found:
        raise SetupError(f"no Debian package has {name}, so its licence is not known")
    return min(found, key=len)


def _debian_part(package: str) -> Part:
    form = "${source:Package}\t${source:Version}\t${Architecture}\n"
    asked = subprocess.run(
        ["dpkg-query", "--show", f"--showformat={form}", package],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    source, version, architecture = asked.stdout.splitlines()[0].split("\t")
    text = (_DEBIAN_DOC / package / "copyright").read_text(encoding="utf-8")
    licences = sorted(set(re.findall(r"^License: (\S+)$", text, re.MULTILINE)))
    return Part(
        name=source,
        version=version,
        licence=" AND ".join(licences) or "see its text",
        purl=f"pkg:deb/debian/{package}@{version}?arch={architecture}",
        texts=(text,),
    )


def own_and_known(release: Release, python: Path) -> list[Part]:
    """The program itself and its icons, Python, Qt and what Qt brings along."""
    root = release.root
    asked = subprocess.run([python, "-c", _VERSIONS], check=True, capture_output=True, text=True)
    python_version, library, qt_version, icu_version = json.loads(asked.stdout)
    python_text = _python_licence(Path(library))
    icons = (root / "resources" / "icons" / "LICENSE").read_text(encoding="utf-8")
    own = ((root / "LICENSE").read_text("utf-8"), (root / "NOTICE").read_text("utf-8"))
    return [
        Part(NAME, release.version, "MIT", f"pkg:generic/{NAME}@{release.version}", own),
        Part("Lucide icons", "0", "ISC AND MIT", "pkg:npm/lucide-static", (icons,)),
        Part(
            "CPython", python_version, "PSF-2.0",
            f"pkg:generic/python@{python_version}", (python_text,),
        ),
        Part("Qt", qt_version, "LGPL-3.0-only", f"pkg:generic/qt@{qt_version}", _lgpl(root)),
        Part(
            "ICU", icu_version, "ICU",
            f"pkg:generic/icu@{icu_version}", _texts(root, "ICU.txt"),
        ),
        Part(
            "STIX Two Math", "2.11", "OFL-1.1",
            "pkg:generic/stix-two-math@2.11", _texts(root, "STIX-Two-Math.txt"),
        ),
        Part(
            "unimathsymbols", "2015-09-21", "LPPL-1.3c",
            "pkg:generic/unimathsymbols@2015-09-21", _texts(root, "unimathsymbols.txt"),
        ),
    ]  # fmt: skip


def _python_licence(library: Path) -> str:
    """Python's own file, or Debian's in its place."""
    for path in (library / "LICENSE.txt", _DEBIAN_DOC / library.name / "copyright"):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise SetupError(f"Python's licence is neither in {library} nor where Debian keeps it")


def _lgpl(root: Path) -> tuple[str, ...]:
    return _texts(root, "LGPL-3.0.txt", "GPL-3.0.txt")


def _texts(root: Path, *names: str) -> tuple[str, ...]:
    folder = root / "packaging" / "licences"
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)
