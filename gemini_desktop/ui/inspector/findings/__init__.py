"""What was odd, and at which byte."""
