"""All exchanges of the home: the list, the search across them, and those that are open."""
