"""Codes on a room's screen: pure arithmetic, with time as an argument."""

from uuid import UUID

from meetings.screens.code_rules import (
    PERIOD_S,
    TOKEN_LENGTH,
    Worth,
    digits_of,
    ends_at,
    period_at,
    read_token,
    secret_of,
    token_of,
    worth_of,
)

HALL, COMMUNE = UUID(int=1), UUID(int=2)
NOW = 1_800_000_010.0
KEY = b"of the server"


def worth(token: str, now: float) -> Worth | None:
    claim = read_token(token)
    return worth_of(secret_of(KEY, claim.place), claim, now) if claim else None


def shown(now: float = NOW, place: UUID = HALL) -> str:
    return token_of(secret_of(KEY, place), place, period_at(now))


def test_a_code_counts_while_it_is_shown_and_one_stretch_longer() -> None:
    token, end = shown(), ends_at(period_at(NOW))
    assert worth(token, NOW) is Worth.GOOD
    assert worth(token, end - 0.1) is Worth.GOOD
    assert worth(token, end) is Worth.OVER
    assert worth(token, end + 86400) is Worth.OVER, "a photograph of the screen"
    assert NOW + PERIOD_S < end <= NOW + 2 * PERIOD_S


def test_a_clock_that_is_a_little_ahead_does_no_harm_and_no_code_is_made_for_later() -> None:
    assert worth(shown(NOW + PERIOD_S), NOW) is Worth.GOOD
    assert worth(shown(NOW + 2 * PERIOD_S), NOW) is Worth.OVER


def test_a_code_of_another_room_or_server_is_false() -> None:
    claim = read_token(shown())
    assert claim is not None
    assert claim.place == HALL
    assert worth_of(secret_of(KEY, COMMUNE), claim, NOW) is Worth.FALSE
    assert worth_of(secret_of(b"another", HALL), claim, NOW) is Worth.FALSE


def test_no_part_of_a_code_can_be_changed() -> None:
    token = shown()
    assert len(token) == TOKEN_LENGTH
    for place in range(len(token)):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert worth(other, NOW) in {Worth.FALSE, None}


def test_what_is_no_code_is_none() -> None:
    for text in ("", "x", "A" * 39, "A" * 44, "é" * 40, shown() + "="):
        assert read_token(text) is None


def test_digits_are_six_and_change_with_time_and_room() -> None:
    secret = secret_of(KEY, HALL)
    told = [digits_of(secret, period) for period in range(500)]
    assert all(len(one) == 6 and one.isdigit() for one in told)
    assert len(set(told)) > 490
    assert digits_of(secret_of(KEY, COMMUNE), 7) != told[7]
