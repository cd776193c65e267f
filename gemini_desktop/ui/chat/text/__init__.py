"""Markdown as it comes: cut into blocks, read, and typed into documents."""
