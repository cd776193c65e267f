"""The request as sent, and the heads of what came back."""
