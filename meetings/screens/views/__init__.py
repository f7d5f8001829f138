"""Pages of the codes on the rooms' screens."""
