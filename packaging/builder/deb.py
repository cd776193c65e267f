"""The package for Debian and Ubuntu, by dpkg-deb alone: there is nothing to configure or to run.

What makes the desktop take notice (menus, types, icons) are triggers of other packages, which
watch the folders that ours has files in.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from console import SetupError, run

from builder import dependencies
from builder.release import MAINTAINER, NAME, SUMMARY, Release, debian_architecture

_DESCRIPTION = """\
 A client for Gemini that streams answers and shows, beside each one, every
 byte that came over the wire and what it meant. Recorded streams (files
 named .gcap, .har or .sse) can be opened, searched and replayed.
 .
 A built-in demo needs neither a key nor a network. It is not a product of
 Google.
"""


def make(release: Release, share: Path) -> Path:
    """Build the package around the frozen folder and the tree of /usr/share."""
    tree = release.work / "deb"
    _lay_out(release, share, tree)
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir())
    control = control_file(
        release.version,
        debian_architecture(),
        -(-size // 1024),
        dependencies.depends(release.frozen),
    )
    meta = tree / "DEBIAN"
    meta.mkdir()
    (meta / "control").write_text(control, encoding="utf-8")
    (meta / "md5sums").write_text(md5sums(tree), encoding="utf-8")
    equalise(tree, release.epoch)
    target = release.products / f"{NAME}_{release.version}_{debian_architecture()}.deb"
    target.parent.mkdir(exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(release.epoch)
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--threads-max=2", "--build"]
    if run([*command, str(tree), str(target)]) != 0:
        raise SetupError("dpkg-deb failed (see above)")
    return target


def _lay_out(release: Release, share: Path, tree: Path) -> None:
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(release.frozen, tree / "usr" / "lib" / NAME, symlinks=True)
    shutil.copytree(share, tree / "usr" / "share")
    programs = tree / "usr" / "bin"
    programs.mkdir()
    (programs / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    overrides = tree / "usr" / "share" / "lintian" / "overrides"
    overrides.mkdir(parents=True)
    shutil.copyfile(release.root / "packaging" / "linux" / "lintian-overrides", overrides / NAME)


def control_file(version: str, architecture: str, kilobytes: int, needed: Sequence[str]) -> str:
    """The package's own description; `kilobytes` is what it takes on the disk."""
    return f"""\
Package: {NAME}
Version: {version}
Architecture: {architecture}
Maintainer: {MAINTAINER}
Installed-Size: {kilobytes}
Depends: {", ".join(needed)}
Recommends: {", ".join(dependencies.RECOMMENDED)}
Section: net
Priority: optional
Description: {SUMMARY[0].lower()}{SUMMARY[1:]}
{_DESCRIPTION}"""


def md5sums(tree: Path) -> str:
    """What `dpkg --verify` compares with: every file below usr/, by its path."""
    files = (path for path in sorted((tree / "usr").rglob("*")) if path.is_file())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(tree)}\n"
        for path in files
        if not path.is_symlink()
    )


def equalise(tree: Path, epoch: int) -> None:
    """Take away what differs from build to build: times, and rights that come from a umask."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
