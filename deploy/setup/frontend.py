"""Build of the pages' scripts and of the message catalogues, only when their sources changed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from deploy.setup import venv
from deploy.setup.messages import SetupError, quietly, step
from deploy.setup.stamps import fingerprint, is_fresh, write_stamp

WEB = Path("web")
OUTPUT = WEB / "static" / "build"
SOURCES = (WEB, Path("kiosk/shell"))
NOT_SOURCES = {"node_modules", "static", "locale", "generated", "templates", "coverage"}


def ensure_node_modules() -> None:
    """``npm ci`` when the lock file changed."""
    if not (WEB / "package-lock.json").exists():
        return
    stamp = WEB / "node_modules" / ".stamp"
    value = fingerprint([WEB / "package-lock.json", WEB / "package.json"])
    if is_fresh(stamp, value):
        return
    step("Cài các thư viện của giao diện (npm ci)")
    _npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    write_stamp(stamp, value)


def ensure_build() -> None:
    """``npm run build`` when a source file, the contracts or the lock changed."""
    if not (WEB / "package.json").exists():
        return
    stamp = OUTPUT / ".stamp"
    value = fingerprint([*_sources(), *Path("meetings/contracts").glob("*.py")])
    if is_fresh(stamp, value):
        return
    ensure_node_modules()
    step("Dựng giao diện (npm run build)")
    _npm("run", "build", "--silent")
    write_stamp(stamp, value)


def ensure_catalogues() -> None:
    """Compile every ``.po`` that is newer in content than its ``.mo``."""
    for source in catalogues():
        stamp = source.with_suffix(".mo.stamp")
        value = fingerprint([source])
        target = source.with_suffix(".mo")
        if target.exists() and is_fresh(stamp, value):
            continue
        step(f"Biên dịch bản dịch {source}")
        done = subprocess.run(["msgfmt", "--check-format", "-o", str(target), str(source)], check=False)
        if done.returncode != 0:
            raise SetupError(f"Tệp bản dịch {source} có lỗi.", f"msgfmt refuses {source}.")
        write_stamp(stamp, value)


def catalogues() -> list[Path]:
    """Every message catalogue of the project."""
    return sorted(path for root in ("meetings", "web", "kiosk") for path in Path(root).glob("**/LC_MESSAGES/*.po"))


def _sources() -> Iterator[Path]:
    stack = [source for source in SOURCES if source.is_dir()]
    while stack:
        for path in stack.pop().iterdir():
            if path.is_dir() and path.name not in NOT_SOURCES:
                stack.append(path)
            elif path.is_file():
                yield path


def _npm(*arguments: str) -> None:
    npm = venv.VENV.absolute() / "bin" / "npm"
    if not quietly([str(npm), *arguments], folder=WEB, environment=venv.environment()):
        raise SetupError(
            f"Lệnh npm {arguments[0]} không thành công (xem dòng lỗi ở trên). Lần dựng đầu cần tới được kho npm.",
            f"npm {' '.join(arguments)} failed; the first build needs the npm registry or a mirror.",
        )
