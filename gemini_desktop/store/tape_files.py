"""The two files of a capture on disk; `tape` writes and reads them."""

from __future__ import annotations

from typing import Final

BODY: Final = "body"
"""Exactly the bytes that came, one after the other."""
RECORDS: Final = "records.jsonl"
"""The rest: requests, response heads, the time and length of each read, the end."""
