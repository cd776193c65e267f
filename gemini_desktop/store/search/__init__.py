"""The words of captures and turns, to be searched."""
