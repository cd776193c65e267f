"""Files, SQLite and the keyring. Knows neither Qt nor the network."""
