"""Runs programs that open foreign files: no network, no files of the server, no rights, little memory and time.

bubblewrap builds the room: system folders read-only, a private ``/tmp``, one writable folder ``/giay``, own process,
network, IPC and host name spaces. Two ways, found by ``probe``:

- *service user* (we are root): bubblewrap binds as root **without** a user name space, then ``setpriv`` becomes the
  real user ``nobody`` with no capability left. (``bwrap --uid 65534`` under root would map nobody to the real root.)
- *own user* (we are not root): bubblewrap's user name space, with further ones forbidden.

Where neither works ``probe`` says so and callers refuse the file: there is no way around the sandbox.
"""

import json
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)
NOBODY = 65534
MB = 1024 * 1024
POLL_S = 0.1
INSIDE = "/giay"
"""Where the workspace is seen inside."""
CHILD_FOLDER = Path(__file__).resolve().parent / "child"
"""Our own programs that run inside; they import nothing of the server."""
READ_ONLY = ("/usr", "/etc/fonts", "/etc/libreoffice", "/etc/alternatives", "/etc/ld.so.cache", "/var/cache/fontconfig")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use: address space and each written file in MB, processor and wall time in seconds."""

    memory_mb: int = 1500
    file_mb: int = 400
    cpu_s: int = 60
    wall_s: float = 90


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; ``timed_out`` also when the kernel stopped it for processor time."""

    code: int
    timed_out: bool
    seconds: float
    errors: str
    """End of what it wrote to standard error, for the log."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What ``probe`` found; ``reason`` is a Vietnamese sentence when ``works`` is false."""

    works: bool
    reason: str = ""


class NoSandbox(RuntimeError):
    """This machine cannot open foreign files safely; the message is Vietnamese."""


@contextmanager
def workspace() -> Iterator[Path]:
    """Make the one folder that a run may write; it is removed afterwards with whatever was left there."""
    base = Path(settings.HOME) / "sandbox"
    base.mkdir(mode=0o700, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=base))
    try:
        give_to_service_user(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_workspaces() -> str:
    """Remove what runs of a killed process left behind; never anything younger than an hour. Finds no problem."""
    for folder in (Path(settings.HOME) / "sandbox").glob("run-*"):
        if time.time() - folder.stat().st_mtime > 3600:
            shutil.rmtree(folder, ignore_errors=True)
    return ""


def give_to_service_user(folder: Path) -> None:
    """Let the program inside own a folder and what is in it (only needed as root)."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def lend(source: Path, folder: Path, name: str) -> None:
    """Copy a file into a workspace so that the service user can read it."""
    target = folder / name
    shutil.copyfile(source, target)
    target.chmod(0o444)


def run(
    command: list[str], folder: Path, limits: Limits = Limits(), tick: Callable[[float], None] | None = None
) -> Outcome:
    """Run ``command`` with ``folder`` as ``/giay``; ``tick`` hears the elapsed seconds. Raises ``NoSandbox``.

    The run and everything it started are dead when this returns, also when it is left by an exception.
    """
    state = probe()
    if not state.works:
        raise NoSandbox(state.reason)
    return _run(command, folder, limits, tick)


def python_command(program: str, *arguments: str) -> list[str]:
    """Return the command that runs one of our child programs with this interpreter and its packages."""
    return [sys.executable, "-I", "-B", str(CHILD_FOLDER / program), *arguments]


def _run(command: list[str], folder: Path, limits: Limits, tick: Callable[[float], None] | None) -> Outcome:
    began = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            _enclosed(command, folder, limits),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        try:
            timed_out = _wait(process, began, limits.wall_s, tick)
        finally:
            _end(process)
        size = errors.seek(0, os.SEEK_END)
        errors.seek(max(0, size - 2000))
        tail = errors.read().decode(errors="replace")
    code = process.returncode
    out_of_time = timed_out or code in {128 + signal.SIGXCPU, -signal.SIGXCPU}
    return Outcome(code, out_of_time, time.monotonic() - began, tail)


def _wait(
    process: "subprocess.Popen[bytes]", began: float, wall_s: float, tick: Callable[[float], None] | None
) -> bool:
    """Wait in short steps, so that a signal to us is heard at once; tell whether time ran out."""
    while True:
        try:
            process.wait(POLL_S)
        except subprocess.TimeoutExpired:
            elapsed = time.monotonic() - began
            if elapsed > wall_s:
                return True
            if tick:
                tick(elapsed)
        else:
            return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill bubblewrap; its process name space dies with it (``--die-with-parent``, ``--unshare-pid``)."""
    if process.poll() is None:
        process.kill()
        process.wait()


def _enclosed(command: list[str], folder: Path, limits: Limits) -> list[str]:
    as_root = os.geteuid() == 0
    argv = ["bwrap", "--die-with-parent", "--new-session", "--clearenv", "--unshare-ipc", "--unshare-pid"]
    argv += ["--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "giay"]
    if as_root:
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            argv += ["--cap-add", capability]
    else:
        argv += ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
    argv += _files(folder)
    for name, value in _environment().items():
        argv += ["--setenv", name, value]
    argv += ["--chdir", INSIDE, "--"]
    if as_root:
        argv += ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
        argv += ["--inh-caps=-all", "--bounding-set=-all", "--"]
    argv += [
        "prlimit",
        f"--as={limits.memory_mb * MB}",
        f"--fsize={limits.file_mb * MB}",
        f"--cpu={limits.cpu_s}:{limits.cpu_s + 2}",
    ]
    argv += ["--core=0", "--nofile=512", "--", *command]
    return argv


def _files(folder: Path) -> list[str]:
    # /tmp first: this project itself may live below it, and is then mounted on top.
    argv = ["--perms", "1777", "--size", str(512 * MB), "--tmpfs", "/tmp"]  # noqa: S108
    for name in ("bin", "lib", "lib64", "sbin"):
        path = Path("/", name)
        if path.is_symlink():
            argv += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            argv += ["--ro-bind", str(path), str(path)]
    made = {"/tmp"}  # noqa: S108
    for path in (*map(Path, READ_ONLY), *_interpreter_folders(), CHILD_FOLDER):
        if path.exists():
            argv += [*_parents(path, made), "--ro-bind", str(path), str(path)]
    return [*argv, "--proc", "/proc", "--dev", "/dev", "--bind", str(folder), INSIDE]


def _parents(path: Path, made: set[str]) -> list[str]:
    """Make the folders above a mount passable: bubblewrap's own ones are closed to the service user."""
    argv: list[str] = []
    for parent in reversed(path.parents[:-1]):
        if str(parent) not in made and not str(parent).startswith("/usr"):
            made.add(str(parent))
            argv += ["--perms", "0755", "--dir", str(parent)]
    return argv


@cache
def _interpreter_folders() -> tuple[Path, ...]:
    """Return the folders of this Python and its packages that are not below ``/usr``."""
    found = {Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix)} | {Path(sys.prefix)}
    return tuple(sorted(path for path in found if not path.is_relative_to("/usr")))


def _environment() -> dict[str, str]:
    return {"HOME": "/tmp", "TMPDIR": "/tmp", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}  # noqa: S108


@cache
def probe() -> Sandbox:
    """Try the sandbox once in this process: it must run, and must hide network, files and rights."""
    missing = [name for name in ("bwrap", "setpriv", "prlimit") if shutil.which(name) is None]
    if missing:
        return _refused(_("thiếu chương trình %(names)s (gói bubblewrap, util-linux)") % {"names": ", ".join(missing)})
    with workspace() as folder:
        command = python_command("look.py", str(settings.HOME))
        outcome = _run(command, folder, Limits(memory_mb=500, cpu_s=10, wall_s=20), None)
        try:
            seen = json.loads(read_output(folder, "seen.json", 10_000))
        except (OSError, ValueError):
            log.error("sandbox does not start (code %s): %s", outcome.code, outcome.errors)
            return _refused(_("nhân hệ điều hành không cho tạo hộp cát"))
    open_doors = [name for name, is_open in seen.items() if is_open]
    if open_doors:
        log.error("sandbox leaks: %s", open_doors)
        return _refused(_("hộp cát không kín (%(doors)s)") % {"doors": ", ".join(open_doors)})
    return Sandbox(works=True)


def _refused(why: str) -> Sandbox:
    return Sandbox(
        works=False,
        reason=_(
            "Máy chủ này chưa mở được tệp từ ngoài một cách an toàn: %(why)s. Tệp đã tải lên vẫn được giữ. "
            "Hãy báo bộ phận kỹ thuật rồi bấm Thử lại."
        )
        % {"why": why},
    )


def read_output(folder: Path, name: str, limit: int) -> bytes:
    """Read a small file that the sandboxed program wrote; never through a link. Raises ``OSError``."""
    descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not a plain file: {name}")
        return file.read(limit)
