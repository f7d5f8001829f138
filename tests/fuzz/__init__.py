"""Damaged bytes for every parser that strangers can reach: `make fuzz`, and in small in `make test`."""
