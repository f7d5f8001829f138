"""Lời nhắc: what the system asks of one person, on his calendar and on his live page."""
