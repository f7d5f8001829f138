import aioice.stun
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.peer.stun import MalformedStunError, build_binding_success, parse_binding_request

KEY = "secret"


def check(username: str = "ours:theirs", password: str = KEY, *, nominate: bool = False) -> bytes:
    message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST, b"0123456789ab")
    message.attributes["USERNAME"] = username
    message.attributes["PRIORITY"] = 1
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


def test_a_check_is_understood_and_verified() -> None:
    request = parse_binding_request(check(nominate=True))
    assert request is not None
    assert (request.local_ufrag, request.remote_ufrag, request.nominates) == ("ours", "theirs", True)
    assert request.is_from("secret")
    assert not request.is_from("Secret")


def test_a_changed_byte_is_noticed() -> None:
    data = bytearray(check())
    data[26] ^= 1
    request = parse_binding_request(bytes(data))
    assert request is not None
    assert not request.is_from("secret")


def test_what_stands_behind_the_integrity_value_is_not_believed() -> None:
    data = check()
    extra = bytes.fromhex("00250000")
    longer = data[:2] + (len(data) - 20 + 4).to_bytes(2, "big") + data[4:] + extra
    request = parse_binding_request(longer)
    assert request is not None
    assert not request.nominates


def test_without_integrity_it_is_no_check() -> None:
    message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
    message.attributes["USERNAME"] = "a:b"
    with pytest.raises(MalformedStunError):
        parse_binding_request(bytes(message))


def test_other_messages_are_not_for_us() -> None:
    message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.RESPONSE)
    assert parse_binding_request(bytes(message)) is None


@pytest.mark.parametrize("address", [("192.0.2.7", 40000), ("2001:db8::7", 40000)])
def test_the_answer_is_what_an_ice_agent_expects(address: tuple[str, int]) -> None:
    answer = aioice.stun.parse_message(build_binding_success(b"0123456789ab", address, "secret"))
    assert answer.message_class is aioice.stun.Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == address
    assert answer.check_message_integrity(b"secret")
    assert "FINGERPRINT" in answer.attributes


@given(st.binary(max_size=120))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    for text in (data, b"\0\1" + (len(data) & ~3).to_bytes(2, "big") + bytes.fromhex("2112a442") + data):
        try:
            parse_binding_request(text)
        except MalformedStunError:
            pass
