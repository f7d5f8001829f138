"""The sandbox holds: no network, no files of the server, no rights, an end to memory and time."""

import http.client
import http.server
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from meetings.documents import convert, office, sandbox
from tests.integration.documents import files

HITS: list[str] = []


class Listener(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        HITS.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[str]:
    HITS.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


PLAIN = sandbox.Limits()


def inside(script: str, limits: sandbox.Limits = PLAIN) -> tuple[sandbox.Outcome, dict[str, str]]:
    """Run shell lines in the sandbox; return how it ended and the files they left."""
    with sandbox.workspace() as folder:
        outcome = sandbox.run(["sh", "-c", script], folder, limits)
        left = {path.name: path.read_text() for path in folder.iterdir() if path.is_file() and not path.is_symlink()}
    return outcome, left


@pytest.mark.parametrize("layer", ["both", "no network alone", "settings alone"])
def test_linked_picture_of_a_document_is_not_fetched(
    listener: str, layer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two layers holds alone; without both LibreOffice does fetch."""
    if layer == "no network alone":
        monkeypatch.setattr(office, "_SETTINGS", ())
    if layer == "settings alone":
        honest = sandbox._enclosed
        monkeypatch.setattr(sandbox, "_enclosed", lambda *args: [w for w in honest(*args) if w != "--unshare-net"])
    with sandbox.workspace() as folder:
        (folder / "in.docx").write_bytes(files.linked_docx(f"{listener}/anh.png"))
        made, _ = office.to_pdf(folder, "in.docx", lambda _: None)
        assert made is not None, "the document itself is converted"
    assert HITS == []


def test_html_page_with_remote_parts_reaches_nobody(listener: str) -> None:
    page = f'<html><img src="{listener}/a.png"><link rel="stylesheet" href="{listener}/b.css"><p>xin</p></html>'
    with sandbox.workspace() as folder:
        (folder / "in.html").write_text(page)
        office.to_pdf(folder, "in.html", lambda _: None)
    assert HITS == []


def test_listener_is_reachable_outside_and_not_inside(listener: str) -> None:
    port = int(listener.rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/outside")
    assert connection.getresponse().status == 404
    assert HITS == ["/outside"]
    program = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
    with sandbox.workspace() as folder:
        outcome = sandbox.run(["python3", "-c", program], folder)
    assert outcome.code != 0 and "refused" in outcome.errors.lower()


def test_files_of_the_server_cannot_be_seen(tmp_path: Path, settings: object) -> None:
    secret = tmp_path / "nghisu.sqlite3"
    secret.write_text("bí mật")
    secret.chmod(0o644)
    home = settings.HOME  # type: ignore[attr-defined]
    _, left = inside(
        f"cat /etc/shadow > a; cat /etc/passwd > b; cat {secret} > c; cat {home}/secret.key > d; ls /root > e;"
        "ls /home > f;"
        "touch /usr/x 2>/dev/null && echo yes > g; env > h; true"
    )
    assert {name: left.get(name, "") for name in "abcdef"} == dict.fromkeys("abcdef", "")
    assert "g" not in left
    assert "NGHISU" not in left["h"] and "DATABASE" not in left["h"] and "SECRET" not in left["h"]


def test_no_rights_and_no_other_process_is_seen() -> None:
    _, left = inside("cat /proc/self/status > status; ls /proc | grep -c '^[0-9]' > count; id -u > uid")
    status = dict(line.split(":\t", 1) for line in left["status"].splitlines() if ":\t" in line)
    assert [int(status[name], 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")] == [0, 0, 0, 0]
    assert status["NoNewPrivs"] == "1"
    assert left["uid"].strip() == "65534"
    assert int(left["count"]) < 10


def test_time_memory_and_file_size_end() -> None:
    began = time.monotonic()
    outcome, _ = inside("sleep 60", sandbox.Limits(wall_s=0.5))
    assert outcome.timed_out and time.monotonic() - began < 5
    outcome, _ = inside("python3 -c 'while True: pass'", sandbox.Limits(cpu_s=1))
    assert outcome.timed_out
    outcome, _ = inside("python3 -c 'b = bytearray(400 << 20)'", sandbox.Limits(memory_mb=200))
    assert outcome.code != 0 and "MemoryError" in outcome.errors
    outcome, left = inside("head -c 9000000 /dev/zero > big; echo done > end", sandbox.Limits(file_mb=1))
    assert len(left["big"]) <= 1024 * 1024


def test_what_it_started_dies_with_it() -> None:
    mark = f"9{time.time_ns() % 10**6}"
    inside(f"setsid sleep {mark} & sleep 0.2", sandbox.Limits(wall_s=5))
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [line for line in running if mark.encode() in line]


def test_link_left_in_the_workspace_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("bí mật")
    with sandbox.workspace() as folder:
        sandbox.run(["ln", "-s", str(secret), "paper.pdf"], folder)
        with pytest.raises(OSError):
            sandbox.read_output(folder, "paper.pdf", 100)
        with pytest.raises(convert.UnfitFile):
            convert._take(folder / "paper.pdf", tmp_path / "out.pdf")
        sandbox.run(["mkfifo", "pipe"], folder)
        with pytest.raises(OSError):
            sandbox.read_output(folder, "pipe", 100)
    assert not (tmp_path / "out.pdf").exists()


def test_answer_of_the_sandboxed_program_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [{"pages": 0}, {"pages": 10**9}, {"pages": "3"}, {"error": "<b>"}, ["x"], {}]
    for answer in answers:
        with sandbox.workspace() as folder:
            (folder / "result.json").write_text(json.dumps(answer))
            monkeypatch.setattr(sandbox, "python_command", lambda *_: ["true"])
            with pytest.raises(convert.UnfitFile) as refusal:
                convert._result(folder, "clean", "in.pdf", "2000")
            assert refusal.value.code == "broken"


def test_without_a_sandbox_nothing_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sandbox.probe.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        state = sandbox.probe()
        assert not state.works and "bubblewrap" in state.reason
        with sandbox.workspace() as folder, pytest.raises(sandbox.NoSandbox, match="an toàn"):
            sandbox.run(["true"], folder)
    finally:
        sandbox.probe.cache_clear()


def test_a_leaking_sandbox_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = sandbox._enclosed

    def with_network(*args: object) -> list[str]:
        return [word for word in honest(*args) if word != "--unshare-net"]  # type: ignore[arg-type]

    monkeypatch.setattr(sandbox, "_enclosed", with_network)
    sandbox.probe.cache_clear()
    try:
        assert "không kín (network)" in sandbox.probe().reason
    finally:
        sandbox.probe.cache_clear()


def test_works_for_an_ordinary_user_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container or a service unit we are not root: then bubblewrap's own name space of users is used."""
    if os.geteuid() != 0:
        pytest.skip("the probe of this run shows it already")
    monkeypatch.setattr(sandbox, "_interpreter_folders", lambda: ())
    monkeypatch.setattr(sandbox, "CHILD_FOLDER", Path("/usr"))
    monkeypatch.setattr(os, "geteuid", lambda: sandbox.NOBODY)
    script = "id -u; grep -E 'CapEff|NoNewPrivs' /proc/self/status; ls /sys 2>&1; cat /etc/shadow 2>&1; ip -o link"
    command = sandbox._enclosed(["sh", "-c", script], Path("/var/tmp"), sandbox.Limits())
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"]
    done = subprocess.run([*user, *command], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("65534\n")
    assert "CapEff:\t0000000000000000" in done.stdout and "NoNewPrivs:\t1" in done.stdout
    assert "root:" not in done.stdout
    assert [line.split(":")[1].strip() for line in done.stdout.splitlines() if "link/" in line] in ([], ["lo"])
