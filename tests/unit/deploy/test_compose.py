"""No container engine is at hand in the tests: the file is held against rules, and the commands against `make run`."""

import ipaddress
import re
import socket
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.docker import alive, new_environment
from deploy.embedded.certificates import Files
from deploy.embedded.processes import application_programs
from deploy.embedded.settings import Embedded
from meetings.contracts.bus import process_name
from transcription.settings import read_settings

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"web-1", "web-2", "media-1", "media-2", "transcription", "jobs"}
RUNS_ONCE = {"migrate"}


def test_every_process_of_the_design_is_there() -> None:
    assert set(SERVICES) == OURS | RUNS_ONCE | {"nginx", "postgres", "redis", "coturn"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - RUNS_ONCE))
def test_every_service_has_a_health_check_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(OURS | RUNS_ONCE))
def test_our_containers_have_no_rights_they_do_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert ("seccomp=unconfined" in service["security_opt"]) == (name == "jobs")


def test_only_the_front_is_published() -> None:
    published = {name for name, service in SERVICES.items() if "ports" in service}
    assert published == {"nginx", "media-1", "media-2", "coturn"}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("postgres", "redis", "transcription", "jobs"))


def test_no_secret_is_written_and_none_has_a_default() -> None:
    for line in TEXT.splitlines():
        for name, rest in re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", line):
            required = rest.startswith(":?") and len(rest) > 2
            assert required or name in {
                "NGHISU_VERSION",
                "TRANSCRIPTION_MODEL",
                "NGHISU_TURN_URLS",
                "NGHISU_TURN_TLS",
                "NGHISU_TRANSCRIPTION_WORKERS",
            }, line
    for key in re.findall(r"(?im)^\s*\w*(?:PASSWORD|SECRET)\w*:\s*(.+)$", TEXT):
        assert key.startswith("${"), key


def test_every_volume_and_network_is_declared_and_every_file_exists() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), f"{name}: {source}"
            elif not source.startswith("$"):
                assert source in COMPOSE["volumes"], f"{name}: {source}"
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", [])) <= set(SERVICES)


def test_the_containers_run_what_make_run_runs(tmp_path: Path) -> None:
    embedded = Embedded(tmp_path, 8443, 8080, 40000, (), "redis://x", "sqlite:///x", True, python="python")
    programs = application_programs(embedded, Files(tmp_path))
    there = {program.name.split("-")[0]: program.command for program in programs}
    for name in sorted(OURS):
        kind = name.split("-")[0]
        command, ours = SERVICES[name]["command"], there[kind]
        if kind == "web":
            limits = {part for part in ours if part.startswith("--") and "size" in part}
            assert limits <= {part.split("=")[0] for part in command}
            assert ours[-1] == command[-1]
            assert "backlog=2048" in " ".join(command)
        else:
            if kind == "media":
                kept, command = command[:3], command[3:]
                assert kept == ["python", "-m", "deploy.docker.kept"], "nobody keeps its spare"
            assert [Path(part).name for part in ours] == [Path(part).name for part in command]


def test_each_process_has_its_own_name() -> None:
    names = [SERVICES[name]["environment"]["NGHISU_PROCESS"] for name in sorted(OURS)]
    assert len(set(names)) == len(names) == 6


def test_transcription_has_replicas_with_a_name_each() -> None:
    service = SERVICES["transcription"]
    assert service["scale"] == "${NGHISU_TRANSCRIPTION_WORKERS:-1}"
    assert not {"container_name", "ports"} & set(service)
    name = read_settings(service["environment"]).process
    assert name == process_name(service["environment"]["NGHISU_PROCESS"]) == f"transcription-{socket.gethostname()}"


def test_media_workers_announce_and_publish_the_same_port() -> None:
    for name in ("media-1", "media-2"):
        port = SERVICES[name]["environment"]["NGHISU_MEDIA_PORT"]
        assert SERVICES[name]["ports"] == [f"{port}:{port}/udp"]


def test_nginx_passes_sockets_and_large_papers_to_both_web_processes() -> None:
    text = (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert {"server web-1:8000", "server web-2:8000"} <= set(re.findall(r"server web-\d:\d+", text))
    assert "proxy_set_header Upgrade $http_upgrade;" in text
    assert int(re.search(r"client_max_body_size (\d+)m", text)[1]) > 200  # type: ignore[index]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text


def test_nginx_sends_papers_from_where_the_application_puts_them() -> None:
    text = (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")
    prefixes = {SERVICES[name]["environment"]["NGHISU_ACCEL_PREFIX"] for name in ("web-1", "web-2")}
    place = re.search(r"location (/\S+) \{\s+internal;\s+alias (\S+)/;", text)
    assert place and prefixes == {place[1]}
    assert f"papers:{place[2]}:ro" in SERVICES["nginx"]["volumes"]
    # also the first container that is made: Docker takes the folder's owner and group from its image then
    for name in ("migrate", "web-1", "web-2", "jobs"):
        assert "papers:/data/papers" in SERVICES[name]["volumes"]
    assert "chgrp 101 /data/papers && chmod 2750 /data/papers" in (ROOT / "deploy/docker/Dockerfile").read_text()


SPECIAL = "0.0.0.1 127.0.0.1 10.0.0.5 172.17.0.2 192.168.1.1 169.254.169.254 ::1 ::ffff:127.0.0.1 fe80::1 fd00::1"


@pytest.mark.parametrize("address", SPECIAL.split())
def test_the_relay_denies_special_purpose_addresses(address: str) -> None:
    wanted = ipaddress.ip_address(address)
    text = (ROOT / "deploy/coturn/turnserver.conf").read_text(encoding="utf-8")
    ranges = [line.split("=")[1].split("-") for line in text.splitlines() if line.startswith("denied-peer-ip=")]
    pairs = [(ipaddress.ip_address(low), ipaddress.ip_address(high)) for low, high in ranges]
    assert any(low.version == wanted.version and int(low) <= int(wanted) <= int(high) for low, high in pairs)


def test_first_environment_has_fresh_secrets_and_is_never_overwritten(tmp_path: Path) -> None:
    first = new_environment.make(tmp_path, "hop.tinh.vn", "10.0.0.5")
    text = first.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    given = set(re.findall(r"^([A-Z_]+)=.+$", text, re.MULTILINE))
    asked = {name for name, rest in re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", TEXT) if rest.startswith(":?")}
    assert asked == given
    with pytest.raises(FileExistsError):
        new_environment.make(tmp_path, "hop.tinh.vn", "10.0.0.5")
    (tmp_path / "other").mkdir()
    assert new_environment.make(tmp_path / "other", "hop.tinh.vn", "10.0.0.5").read_text() != text


def test_health_check_of_a_container_without_redis_fails() -> None:
    assert not alive.is_alive("web-1", "redis://127.0.0.1:1/0")
