"""A room behind a line that can be cut: a network namespace, and Chromium in it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Room:
    """A namespace that reaches the server by one pair of interfaces."""

    name: str
    server: str
    """Address of the server as the room sees it."""

    def cut_silently(self) -> None:
        """Lose every packet, and tell nobody: the uplink of the room's switch is gone."""
        rules = (
            f"table inet {self.name} {{\n"
            f"chain in {{ type filter hook input priority 0; iifname {self.name}a drop; }}\n"
            f"chain out {{ type filter hook output priority 0; oifname {self.name}a drop; }}\n}}\n"
        )
        subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)

    def restore(self) -> None:
        """Let packets through again."""
        subprocess.run(["nft", "delete", "table", "inet", self.name], check=True)

    def unplug(self) -> None:
        """Take the cable out: the tablet's own network goes down."""
        _ip("link", "set", f"{self.name}a", "down")

    def plug(self) -> None:
        """Put the cable in again."""
        _ip("link", "set", f"{self.name}a", "up")

    def browser(self, folder: Path) -> Path:
        """Write a program that is Chromium in this room."""
        program = folder / "chromium-in-the-room"
        program.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} chromium "$@"\n')
        program.chmod(0o755)
        return program


@contextmanager
def room_behind_a_line() -> Iterator[Room]:
    """Make the namespace; all of it is gone at the end."""
    number = os.getpid() % 200 + 20
    room = Room(f"nghisu{number}", f"10.213.{number}.1")
    _ip("netns", "add", room.name)
    try:
        _ip("link", "add", f"{room.name}a", "type", "veth", "peer", "name", f"{room.name}b", "netns", room.name)
        _ip("addr", "add", f"{room.server}/30", "dev", f"{room.name}a")
        _ip("link", "set", f"{room.name}a", "up")
        inside = ("netns", "exec", room.name, "ip")
        _ip(*inside, "addr", "add", f"10.213.{number}.2/30", "dev", f"{room.name}b")
        _ip(*inside, "link", "set", f"{room.name}b", "up")
        _ip(*inside, "link", "set", "lo", "up")
        yield room
    finally:
        subprocess.run(["nft", "delete", "table", "inet", room.name], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["ip", "link", "delete", f"{room.name}a"], check=False, stderr=subprocess.DEVNULL)
        _ip("netns", "delete", room.name)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)
