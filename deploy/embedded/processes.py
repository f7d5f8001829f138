"""The processes of the product on one machine; ``docker-compose.yml`` starts the same commands."""

import sys
from pathlib import Path

from deploy.embedded.certificates import Files
from deploy.embedded.child import Program
from deploy.embedded.settings import ROOT, Embedded

BACKLOG = 2048
"""Daphne's own 50 makes the reconnect of a full hall last seconds."""
LONGEST_MESSAGE = 256 * 1024
"""Bytes of one WebSocket message; an SDP offer has about 20 kB."""
CLOSE_SECONDS = 2
NICENESS = {"transcription": 10, "jobs": 10}
"""A busy machine may delay captions and conversions, never picture, sound and votes."""
WITH_SPARE = {"media"}
"""Without it nobody hears anything, and to load it takes a second of the processor, which all who come back want."""
EVERYWHERE = "0.0.0.0"  # noqa: S104 - tablets come from the whole local network


def redis_program(embedded: Embedded) -> Program:
    """The private Redis: no TCP port, its data in the data folder."""
    folder = embedded.home / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    command = ("redis-server", "--port", "0", "--unixsocket", str(embedded.redis_socket), "--unixsocketperm", "700")
    data = ("--dir", str(folder), "--appendonly", "yes", "--save", "", "--loglevel", "warning", "--daemonize", "no")
    return Program("redis", (*command, *data), folder=folder, last=True)


def application_programs(embedded: Embedded, files: Files) -> list[Program]:
    """web, media, jobs: one of each; transcription as often as the settings say."""
    python, manage = embedded.python, str(ROOT / "manage.py")
    commands = {
        "web-1": web_command(embedded, files),
        "media-1": (python, "-m", "media"),
        **{
            f"transcription-{number}": (python, "-m", "transcription")
            for number in range(1, embedded.transcription_workers + 1)
        },
        "jobs-1": (python, manage, "run_jobs"),
    }
    shared = {**embedded.environment(), "NGHISU_PROCESSES": ",".join(commands)}
    return [
        Program(
            name,
            command,
            {**shared, "NGHISU_PROCESS": name},
            folder=ROOT,
            niceness=NICENESS.get(_kind(name), 0),
            spare=_kind(name) in WITH_SPARE,
        )
        for name, command in commands.items()
    ]


def web_command(embedded: Embedded, files: Files) -> tuple[str, ...]:
    """Daphne on the https port, and on the http port for the page that hands out the authority's certificate."""
    key, chain = _escape(files.key), _escape(files.chain)
    https = f"ssl:{embedded.https_port}:privateKey={key}:certKey={chain}:interface={EVERYWHERE}:backlog={BACKLOG}"
    http = f"tcp:{embedded.http_port}:interface={EVERYWHERE}:backlog={BACKLOG}"
    limits = ("--websocket-max-message-size", str(LONGEST_MESSAGE), "--websocket-max-frame-size", str(LONGEST_MESSAGE))
    quiet = ("--verbosity", "0", "--no-server-name", "--application-close-timeout", str(CLOSE_SECONDS))
    daphne = (embedded.python, "-m", "daphne", "-e", https, "-e", http)
    return (*daphne, *limits, *quiet, "meetings.config.asgi:application")


def manage_program(embedded: Embedded, name: str, *arguments: str) -> Program:
    """One of Django's commands, run once."""
    return Program(name, (sys.executable, str(ROOT / "manage.py"), *arguments), embedded.environment(), folder=ROOT)


def _kind(name: str) -> str:
    return name.rpartition("-")[0]


def _escape(path: Path) -> str:
    """A path inside a Twisted endpoint description, where colon, equals and backslash mean something."""
    text = str(path).replace("\\", "\\\\")
    return text.replace(":", "\\:").replace("=", "\\=")
