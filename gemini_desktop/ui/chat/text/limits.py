"""How much of Markdown's nesting and tables is read as such."""

MAX_BARS = 64
"""A line with more bars is running text, not the row of a table."""
MAX_NESTING = 40
"""markdown-it drops what is nested deeper; such blocks are shown as their source."""
