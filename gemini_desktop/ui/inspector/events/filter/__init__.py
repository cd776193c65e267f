"""The language of the event table's filter: `grammar` reads it, the others say what it means."""
