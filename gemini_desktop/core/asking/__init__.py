"""Requests before and after they are sent: what they ask, and whether they may."""
