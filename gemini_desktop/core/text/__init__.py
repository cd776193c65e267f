"""Texts: that come in pieces, that are searched."""
