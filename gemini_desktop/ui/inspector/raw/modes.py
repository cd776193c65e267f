"""The ways to see bytes, and to look for some."""

TEXT, HEX, OFFSET = "text", "hex", "offset"
