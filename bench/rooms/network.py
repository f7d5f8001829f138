"""A laptop's two ways into the office's network, Wi-Fi and cable: a namespace with two addresses behind a bridge."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NAME = "nghisurooms"
"""One at a time on a machine: what an interrupted run left behind is found again by this name."""
SERVER = "10.214.77.1"
WIFI, CABLE = "wifi", "cable"
_ADDRESSES = {WIFI: "10.214.77.2/24", CABLE: "10.214.77.3/24"}
_OUTSIDE = {WIFI: "nghisurmw", CABLE: "nghisurmc"}
_BRIDGE = "nghisurmb"


@dataclass(frozen=True)
class Laptop:
    """A namespace that begins on Wi-Fi."""

    server: str = SERVER
    """Address of the server as the laptop sees it."""

    enter = ("ip", "netns", "exec", NAME)
    """In front of a command that runs on this laptop."""

    def plug_in(self) -> None:
        """Put the cable in."""
        _inside("ip", "link", "set", CABLE, "up")

    def leave_wifi(self) -> None:
        """Switch Wi-Fi off: its address is gone at once."""
        _inside("ip", "link", "set", WIFI, "down")


@contextmanager
def laptop() -> Iterator[Laptop]:
    """Make the namespace and its bridge; all of it is gone at the end. Needs root."""
    _remove()
    try:
        _run("ip", "link", "add", _BRIDGE, "type", "bridge", "stp_state", "0", "forward_delay", "0")
        _run("ip", "addr", "add", f"{SERVER}/24", "dev", _BRIDGE)
        _run("ip", "link", "set", _BRIDGE, "up")
        _run("ip", "netns", "add", NAME)
        # Both are in one subnet: neither may answer for the other's address.
        _inside("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2")
        for line, outside in _OUTSIDE.items():
            _run("ip", "link", "add", outside, "type", "veth", "peer", "name", line, "netns", NAME)
            _run("ip", "link", "set", outside, "master", _BRIDGE, "up")
            _inside("ip", "addr", "add", _ADDRESSES[line], "dev", line)
        _inside("ip", "link", "set", "lo", "up")
        _inside("ip", "link", "set", WIFI, "up")
        yield Laptop()
    finally:
        _remove()


def _remove() -> None:
    for command in (("netns", "delete", NAME), *(("link", "delete", one) for one in (*_OUTSIDE.values(), _BRIDGE))):
        subprocess.run(["ip", *command], check=False, stderr=subprocess.DEVNULL)


def _inside(*command: str) -> None:
    _run("ip", "netns", "exec", NAME, *command)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
