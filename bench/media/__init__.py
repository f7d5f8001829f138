"""``make bench-media``: what one forwarded packet costs, beside a floor and beside Janus."""
