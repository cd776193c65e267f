"""Between what the chat shows and the events that brought it."""
