"""Which packets to one address can leave as one message that the kernel cuts (UDP GSO)."""

from collections.abc import Iterator, Sequence

MOST, MOST_BYTES = 32, 60_000


def trains(packets: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Cut packets into runs, in their order: all of a run are equally long, only the last one may be shorter."""
    begin = size = 0
    for index, packet in enumerate(packets):
        fits = index == begin or (
            len(packet) <= len(packets[begin])
            and len(packets[index - 1]) == len(packets[begin])
            and index - begin < MOST
            and size + len(packet) <= MOST_BYTES
        )
        if not fits:
            yield packets[begin:index]
            begin, size = index, 0
        size += len(packet)
    if packets:
        yield packets[begin:]
