"""The bill of materials: what the packages hold, as CycloneDX 1.5 in JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from builder.parts import Part


def bill(parts: Sequence[Part], files: Mapping[str, str], when: datetime) -> str:
    """The document; the same parts and files give the same text.

    Args:
        parts: What is in the packages; the first one is the program itself.
        files: SHA-256 by path, of the frozen folder.
        when: The time that it tells of itself.
    """
    own, *others = parts
    content = json.dumps([[part.purl for part in parts], dict(files)])
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": _component(own, "application"),
        },
        "components": [
            *(_component(part, "library") for part in others),
            *(_file(path, digest) for path, digest in sorted(files.items())),
        ],
        "dependencies": [{"ref": own.purl, "dependsOn": sorted(part.purl for part in others)}],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _component(part: Part, kind: str) -> dict[str, object]:
    return {
        "type": kind,
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "licenses": [{"license": {"name": part.licence}}],
        "purl": part.purl,
    }


def _file(path: str, digest: str) -> dict[str, object]:
    return {
        "type": "file",
        "bom-ref": f"file:{path}",
        "name": path,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
