"""Choosing which recordings go when the disk has no room for all."""
