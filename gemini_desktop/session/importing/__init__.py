"""Conversations from elsewhere, taken into the library."""
