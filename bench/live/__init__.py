"""What the live line of a meeting costs: fan-out, reconnects, commands at once, memory (``make bench-live``)."""
