"""Agent of a room's computer: keeps the big screen open in Chromium.

Only the standard library is used, so that a room computer needs nothing but Debian's ``python3`` and ``chromium``.
"""
