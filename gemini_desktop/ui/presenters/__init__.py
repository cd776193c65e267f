"""Between the panes and the session: one presenter for each thing that a window does."""
