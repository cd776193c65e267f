"""What is in the chosen event."""
