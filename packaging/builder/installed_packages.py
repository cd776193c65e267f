"""Prints what this environment holds, as JSON; `parts` runs it with the Python that it asks."""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys

_LICENCE_FILE = re.compile(r"dist-info/(licenses/)?(licen[cs]e|copying|notice)", re.IGNORECASE)


def licence_of(package: importlib.metadata.Distribution) -> str:
    """What it says of its licence: an expression, a word, or else its classifiers."""
    told = package.metadata["License-Expression"] or package.metadata["License"] or ""
    if told and "\n" not in told:
        return str(told)
    classifiers = package.metadata.get_all("Classifier") or []
    kinds = [each.split(" :: ")[-1] for each in classifiers if each.startswith("License ::")]
    return " AND ".join(kinds)


def texts_of(package: importlib.metadata.Distribution) -> list[str]:
    """Its licence and notices, in the order of their names."""
    files = sorted(file for file in package.files or [] if _LICENCE_FILE.search(str(file)))
    return [file.read_text(encoding="utf-8") for file in files]


def main() -> None:
    """Print all packages, by name."""
    found = [
        {
            "name": package.metadata["Name"],
            "version": package.version,
            "licence": licence_of(package),
            "author": package.metadata["Author"] or package.metadata["Author-email"] or "",
            "texts": texts_of(package),
        }
        for package in importlib.metadata.distributions()
    ]
    json.dump(sorted(found, key=lambda each: str(each["name"]).lower()), sys.stdout)


if __name__ == "__main__":
    main()
