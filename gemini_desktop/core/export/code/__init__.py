"""A request in the languages in which people send one."""
