"""The network: asyncio and httpx. Knows neither Qt nor SQLite."""
