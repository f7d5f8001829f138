"""Transport-wide numbers of one subscriber, and what was sent under them."""

HISTORY = 2048
"""Numbers remembered: four seconds of the largest pictures; feedback comes every 0.1 s."""


class SendLog:
    """Gives numbers and remembers time and size of each until it is answered for."""

    def __init__(self) -> None:
        self._next = 0
        self._sent: dict[int, tuple[float, int]] = {}

    def number(self, size: int, now: float) -> int:
        """Return the number of the next packet; ``size`` in bytes on the wire."""
        self._next = (self._next + 1) & 0xFFFF
        self._sent.pop((self._next - HISTORY) & 0xFFFF, None)
        self._sent[self._next] = (now, size)
        return self._next

    def take(self, number: int) -> tuple[float, int] | None:
        """Take out when and how large it was; None when that is not known (any more)."""
        return self._sent.pop(number, None)

    def waiting(self, after: float, before: float) -> int:
        """How many packets sent in that time nobody answered for."""
        return sum(after < at < before for at, _ in self._sent.values())
