"""Conversations from elsewhere: entered into the library, and kept beside the tapes."""
