"""How soon, how fast, how much: figures and pictures of time."""
