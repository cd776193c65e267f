"""Copying and saving what the inspector shows, in every form."""
