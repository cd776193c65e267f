"""JSON text whose values know where they stand."""
