"""A whole home in one file, and back. Everything here blocks and is meant for a thread."""
