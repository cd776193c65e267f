"""Where the time of one exchange went, computed from its records and chunks alone."""
