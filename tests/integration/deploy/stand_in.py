"""``python stand_in.py``: the real supervisor with the real Redis and TLS, but one-page processes.

Keeps the tests of starting and stopping apart from what the processes do. Run as a child of the tests.
"""

import http.server
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

NAMES = ("web-1", "media-1")


def web() -> None:
    """HTTPS with ``/healthz`` alone; starts a grandchild, as conversions do."""
    subprocess.Popen(["sleep", "600"])
    home = Path(os.environ["NGHISU_HOME"])

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"processes": {name: {"alive": True} for name in NAMES}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["NGHISU_PORT"])), Page)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "tls" / "server.pem", home / "tls" / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


def media() -> None:
    """Ignores SIGTERM, and leaves a grandchild in a session of its own: the hardest to stop."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    subprocess.Popen(["sleep", "600"], start_new_session=True)
    print("tiếng nói và hình ảnh", flush=True)
    while True:
        time.sleep(1)


async def _nothing(*_: object) -> None:
    return None


def supervise() -> int:
    """The real entry point over these processes."""
    from deploy.embedded import __main__ as embedded_main
    from deploy.embedded.child import Program

    def programs(embedded: object, files: object) -> list[Program]:
        environment = embedded.environment()  # type: ignore[attr-defined]
        return [Program(name, (sys.executable, __file__, name), environment, niceness=5) for name in NAMES]

    embedded_main.application_programs = programs
    embedded_main.prepare_database = _nothing
    return embedded_main.main()


if __name__ == "__main__":
    roles = {"web-1": web, "media-1": media}
    if len(sys.argv) > 1:
        roles[sys.argv[1]]()
    else:
        sys.path[0] = str(Path(__file__).resolve().parents[3])
        sys.exit(supervise())
