"""Control messages in and out: Redis on one side, conferences and sessions on the other."""
