"""A real coturn with the product's own configuration and a certificate of a site's own authority, on loopback."""

import base64
import hashlib
import os
import shutil
import socket
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from deploy.embedded.certificates import ensure_certificates
from tests.integration.media.conftest import ROOT, wait_until

SECRET = "relay-for-the-tests-" * 2


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Relay:
    """``deploy/coturn/start.sh``, told to listen and to relay on loopback, which it would refuse outside a test."""

    def __init__(self, folder: Path) -> None:
        self.port, self.tls_port = free_port(), free_port()
        self._certificates = ensure_certificates(folder / "tls", ["localhost", "127.0.0.1"])
        base = (ROOT / "deploy/coturn/turnserver.conf").read_text(encoding="utf-8")
        base = base.replace("listening-port=3478", f"listening-port={self.port}")
        base += f"listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nallow-loopback-peers\npidfile={folder / 'turn.pid'}\n"
        base += f"userdb={folder / 'turn.db'}\n"
        (folder / "base.conf").write_text(base)
        self.log = folder / "coturn.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                ["sh", str(ROOT / "deploy/coturn/start.sh")],
                env=os.environ
                | {
                    "TURN_SECRET": SECRET,
                    "TURN_PEERS": "127.0.0.1",
                    "TURN_BASE": str(folder / "base.conf"),
                    "TURN_CONFIG": str(folder / "turn.conf"),
                    "TURN_CERT": str(self._certificates.chain),
                    "TURN_KEY": str(self._certificates.key),
                    "TURN_TLS_PORT": str(self.tls_port),
                },
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        wait_until(self._listens)

    def _listens(self) -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def trust(self) -> str:
        """A flag by which Chromium trusts this relay's key, and no other: the authority is not installed here."""
        certificate = load_pem_x509_certificate(self._certificates.chain.read_bytes())
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"--ignore-certificate-errors-spki-list={base64.b64encode(hashlib.sha256(key).digest()).decode()}"

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def installed() -> bool:
    """Tell whether Debian's ``coturn`` is there."""
    return shutil.which("turnserver") is not None
