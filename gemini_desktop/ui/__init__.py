"""The window: PySide6 widgets over `session`."""
