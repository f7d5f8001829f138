"""Debian packages: find the missing ones, install them when this user may, else print the one command."""

import os
import shutil
import subprocess
from pathlib import Path

from deploy.setup.messages import SetupError, quietly, step

PACKAGES_FILE = Path("deploy/debian-packages.txt")


def wanted_packages(scopes: set[str]) -> list[str]:
    """Names in the data file whose scope is in ``scopes``."""
    rows = (line.split() for line in PACKAGES_FILE.read_text(encoding="utf-8").splitlines())
    return [row[0] for row in rows if row and not row[0].startswith("#") and row[1] in scopes]


def missing_packages(names: list[str]) -> list[str]:
    """Those of ``names`` that dpkg does not report as installed; empty on a system without dpkg."""
    if shutil.which("dpkg-query") is None:
        return []
    out = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[0] for line in out.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def install_missing(scopes: set[str]) -> None:
    """Install what ``scopes`` need; raises ``SetupError`` with the exact command when it may not or it fails."""
    if shutil.which("dpkg-query") is None:
        _require_redis()
        return
    missing = missing_packages(wanted_packages(scopes))
    if missing:
        install(missing)


def install(names: list[str]) -> None:
    """Run apt-get for ``names`` as root or by a password-less sudo."""
    prefix = _root_prefix()
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(names)
    if prefix is None:
        raise SetupError(
            f"Thiếu {len(names)} gói Debian và tài khoản này không được phép cài. Hãy chạy lệnh sau rồi thử lại:\n"
            f"    {command}",
            "Debian packages are missing and this user may not install them: run the command above, then try again.",
        )
    step(f"Cài {len(names)} gói Debian: {' '.join(names)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = [*prefix, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    # An update that fails in part (a dead mirror among several) need not stop the installation.
    quietly([*apt, "update"], environment=environment)
    if not quietly([*apt, "install", "-y", "--no-install-recommends", *names], environment=environment):
        raise SetupError(
            f"Không cài được gói Debian. Hãy thử bằng tay:\n    {command}",
            "apt-get failed: try the command above by hand.",
        )


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _require_redis() -> None:
    if shutil.which("redis-server") is None:
        raise SetupError(
            "Máy này không phải Debian và chưa có redis-server. Hãy cài Redis 7 trở lên, LibreOffice, tesseract và "
            "bubblewrap bằng công cụ của hệ điều hành.",
            "Not a Debian system and no redis-server: install Redis 7+, LibreOffice, tesseract and bubblewrap.",
        )
