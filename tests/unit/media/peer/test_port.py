"""What a turn of reading leads to leaves together, in its order, and arrives as the packets that it was."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from media.counters import Counters
from media.peer.port import UdpPort
from media.peer.trains import MOST, MOST_BYTES, trains


def sizes(packets: list[int]) -> list[list[int]]:
    return [[len(one) for one in train] for train in trains([bytes(size) for size in packets])]


def test_a_train_is_of_equal_packets_and_ends_with_a_shorter_one() -> None:
    assert sizes([]) == []
    assert sizes([9]) == [[9]]
    assert sizes([9, 9, 4, 9]) == [[9, 9, 4], [9]]
    assert sizes([4, 9, 9]) == [[4], [9, 9]]
    assert sizes([9, 4, 4]) == [[9, 4], [4]]


def test_a_train_is_no_longer_than_the_kernel_takes() -> None:
    assert [len(one) for one in sizes([100] * (MOST + 1))] == [MOST, 1]
    assert max(sum(one) for one in sizes([MOST_BYTES // 4] * 9)) <= MOST_BYTES


@pytest.fixture
def page() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.settimeout(5)
        yield one


@pytest.mark.parametrize("cuts", [True, False], ids=["one message", "each alone"])
async def test_packets_of_one_turn_arrive_one_by_one(page: socket.socket, cuts: bool) -> None:
    answers = [b"a" * 900, b"b" * 900, b"c" * 30, b"d" * 400]

    def receive(data: bytes, address: object) -> None:
        for one in answers:
            port.send(one, page.getsockname())

    port = UdpPort(0, receive, Counters())
    port._cuts = cuts
    port.start()
    page.sendto(b"now", ("127.0.0.1", port.number))
    try:
        assert [await asyncio.to_thread(page.recv, 2000) for _ in answers] == answers
        port.send(b"outside of a turn", page.getsockname())
        assert page.recv(2000) == b"outside of a turn"
    finally:
        port.close()
    assert port._cuts is cuts
