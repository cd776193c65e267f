"""Where the next prompt is written: the box, its files, its draft, and the bars above it."""
