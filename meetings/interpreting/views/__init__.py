"""Pages of interpretation."""
