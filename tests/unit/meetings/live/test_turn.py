"""Passwords for the relay, as coturn checks them."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from meetings.config.env import BadEnvironment, env_turn
from meetings.live.turn import LIFE_S, ice_servers, turn_password

SECRET = "north" * 8


def test_the_password_is_what_coturn_computes() -> None:
    # printf %s 1700000000:peer | openssl dgst -sha1 -hmac northnorth… -binary | base64
    assert turn_password(SECRET, "peer", 1_700_000_000) == ("1700000000:peer", "u+rF5H2oD2oiT2Rw6RwNZhkrmbs=")


def test_a_page_is_told_where_the_relay_is_and_for_how_long(settings) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ("turns:turn.tinh.vn:443?transport=tcp",), SECRET
    now = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    (server,) = ice_servers("peer-1", now)
    ends, _, name = server.username.partition(":")
    assert (int(ends) - now.timestamp(), name) == (LIFE_S, "peer-1")
    wanted = hmac.new(SECRET.encode(), server.username.encode(), hashlib.sha1).digest()
    assert base64.b64decode(server.credential) == wanted
    settings.TURN_URLS = ()
    assert ice_servers("peer-1", now) == ()


@pytest.mark.parametrize(
    ("urls", "secret"),
    [
        ("https://turn.tinh.vn", SECRET),
        ("turns:turn.tinh.vn:443?transport=sctp", SECRET),
        ("turn:a b", SECRET),
        ("turn:turn.tinh.vn", ""),
        ("turn:turn.tinh.vn", "short"),
    ],
)
def test_a_relay_that_cannot_work_stops_the_start(monkeypatch: pytest.MonkeyPatch, urls: str, secret: str) -> None:
    monkeypatch.setenv("A_URLS", urls)
    monkeypatch.setenv("A_SECRET", secret)
    with pytest.raises(BadEnvironment, match=r"A_(URLS|SECRET)"):
        env_turn("A_URLS", "A_SECRET")


def test_addresses_and_secret_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env_turn("A_URLS", "A_SECRET") == ((), "")
    monkeypatch.setenv("A_URLS", "turns:turn.tinh.vn:443?transport=tcp, turn:[2001:db8::1]:3478")
    monkeypatch.setenv("A_SECRET", SECRET)
    urls, secret = env_turn("A_URLS", "A_SECRET")
    assert (urls, secret) == (("turns:turn.tinh.vn:443?transport=tcp", "turn:[2001:db8::1]:3478"), SECRET)
