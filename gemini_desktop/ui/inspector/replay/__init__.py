"""Playing the shown capture again: the bar at the foot of the inspector, and what drives it."""
