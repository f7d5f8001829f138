"""Small decisions of the embedded installation."""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded import refusals, settings, welcome
from deploy.embedded.certificates import Files
from deploy.embedded.processes import application_programs, redis_program, web_command
from deploy.embedded.ready import alive_names
from deploy.embedded.settings import Embedded
from deploy.setup.messages import SetupError

WORKERS = "NGHISU_TRANSCRIPTION_WORKERS"


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Embedded:
    for name in ("NGHISU_PORT", "NGHISU_HTTP_PORT", "NGHISU_HOST", "REDIS_URL", "DATABASE_URL", WORKERS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NGHISU_HOME", str(tmp_path / "v"))
    (tmp_path / "v").mkdir()
    return settings.from_environment()


def test_the_private_redis_has_no_tcp_port(embedded: Embedded) -> None:
    command = redis_program(embedded).command
    assert command[command.index("--port") + 1] == "0"
    assert command[command.index("--unixsocketperm") + 1] == "700"
    assert embedded.own_redis


def test_every_process_knows_its_name_and_whom_to_expect(embedded: Embedded) -> None:
    programs = application_programs(embedded, Files(embedded.tls))
    assert [program.name for program in programs] == ["web-1", "media-1", "transcription-1", "jobs-1"]
    for program in programs:
        assert program.environment["NGHISU_PROCESS"] == program.name
        assert program.environment["NGHISU_PROCESSES"] == "web-1,media-1,transcription-1,jobs-1"
        assert program.environment["REDIS_URL"] == f"unix://{embedded.redis_socket}?db=0"


def test_picture_sound_and_votes_go_before_captions_and_conversions(embedded: Embedded) -> None:
    niceness = {program.name: program.niceness for program in application_programs(embedded, Files(embedded.tls))}
    assert niceness["web-1"] == niceness["media-1"] == 0
    assert min(niceness["transcription-1"], niceness["jobs-1"]) > 0


def test_as_many_transcription_workers_as_asked(embedded: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    assert embedded.transcription_workers == 1
    monkeypatch.setenv(WORKERS, "3")
    programs = application_programs(settings.from_environment(), Files(embedded.tls))
    ours = {program.name: program for program in programs if program.command[-1] == "transcription"}
    assert list(ours) == ["transcription-1", "transcription-2", "transcription-3"]
    assert {program.niceness for program in ours.values()} == {10}
    for program in programs:
        assert set(ours) < set(program.environment["NGHISU_PROCESSES"].split(","))


@pytest.mark.parametrize("text", ["0", "-1", "33", "1.5", "hai", "²"])
def test_a_number_of_workers_that_cannot_be_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKERS, text)
    with pytest.raises(SetupError, match=WORKERS):
        settings.from_environment()


def test_web_listens_with_a_long_queue_and_bounded_messages(embedded: Embedded) -> None:
    command = web_command(embedded, Files(Path("/a:b=c")))
    assert command[command.index("-e") + 1] == (
        "ssl:8443:privateKey=/a\\:b\\=c/server.key:certKey=/a\\:b\\=c/server.pem:interface=0.0.0.0:backlog=2048"
    )
    assert "--websocket-max-message-size" in command
    assert "--websocket-max-frame-size" in command


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NGHISU_PORT", "https")
    with pytest.raises(SetupError):
        settings.from_environment()


def test_a_path_too_long_for_a_socket_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NGHISU_HOME", "/tmp/" + "x" * 100)
    with pytest.raises(SetupError):
        settings.from_environment()


def test_a_missing_redis_is_named_with_its_package(embedded: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals.shutil, "which", lambda name: None)
    with pytest.raises(SetupError) as refusal:
        refusals.refuse_what_cannot_work(embedded)
    assert "apt-get install redis-server" in refusal.value.vi


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b'{"processes": {"web-1": {"alive": true}, "media-1": {"alive": false}}}', {"web-1"}),
        (b"<html>", set()),
        (b"{}", set()),
        (b"[]", set()),
    ],
)
def test_only_processes_that_live_count(body: bytes, names: set[str]) -> None:
    assert alive_names(body) == names


def test_ipv6_hosts_are_bracketed_in_addresses(monkeypatch: pytest.MonkeyPatch, embedded: Embedded) -> None:
    monkeypatch.setattr(welcome, "best_host", lambda hosts: "fd00::1")
    assert welcome.urls(embedded)["lan_url"] == "https://[fd00::1]:8443/"


def test_a_process_that_nobody_reads_does_not_hold_up_the_log(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from deploy.embedded.output import LogStream\n"
        "log = LogStream(Path(sys.argv[1]))\n"
        "for number in range(20000): log.line('web-1', 'x' * 100)\n"
        "log.close()"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    try:
        assert child.wait(20) == 0
    finally:
        child.kill()
        child.stdout.close() if child.stdout else None
    assert len((tmp_path / "nghisu.log").read_text().splitlines()) == 20000
