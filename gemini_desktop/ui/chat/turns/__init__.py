"""Turns as blocks: what an answer or a prompt consists of, in the order of the page."""
