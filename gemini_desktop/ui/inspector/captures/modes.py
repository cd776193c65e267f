"""What the list of captures shows."""

LIST = "list"
"""All of them."""
WORDS = "words"
"""Where words stand in them."""
