"""The driver of one database: ``python -m bench.live.stage PLAN`` prints the figures as JSON.

A process of its own, because Django reads its settings once. It acts as a second machine's ``web`` would: official acts
are done here through the real services, so the measured daphne only delivers.
"""

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.embedded.settings import Embedded

EVERYTHING = ("fan_out", "commands", "reconnects", "many", "reading")
ONLY_COMMANDS = ("commands",)
"""What depends on the database."""


@dataclass(frozen=True)
class Plan:
    """How much is measured; times are bounded by these counts."""

    database: str
    folder: str
    database_url: str
    sockets: int = 500
    many_sockets: int = 2000
    rounds: int = 5
    events: int = 20
    """Events of each side in a round."""
    journal: int = 1000
    missed: int = 100
    """Events that a page missed, for the catch-up's cost."""
    parts: tuple[str, ...] = EVERYTHING
    tls: bool = True
    many_events: int = 20
    pause_s: float = 0.05


def main(text: str) -> int:
    """Measure what the plan asks for."""
    from bench.live.servers import Servers, installation

    plan = Plan(**json.loads(text))
    embedded = installation(Path(plan.folder), plan.database_url)
    servers = Servers(embedded)
    try:
        servers.start_redis()
        _django(embedded)
        from bench.live.measure import measure

        peer = Servers(_other_ports(embedded))
        try:
            figures = measure(plan, servers, peer)
        finally:
            peer.stop()
    finally:
        servers.stop()
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def _other_ports(embedded: Embedded) -> Embedded:
    from bench.live.servers import free_port

    return replace(embedded, https_port=free_port(), http_port=free_port())


def _django(embedded: Embedded) -> None:
    """Make this process one of the installation's."""
    os.environ.update(embedded.environment())
    os.environ.update({"DJANGO_SETTINGS_MODULE": "meetings.config.settings", "NGHISU_LOG_LEVEL": "WARNING"})
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
