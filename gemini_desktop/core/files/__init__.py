"""What files are: by their bytes, names and media types."""
