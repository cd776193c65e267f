"""What `core.chunk` is made of: from reads to chunks and the notes on them."""
