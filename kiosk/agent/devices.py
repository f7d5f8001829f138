"""Which camera, microphone and speakers this computer has, and what is wrong, in words."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NO_CAMERA = (
    "Không thấy camera. Phòng vẫn vào họp bằng tiếng; nơi khác không thấy hình phòng này. "
    "Cắm lại cáp USB của camera, màn hình tự nhận trong 10 giây."
)
NO_MICROPHONE = (
    "Không thấy micrô. Phòng vẫn xem và nghe được; nơi khác không nghe thấy phòng này. "
    "Cắm lại micrô hoặc bộ trộn tiếng."
)
NO_SPEAKER = "Không thấy loa. Phòng xem được hình và phụ đề nhưng không có tiếng. Kiểm tra cáp HDMI hoặc loa."


@dataclass(frozen=True)
class Devices:
    """Names of what was found."""

    cameras: tuple[str, ...] = ()
    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()

    def problems(self) -> tuple[str, ...]:
        """Say in Vietnamese what is missing: what happened, what still works, what to do."""
        pairs = ((self.cameras, NO_CAMERA), (self.microphones, NO_MICROPHONE), (self.speakers, NO_SPEAKER))
        return tuple(words for found, words in pairs if not found)


def find_devices(root: Path = Path("/")) -> Devices:
    """Look at the system; ``root`` is the file system's root (another one in tests)."""
    microphones, speakers = _sound_cards(root)
    if (not microphones or not speakers) and root == Path("/"):
        microphones = microphones or _pactl("sources")
        speakers = speakers or _pactl("sinks")
    return Devices(cameras=_cameras(root), microphones=microphones, speakers=speakers)


def _cameras(root: Path) -> tuple[str, ...]:
    """Name each camera once: a camera has several nodes, and its picture is on the one with index 0."""
    names = []
    for node in sorted((root / "dev").glob("video*")):
        about = root / "sys/class/video4linux" / node.name
        if _read(about / "index") not in ("", "0"):
            continue
        names.append(_read(about / "name") or node.name)
    return tuple(names)


def _sound_cards(root: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read ALSA's list, whose lines end in ``playback N`` and ``capture N``."""
    microphones, speakers = [], []
    for line in _read(root / "proc/asound/pcm").splitlines():
        parts = [part.strip() for part in line.split(":")]
        name = parts[2] if len(parts) > 2 and parts[2] else (parts[1] if len(parts) > 1 else line.strip())
        if any(re.fullmatch(r"capture \d+", part) for part in parts):
            microphones.append(name)
        if any(re.fullmatch(r"playback \d+", part) for part in parts):
            speakers.append(name)
    return tuple(microphones), tuple(speakers)


def _pactl(kind: str) -> tuple[str, ...]:
    """Ask PulseAudio or PipeWire, for sound over Bluetooth or the network; monitors are not microphones."""
    tool = shutil.which("pactl")
    if tool is None:
        return ()
    try:
        answer = subprocess.run([tool, "list", "short", kind], capture_output=True, text=True, timeout=3, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    names = [line.split("\t")[1] for line in answer.stdout.splitlines() if line.count("\t") >= 1]
    return tuple(name for name in names if not name.endswith(".monitor") and name != "auto_null")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
