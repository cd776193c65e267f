"""What leaves the program as files: transcripts, recordings, logs, pictures."""
