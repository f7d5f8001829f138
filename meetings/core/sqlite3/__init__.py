"""Django's SQLite backend, with one rule added: after a failed write to the disk nothing is tried again."""
