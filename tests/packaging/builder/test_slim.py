"""What goes into the frozen folder and what does not."""

from __future__ import annotations

import pytest
from builder import slim


@pytest.mark.parametrize(
    "name",
    [
        "gemini_desktop/resources/icons/app.svg",
        "gemini_desktop/resources/demo/kyoto/body",
        "libQt6Core.so.6",
        "keyring-25.7.0.dist-info/METADATA",
        "keyring-25.7.0.dist-info/entry_points.txt",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/Qt/lib/libicudata.so.73",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "ziamath/fonts/STIXTwoMath-Regular.ttf",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/translations/qtbase_ja.qm",
        "libpython3.11.so.1.0",
        "libssl.so.3",
        "libsqlite3.so.0",
        "libxcb-cursor.so.0",
        "python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "cryptography/hazmat/bindings/_rust.abi3.so",
    ],
)
def test_what_the_program_needs_stays(name: str) -> None:
    assert slim.is_wanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/qmltooling/libqmldbg_tcp.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6/Qt/translations/designer_de.qm",
        "PySide6/Qt/qml/QtQuick/qmldir",
        "PySide6/QtQml.abi3.so",
        "PySide6/QtNetwork.abi3.so",
        "libQt6Quick.so.6",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/lib/libQt6Pdf.so.6",
        "gemini_desktop/resources/screenshot.png",
        "httpx-0.28.1.dist-info/RECORD",
        "httpx-0.28.1.dist-info/INSTALLER",
    ],
)
def test_what_it_never_loads_goes(name: str) -> None:
    assert not slim.is_wanted(name)


def test_the_program_stays_the_last_of_the_scripts() -> None:
    names = ["pyiboot01_bootstrap", "runtime_environment", "pyi_rth_inspect", "pyi_rth_pyside6"]
    scripts = [(name, f"{name}.py", "PYSOURCE") for name in [*names, "__main__"]]
    kept = [name for name, _, _ in slim.without_hooks(scripts)]
    assert kept == ["pyiboot01_bootstrap", "runtime_environment", "__main__"]


@pytest.mark.parametrize(
    "name",
    ["libgtk-3.so.0", "libglib-2.0.so.0", "libfontconfig.so.1", "libX11.so.6", "libstdc++.so.6",
     "libgcc_s.so.1", "libdbus-1.so.3", "libLLVM-15.so.1", "libharfbuzz.so.0"],
)  # fmt: skip
def test_what_belongs_to_the_system_is_left_to_it(name: str) -> None:
    """An old copy in front of the desktop's own breaks drivers, fonts and what we start."""
    assert not slim.is_wanted(name)
