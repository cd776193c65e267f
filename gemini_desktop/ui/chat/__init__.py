"""The conversation: what was asked, what came back, and the box to ask again."""
