"""Pure packet logic: no socket, no clock of its own, no randomness that a test cannot give.

Time always comes in as ``now`` (seconds of a monotonic clock); packets come in as plain bytes and
leave through an ``Outlet``. ``engine.Engine`` is the border: another engine can take its place.
"""
