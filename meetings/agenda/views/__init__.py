"""Pages before and after a meeting."""
