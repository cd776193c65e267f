"""The tagged log."""
