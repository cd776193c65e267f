"""What PyInstaller collects and the frozen folder does without: a third of it.

Its analysis takes all of Qt's plugins, and every library of the machine that they are linked
with. The names here are paths inside the frozen folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MODULES = (
    # A JavaScript engine.
    "PySide6.QtQml", "PySide6.QtQuick",
    # Python's own sockets are used.
    "PySide6.QtNetwork",
    # Nothing here forks itself, and what these hook into the start costs it half a second.
    "multiprocessing", "setuptools", "distutils", "pkg_resources", "_distutils_hack",
    # Found by imports that are never reached.
    "tkinter", "unittest", "pydoc", "doctest", "pip", "readline", "curses",
)  # fmt: skip
"""Left out of the analysis."""

TOLD = (
    "PySide6-Essentials", "qasync", "httpx", "google-auth", "keyring", "msgspec",
    "markdown-it-py", "Pygments",
)  # fmt: skip
"""The packages whose metadata goes along."""

WITH_DATA = ("latex2mathml", "ziamath")
"""The packages that read files of their own."""

_HOOKS = frozenset(
    [
        # Loads Qt before the program, which a command never needs, and leaves QT_PLUGIN_PATH in the
        # environment, where other programs that we start read it. PySide6 finds its Qt by itself.
        "pyi_rth_pyside6",
        # For who looks at the sources of functions, or at the modules of a package: nobody here.
        # They import inspect, zipfile and typing before each --version.
        "pyi_rth_inspect", "pyi_rth_pkgutil",
        # For an OpenSSL with modules in a folder, which ours has not.
        "pyi_rth_cryptography_openssl",
    ]
)  # fmt: skip
"""Of PyInstaller's scripts that run before the program, those that it does without."""

_PLUGINS = {
    "platforms": r"q(xcb|wayland|offscreen|cocoa|windows)",
    "platforminputcontexts": r"(compose|ibus)\w*",
    # The file dialogs of the desktop, through its portal. GTK's own plugin would load GTK.
    "platformthemes": r"qxdgdesktopportal",
    "imageformats": r"q(gif|jpeg|svg|webp|ico|icns)",
    "iconengines": r"qsvgicon",
    "printsupport": r"\w+",
    "wayland-decoration-client": r"\w+",
    "wayland-graphics-integration-client": r"qt-plugin-wayland-egl",
    "wayland-shell-integration": r"xdg-shell",
    "xcbglintegrations": r"qxcb-(egl|glx)-integration",
    "styles": r"\w+",
    "multimedia": r"\w+",
}
"""The plugins to keep of each kind, without `lib`; other kinds go altogether."""

_OF_THE_INSTALLATION = re.compile(r"\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json)$")
"""What pip wrote of the place that it installed into, which is another one with every build."""

_PLUGIN = re.compile(r"/plugins/([\w-]+)/(?:lib)?([\w-]+)\.(?:so|dylib|dll)$")
_TRANSLATION = re.compile(r"/translations/(qt|qtbase)_(de|ja|zh_CN)\.qm$")
_BINDING = re.compile(
    r"PySide6/Qt(Qml|Quick|Pdf|OpenGL|Network|Test|Sql|Designer|Help|UiTools|DBus)\w*\."
)
_QT_LIBRARY = re.compile(
    r"libQt6(Qml|Quick|Pdf|Network|OpenGLWidgets|VirtualKeyboard|EglF|WaylandCompositor|Designer|Test|Sql)"
)

_OWN_LIBRARIES = re.compile(
    r"lib(python3|Qt6|icu|pyside6|shiboken6|crypto\.|ssl\.|sqlite3\.|ffi\.|lzma\.|bz2\.|uuid\."
    r"|xcb-(cursor|icccm|image|keysyms|render-util|util|xkb)\.|xkbcommon-x11\.)"
)
"""Of the libraries: Python's and Qt's own, what Python's modules want in one certain version, and
those of X11 that a desktop may lack. The others (glib, fontconfig, X11 itself, the C++ runtime)
are the system's: they belong together with its drivers, fonts and settings, an older copy of ours
in front of them has broken both elsewhere, and they get their security updates there."""


def without_hooks(scripts: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The scripts that PyInstaller found, in order, the program last, but for those above."""
    return [each for each in scripts if each[0] not in _HOOKS]


def is_wanted(name: str) -> bool:
    """Whether the file or link of this name belongs into the folder."""
    path = name.replace("\\", "/")
    if plugin := _PLUGIN.search(path):
        kind, stem = plugin.groups()
        return re.fullmatch(_PLUGINS.get(kind, "$."), stem) is not None
    if "/translations/" in path:
        return _TRANSLATION.search(path) is not None
    if path.endswith("resources/screenshot.png"):  # is the README's
        return False
    if _OF_THE_INSTALLATION.search(path):
        return False
    if "/qml/" in path or _BINDING.search(path):
        return False
    file = path.rsplit("/", 1)[-1]
    if _QT_LIBRARY.match(file):
        return False
    of_the_system = "/" not in path and re.match(r"lib[\w+-]+(\.so|-[\d.]+\.so)", file)
    return not of_the_system or _OWN_LIBRARIES.match(file) is not None
