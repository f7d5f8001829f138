"""The parts at the border: origin, what pages send, how much, and how fast they read."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from autobahn.websocket.protocol import PreparedMessage
from hypothesis import given
from hypothesis import strategies as st

from meetings.contracts.socket import CommandMessage, Hello
from meetings.live.bucket import Bucket
from meetings.live.inbox import Unreadable, read_message
from meetings.live.origin import is_own_origin
from meetings.live.outbox import MAX_WAITING_BYTES, Outbox, direct_write, frame_of, message_of

ANY = ["*"]


def headers(origin, host="hop.example:8443"):
    return [(b"host", host.encode()), *([(b"origin", origin.encode())] if origin is not None else [])]


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://hop.example:8443", "hop.example:8443"),
        ("https://HOP.example:8443", "hop.example:8443"),
        ("https://hop.example", "hop.example"),
        ("https://hop.example:443", "hop.example"),
        ("https://[2001:db8::1]:8443", "[2001:db8::1]:8443"),
        ("https://192.0.2.7:8443", "192.0.2.7:8443"),
    ],
)
def test_our_own_pages_may_connect(origin, host):
    assert is_own_origin(headers(origin, host), ANY)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://hop.example:8443",
        "https://hop.example",
        "https://hop.example:8444",
        "https://evil.example:8443",
        "https://hop.example.evil.example:8443",
        "https://hop.example:8443@evil.example",
        "https://user@hop.example:8443",
        "https://hop.example:8443/path",
        "https://hop.example:8443?x",
        "https://hop.example:port",
        "https://[hop.example:8443",
        "https://",
        "wss://hop.example:8443",
        "file://hop.example:8443",
    ],
)
def test_others_may_not(origin):
    assert not is_own_origin(headers(origin), ANY)


def test_two_origins_or_hosts_are_none():
    assert not is_own_origin([*headers("https://hop.example:8443"), (b"origin", b"https://hop.example:8443")], ANY)
    assert not is_own_origin([*headers("https://hop.example:8443"), (b"host", b"hop.example:8443")], ANY)


def test_a_host_that_is_not_ours_is_refused():
    assert not is_own_origin(headers("https://hop.example:8443"), ["khac.example"])
    assert is_own_origin(headers("https://hop.example:8443"), ["hop.example"])


@given(st.text(max_size=300))
def test_any_text_is_a_message_or_unreadable(text):
    try:
        read_message(text)
    except Unreadable:
        pass


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=10) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "id", "command", "name", "after", "protocol"]), inner, max_size=5
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_message_or_unreadable(value):
    try:
        read_message(json.dumps(value))
    except Unreadable:
        pass


def test_messages_are_read_strictly():
    assert read_message('{"type":"hello","protocol":1,"after":null}') == Hello(protocol=1)
    command = read_message('{"type":"command","id":"12345678","command":{"name":"mute_all"}}')
    assert isinstance(command, CommandMessage)
    for text in (None, "x" * 200_000, "đ" * 50_000, "[" * 90_000, '{"a":' * 9_000):
        with pytest.raises(Unreadable):
            read_message(text)


def test_a_wrong_command_that_names_its_id_can_be_answered():
    with pytest.raises(Unreadable) as wrong:
        read_message('{"type":"command","id":"12345678","command":{"name":"no_such"}}')
    assert wrong.value.id == "12345678"
    for text in (
        '{"type":"command","id":7}',
        '{"type":"command","id":"' + "x" * 99 + '"}',
        '{"type":"hello","id":"a"}',
    ):
        with pytest.raises(Unreadable) as wrong:
            read_message(text)
        assert wrong.value.id is None


def test_the_bucket_lets_bursts_through_and_then_a_steady_rate():
    bucket = Bucket(size=5, per_second=2, now=100)
    assert [bucket.take(100) for _ in range(6)] == [True] * 5 + [False]
    assert not bucket.take(100.4)
    assert bucket.take(100.5)
    assert not bucket.take(100.5)
    assert [bucket.take(1000, cost) for cost in (4, 2)] == [True, False]


class Line:
    """An ASGI send that keeps what was sent."""

    def __init__(self):
        self.sent = []

    async def __call__(self, message):
        self.sent.append(message["text"])


async def test_a_quick_page_is_sent_to_at_once():
    line = Line()
    outbox = Outbox(line, "resync")
    await outbox.put(message_of("a"))
    assert line.sent == ["a"]


async def test_a_slow_page_waits_in_order_and_loses_nothing_within_bounds():
    line = Line()
    outbox = Outbox(line, "resync")
    outbox.pauseProducing()
    for text in "abc":
        await outbox.put(message_of(text))
    assert line.sent == []
    outbox.resumeProducing()
    await outbox.put(message_of("d"))  # comes while the waiting ones leave
    await asyncio.sleep(0.01)
    assert line.sent == ["a", "b", "c", "d"]


async def test_too_slow_a_page_is_told_to_ask_anew():
    line = Line()
    outbox = Outbox(line, "resync")
    outbox.pauseProducing()
    part = "x" * (MAX_WAITING_BYTES // 4)
    for _ in range(6):
        await outbox.put(message_of(part))
    assert outbox.dropped == 6
    outbox.resumeProducing()
    await asyncio.sleep(0.01)
    await outbox.put(message_of("after"))
    assert line.sent == ["resync", "after"]
    assert not outbox.lost


async def test_full_again_while_draining_keeps_the_order():
    outbox = None
    sent = []

    async def line(message):
        sent.append(message["text"])
        if message["text"] == "b":
            outbox.pauseProducing()

    outbox = Outbox(line, "resync")
    outbox.pauseProducing()
    for text in "abcd":
        await outbox.put(message_of(text))
    outbox.resumeProducing()
    await asyncio.sleep(0.01)
    assert sent == ["a", "b"]
    await outbox.put(message_of("e"))
    outbox.resumeProducing()
    await asyncio.sleep(0.01)
    assert sent == ["a", "b", "c", "d", "e"]


async def test_the_outbox_watches_daphne_s_connection():
    """Contract with daphne: ``send`` is ``partial(handle_reply, protocol)`` and the protocol has its transport."""
    from functools import partial

    from daphne.server import Server
    from daphne.ws_protocol import WebSocketProtocol

    class Transport:
        producers = [object()]
        written = b""

        def registerProducer(self, producer, streaming):  # noqa: N802
            assert streaming
            self.producers.append(producer)

        def unregisterProducer(self):  # noqa: N802
            self.producers.pop()

        def write(self, data):
            self.written += data

    protocol = WebSocketProtocol()
    protocol.transport = Transport()
    protocol.state = WebSocketProtocol.STATE_OPEN
    server = Server(lambda scope: None, endpoints=["tcp:0"])
    outbox = Outbox(partial(server.handle_reply, protocol), "resync")
    outbox.watch()
    assert Transport.producers == [outbox]
    await outbox.put(message_of("đây"))
    assert protocol.transport.written == b"\x81\x05" + "đây".encode()
    # Nothing may follow a closing frame.
    protocol.state = WebSocketProtocol.STATE_CLOSING
    await outbox.put(message_of("b"))
    assert protocol.transport.written == b"\x81\x05" + "đây".encode()
    outbox.close()
    assert Transport.producers == []


def test_frames_go_past_the_buffer_for_small_writes(monkeypatch):
    """Contract with Twisted: TLS without that buffer is ``TLSMemoryBIOProtocol.write``."""
    from twisted.protocols.tls import BufferingTLSTransport, TLSMemoryBIOProtocol

    written = []
    monkeypatch.setattr(TLSMemoryBIOProtocol, "_write", lambda _self, data: written.append(data))
    transport = BufferingTLSTransport.__new__(BufferingTLSTransport)
    transport.write = None
    direct_write(transport)(b"frame")
    assert written == [b"frame"]
    plain = SimpleNamespace(write=written.append)
    direct_write(plain)(b"plain")
    assert written == [b"frame", b"plain"]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_a_frame_is_what_autobahn_would_send(size):
    text = "x" * size
    message = message_of(text)
    assert frame_of(message) == PreparedMessage(text.encode(), False, False, True).payloadHybi
    assert frame_of(message) is frame_of(message)
