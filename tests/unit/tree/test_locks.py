"""What is installed is what pyproject asks for, by hash, from no particular address."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GROUPS: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
RUN = ("server", "media", "transcription")
LOCKS = {"run": RUN, "build": ("build",), "dev": (*RUN, "build", "bench", "dev")}
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def plain(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_every_wish_of_pyproject_is_locked(name: str) -> None:
    pinned = {match[0] for match in PIN.findall(lock(name))}
    wanted = {plain(requirement) for group in LOCKS[name] for requirement in GROUPS[group]}
    assert wanted - pinned == set(), "run: make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash_and_no_address_is_named(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock(name))
    assert all("--hash=sha256:" in entry for entry in entries if PIN.match(entry))
    assert not re.search(r"https?://|--index-url|--extra-index|--find-links|file:", lock(name))


def test_what_is_tested_is_what_runs() -> None:
    tested = set(PIN.findall(lock("dev")))
    assert set(PIN.findall(lock("run"))) | set(PIN.findall(lock("build"))) <= tested


def test_front_end_lock_names_no_address_and_has_every_platform() -> None:
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    optional = {dependency for entry in packages.values() for dependency in entry.get("optionalDependencies", {})}
    assert {name for name in optional if f"node_modules/{name}" not in packages} == set(), "npm ci would refuse"
