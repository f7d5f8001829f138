"""Damages valid inputs, the same way for the same seed."""

import random

_NUMBERS = (0, 1, 2, 3, 4, 7, 15, 16, 63, 64, 127, 128, 191, 192, 254, 255)
_TOKENS = (
    b"\r\n",
    b"a=",
    b"m=",
    b"\0\0",
    b"\xbe\xde",
    b"\x10\0",
    b"99999999999",
    b" ",
    b"-1",
    b"=",
    b"\xff\xff",
    b"\xc3",
)


def mutate(rng: random.Random, seeds: list[bytes], longest: int = 4096) -> bytes:
    """One input: a seed with one to six injuries, sometimes two seeds in one."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 1, 2, 4, 16, 64)))
        match rng.randrange(8):
            case 0:
                data[at:end] = rng.choice(_TOKENS)
            case 1:
                data[at:at] = rng.choice(_TOKENS)
            case 2:
                del data[at:end]
            case 3:
                data[at:at] = data[at:end] * rng.choice((1, 2, 30))
            case 4:
                del data[at:]
            case 5:
                other = rng.choice(seeds)
                data[at:] = other[rng.randrange(len(other) + 1) :]
            case _ if at < len(data):
                data[at] = rng.choice((*_NUMBERS, data[at] ^ 1 << rng.randrange(8)))
    return bytes(data[: max(longest, len(seeds[0]))])
