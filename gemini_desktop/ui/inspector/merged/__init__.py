"""What the call would have returned without streaming."""
