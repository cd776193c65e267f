"""Playing a capture again: what there is to play (`score`), and the one who plays it (`player`)."""
