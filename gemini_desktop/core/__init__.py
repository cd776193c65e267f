"""The pure heart: bytes in, events out. No I/O, no clock, no Qt."""
