"""Use cases: send a turn, stop, retry, open what was kept. Knows neither Qt nor the terminal."""
