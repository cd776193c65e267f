"""What stands around the program on a Linux desktop: the tree of /usr/share."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from builder import changelog, licences, metainfo, sbom
from builder.parts import Part
from builder.release import APP_ID, NAME, Release


def make(release: Release, python: Path, parts: Sequence[Part], folder: Path) -> None:
    """Fill `folder` anew with desktop entry, icons, types, metadata, manual and documents."""
    shutil.rmtree(folder, ignore_errors=True)
    sources = release.root / "packaging" / "linux"
    _copy(sources / f"{NAME}.desktop", folder / "applications" / f"{NAME}.desktop")
    _copy(sources / f"{NAME}.xml", folder / "mime" / "packages" / f"{NAME}.xml")
    found = changelog.entries((release.root / "resources" / "CHANGELOG.md").read_text("utf-8"))
    about = (sources / "metainfo.xml").read_text("utf-8")
    _write(
        folder / "metainfo" / f"{APP_ID}.metainfo.xml",
        metainfo.with_releases(about, found, release.moment),
    )
    _script(release, python, "icon_files.py", str(folder / "icons" / "hicolor"))
    page = _script(release, python, "manual_page.py", release.version, f"{release.moment:%Y-%m-%d}")
    pack(folder / "man" / "man1" / f"{NAME}.1.gz", page)
    documents = folder / "doc" / NAME
    history = changelog.for_debian(found, release.moment)
    pack(documents / "changelog.gz", history.encode("utf-8"))
    _write(documents / "copyright", licences.debian_copyright(parts))
    pack(
        documents / f"{NAME}.cdx.json.gz",
        sbom.bill(parts, digests(release.frozen), release.moment).encode("utf-8"),
    )


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by its path inside the folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def _script(release: Release, python: Path, name: str, *arguments: str) -> bytes:
    """Run a script that needs the program or Qt, in the environment that has them."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(release.root),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "COLUMNS": "80",  # argparse breaks lines by the terminal
    }
    script = release.root / "packaging" / "builder" / name
    return subprocess.run(
        [str(python), str(script), *arguments], check=True, stdout=subprocess.PIPE, env=environment
    ).stdout


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def pack(target: Path, content: bytes) -> None:
    """Write it as gzip, without the time that it would carry."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
