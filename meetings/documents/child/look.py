"""Runs inside the sandbox: looks for doors that should be shut and writes what it found to ``seen.json``."""

import json
import os
import socket
import sys
from pathlib import Path


def network() -> bool:
    """Tell whether there is any way out: an interface besides the private loopback, or a working connection."""
    if [name for _, name in socket.if_nameindex() if name != "lo"]:
        return True
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=0.2).close()
    except OSError:
        return False
    return True


def readable(path: str) -> bool:
    """Tell whether anything of the server can be seen at ``path``."""
    try:
        return bool(os.listdir(path)) if Path(path).is_dir() else bool(Path(path).read_bytes())
    except OSError:
        return False


def rights() -> bool:
    """Tell whether this is root, holds a capability, or could gain one."""
    lines = Path("/proc/self/status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    capable = any(int(status[name], 16) for name in ("CapEff", "CapPrm", "CapAmb"))
    return os.geteuid() == 0 or capable or status["NoNewPrivs"] != "1"


def main() -> None:
    """Look and write."""
    seen = {
        "network": network(),
        "shadow": readable("/etc/shadow"),
        "home": readable(sys.argv[1]),
        "rights": rights(),
    }
    Path("seen.json").write_text(json.dumps(seen))


main()
