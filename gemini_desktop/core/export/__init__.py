"""A transcript or a capture in other forms. Pure: values in, text or bytes out."""
