"""Installing what is missing, with the standard library alone; every step is skipped when its result is fresh."""
