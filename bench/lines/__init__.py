"""``make bench-lines``: what a real browser hears and sees behind bad lines, ours beside Janus."""
