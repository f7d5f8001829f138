"""First passwords, for somebody to hand over on paper."""

import secrets

WORDS = ("sen", "tre", "lua", "song", "nui", "bien", "dong", "may", "trang", "sao", "gio", "nang")


def fresh_password() -> str:
    """Return a password that can be typed on a tablet: four words and four figures."""
    words = "-".join(secrets.choice(WORDS) for _place in range(4))
    return f"{words}-{secrets.randbelow(9000) + 1000}"
