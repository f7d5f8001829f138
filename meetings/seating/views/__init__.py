"""Pages of seats."""
