"""The event table: columns of numbers, the filter, one row a chunk."""
