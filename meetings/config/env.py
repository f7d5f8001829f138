"""Typed readers of environment variables; a bad value stops the start with a sentence that says what to do."""

import os
import re
import secrets
from pathlib import Path

TURN_URL = re.compile(r"turns?:(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?")
TURN_SECRET_LENGTH = 32


class BadEnvironment(RuntimeError):
    """An environment variable cannot be used; the message names it."""


def env_str(name: str, default: str) -> str:
    """Return the variable, or ``default`` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def env_list(name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the comma-separated parts of the variable."""
    text = os.environ.get(name, "").strip()
    return tuple(part.strip() for part in text.split(",") if part.strip()) if text else default


def env_int(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number between ``low`` and ``high``."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.lstrip("-").isdigit() or not low <= int(text) <= high:
        raise BadEnvironment(f"{name}={text!r}: cần một số nguyên từ {low} đến {high}.")
    return int(text)


def env_choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words."""
    text = env_str(name, default)
    if text not in allowed:
        raise BadEnvironment(f"{name}={text!r}: cần một trong các giá trị {', '.join(allowed)}.")
    return text


def env_bool(name: str, default: bool) -> bool:
    """Return a switch written as 1/0, true/false, yes/no."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes"}:
        return True
    if text in {"0", "false", "no"}:
        return False
    raise BadEnvironment(f"{name}={text!r}: cần 1 hoặc 0.")


def env_folder(name: str, default: Path) -> Path:
    """Return a folder that exists and can be written; it is made when missing."""
    folder = Path(env_str(name, str(default))).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadEnvironment(f"{name}: không tạo được thư mục {folder} ({error.strerror}).") from error
    if not os.access(folder, os.W_OK):
        raise BadEnvironment(f"{name}: không ghi được vào thư mục {folder}. Hãy cấp quyền ghi hoặc chọn thư mục khác.")
    return folder


def secret_from_file(path: Path) -> str:
    """Return the secret kept in ``path``; it is made at the first start, readable by the owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise BadEnvironment(f"{path}: khóa bí mật quá ngắn. Hãy xóa tệp này để hệ thống tạo khóa mới.")
    return secret


def env_turn(urls_name: str, secret_name: str) -> tuple[tuple[str, ...], str]:
    """Return the addresses of the relays (``turns:host:443?transport=tcp``, RFC 7065) and their secret."""
    urls, secret = env_list(urls_name, ()), env_str(secret_name, "")
    for url in urls:
        if not TURN_URL.fullmatch(url):
            raise BadEnvironment(
                f"{urls_name}={url!r}: cần dạng turns:tên-máy:443?transport=tcp hoặc turn:tên-máy:3478."
            )
    if urls and len(secret) < TURN_SECRET_LENGTH:
        raise BadEnvironment(f"{secret_name}: cần khóa chung với coturn, ít nhất {TURN_SECRET_LENGTH} ký tự.")
    return urls, secret
