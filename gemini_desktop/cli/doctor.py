"""`gemini-desktop doctor`: what is installed, found and reachable, with nothing secret in it."""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import sys
from typing import Any

import msgspec

from gemini_desktop import __version__
from gemini_desktop.cli import surroundings
from gemini_desktop.core.visible import visible
from gemini_desktop.session import checks

_PACKAGES = (
    "PySide6-Essentials",
    "qasync",
    "httpx",
    "google-auth",
    "keyring",
    "msgspec",
    "markdown-it-py",
    "Pygments",
)
_VARIABLES = (
    "GOOGLE_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_CLOUD_QUOTA_PROJECT",
    "NO_GCE_CHECK",
    "GEMINI_DESKTOP_HOME",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "QT_QPA_PLATFORM",
)
_SHOWN_WHOLE = ("GEMINI_DESKTOP_HOME", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; always 0, for it is not a test."""
    findings = collect()
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
        return 0
    for title, rows in findings.items():
        print(title)
        for name, value in rows.items():
            print(visible(f"  {name:<24} {value}"))
    return 0


def collect() -> dict[str, dict[str, Any]]:
    """Sections of name and finding."""
    return {
        "Program": {
            "gemini-desktop": __version__,
            "Python": f"{platform.python_version()} ({sys.executable})",
            "System": platform.platform(),
        },
        "Packages": {name: _version(name) for name in _PACKAGES},
        "Environment": {name: _variable(name) for name in _VARIABLES},
        **({"Desktop": desktop} if (desktop := surroundings.findings()) else {}),
        **checks.findings(),
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _variable(name: str) -> str:
    value = os.environ.get(name, "")
    if not value.strip():
        return "not set"
    return value if name in _SHOWN_WHOLE else "set"
