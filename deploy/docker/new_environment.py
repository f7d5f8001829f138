"""Makes ``.env`` for docker-compose with fresh secrets: ``python3 deploy/docker/new_environment.py NAME[,NAME…]``.

Standard library alone. Never overwrites: an existing file holds the secrets of a running installation.
"""

import os
import secrets
import sys
from pathlib import Path

USAGE = "new_environment.py NAMES [MEDIA-ADDRESSES] : names as in NGHISU_HOST, addresses browsers reach\n"


def make(folder: Path, hosts: str, addresses: str) -> Path:
    """Write ``.env`` (0600) into ``folder``; raises ``FileExistsError``."""
    values = {
        "NGHISU_HOST": hosts,
        "NGHISU_MEDIA_ADDRESSES": addresses,
        "NGHISU_TLS": "./tls",
        "NGHISU_DATABASE_PASSWORD": secrets.token_urlsafe(32),
        "NGHISU_REDIS_PASSWORD": secrets.token_urlsafe(32),
        "NGHISU_TURN_SECRET": secrets.token_urlsafe(32),
    }
    path = folder / ".env"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{name}={value}\n" for name, value in values.items()))
    return path


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.stderr.write(USAGE)
        sys.exit(2)
    try:
        written = make(Path(), sys.argv[1], sys.argv[-1])
    except FileExistsError as error:
        sys.stderr.write(f"{error.filename} exists already and stays as it is.\n")
        sys.exit(1)
    sys.stdout.write(f"{written}: put server.pem and server.key into ./tls, then docker compose up -d\n")
