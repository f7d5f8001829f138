"""One step: ``python -m bench.documents.stage ORDER`` prints its figures as JSON.

A process of its own, because Django reads its settings once, and because CPU of ended children is counted for the
whole process.
"""

import importlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.live.servers import installation
from deploy.embedded.settings import Embedded


@dataclass(frozen=True)
class Order:
    """What is measured, where, and how much."""

    step: str
    folder: str
    database_url: str
    pages: int = 5000


def main(text: str) -> int:
    """Measure what the order asks for."""
    order = Order(**json.loads(text))
    embedded = installation(Path(order.folder), order.database_url)
    _django(embedded)
    step = importlib.import_module(f"bench.documents.{MODULES.get(order.step, order.step)}")
    figures: dict[str, Any] = getattr(step, f"measure_{order.step}")(order, embedded)
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


MODULES = {
    "render": "rendering",
    "opening": "opening",
    "ocr": "scans",
    "search": "finding",
    "index": "finding",
    "convert": "conversion",
    "compare": "finding",
    "watermark": "watermark",
}


def _django(embedded: Embedded) -> None:
    """Make this process one of the installation's."""
    os.environ.update(embedded.environment())
    os.environ.update({"DJANGO_SETTINGS_MODULE": "meetings.config.settings", "NGHISU_LOG_LEVEL": "ERROR"})
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
