"""Bytes as text, as the wire had them."""
