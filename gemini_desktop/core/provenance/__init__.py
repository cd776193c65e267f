"""Which byte made which word."""
