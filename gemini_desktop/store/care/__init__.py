"""What keeps a home sound and small."""
