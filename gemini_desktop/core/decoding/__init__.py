"""From reads to chunks, and the notes on them; `decoder` is the whole of it."""
