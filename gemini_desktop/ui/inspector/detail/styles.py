"""The ways to see an event's JSON as text."""

AS_SENT, PRETTY, COMPACT = "as sent", "pretty", "compact"
