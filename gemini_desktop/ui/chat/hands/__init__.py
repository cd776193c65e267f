"""What the reader does with the conversation: mouse, keys, selection, copying, and all deeds."""
