"""What papers cost."""
