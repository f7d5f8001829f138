"""Which requests may open a socket at all: only our own pages, over TLS (RFC 6455 §10.2)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.http.request import validate_host

Headers = Iterable[tuple[bytes, bytes]]
HTTPS_PORT = 443


def header(headers: Headers, name: bytes) -> str | None:
    """Return the one value of a header; ``None`` when it is missing or given twice."""
    values = [value for key, value in headers if key.lower() == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def is_own_origin(headers: Headers, allowed_hosts: list[str]) -> bool:
    """Tell whether the Origin is https and exactly the host and port that the request was sent to.

    Browsers always send it and a page cannot change it; so another site cannot use a signed-in person's cookie.
    """
    known = list(headers)
    origin, host = header(known, b"origin"), header(known, b"host")
    if not origin or not host:
        return False
    page, own = _address(origin), _address(f"https://{host}")
    return page is not None and page == own and validate_host(page[0], allowed_hosts)


def _address(url: str) -> tuple[str, int] | None:
    """Return host and port of a bare https origin, else ``None``."""
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS_PORT
    except ValueError:
        return None
    bare = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme != "https" or not parts.hostname or not bare:
        return None
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return name.lower(), port
