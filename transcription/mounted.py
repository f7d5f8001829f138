"""``python -m transcription models``: which models are here, whether they are whole, how fast they are here."""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from transcription.engine.base import SAMPLE_RATE, Engine, Pcm
from transcription.models import PACKAGE_PREFIX, PACKAGED, ModelError, file_digest, is_installed, prepare_model
from transcription.settings import Settings

WEIGHTS = "model.bin"
NEEDED = ("config.json", "tokenizer.json")
SUMS = ("model.bin.sha256", "SHA256SUMS")
_SUM = re.compile(r"^([0-9a-f]{64})[ *]+(?:\./)?model\.bin$", re.MULTILINE)
DRAFT_S, FINAL_S = 3, 10


@dataclass(frozen=True, slots=True)
class Mounted:
    """A model by the name under which ``TRANSCRIPTION_MODEL`` chooses it, and where its files are."""

    name: str
    folder: Path
    expected: str | None
    """sha256 that its weights must have; None: nobody said."""


def find_models(home: Path, chosen: str) -> list[Mounted]:
    """Return the packaged models that are installed, folders below ``home/models``, and the chosen folder."""
    found = {
        PACKAGE_PREFIX + name: Mounted(PACKAGE_PREFIX + name, home / "models" / name, model.sha256)
        for name, model in PACKAGED.items()
        if is_installed(name)
    }
    folders = sorted(path.parent for path in (home / "models").glob(f"*/{WEIGHTS}"))
    known = {mounted.folder for mounted in found.values()}
    for folder in [*folders, *([Path(chosen).expanduser()] if Path(chosen).expanduser().is_dir() else [])]:
        if folder not in known:
            found.setdefault(str(folder), Mounted(str(folder), folder, expected_digest(folder)))
    return list(found.values())


def expected_digest(folder: Path) -> str | None:
    """Return the sha256 of ``model.bin`` that a file beside it names, as ``sha256sum`` writes it."""
    for name in SUMS:
        path = folder / name
        found = _SUM.search(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
        if found:
            return found[1]
    return None


def problems(mounted: Mounted) -> Iterator[str]:
    """Say in Vietnamese what keeps a model from being used; reads the whole file."""
    if not (mounted.folder / WEIGHTS).is_file():
        if not mounted.name.startswith(PACKAGE_PREFIX):
            yield f"thiếu {WEIGHTS}"
        return
    for name in NEEDED:
        if not (mounted.folder / name).is_file():
            yield f"thiếu {name}"
    if not list(mounted.folder.glob("vocabulary.*")):
        yield "thiếu vocabulary.json hoặc vocabulary.txt"
    digest = file_digest(mounted.folder / WEIGHTS)
    if mounted.expected is not None and digest != mounted.expected:
        yield f"mã băm {digest[:12]}… khác mã đã công bố {mounted.expected[:12]}…: hãy chép lại"


def main(arguments: Sequence[str], settings: Settings) -> int:
    """List, check, warm and time the models; 1 when one of them cannot be used."""
    options = _options(arguments)
    models = find_models(settings.home, settings.model)
    names = [mounted.name for mounted in models]
    if settings.model not in names:
        _say(f"TRANSCRIPTION_MODEL={settings.model}: không có trên máy này")
    failed = settings.model not in names
    for mounted in models:
        _say(f"{'*' if mounted.name == settings.model else ' '} {mounted.name}{_facts(mounted)}")
        failed |= not _check(mounted)
    for name in options.names or [settings.model]:
        if options.warm or options.bench:
            failed |= not _try(name, settings, bench=options.bench)
    return int(failed)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py transcription models", description=__doc__)
    parser.add_argument("names", nargs="*", help="models to warm or time; the chosen one if none is named")
    parser.add_argument("--warm", action="store_true", help="load the model and decode once")
    parser.add_argument("--bench", action="store_true", help="time drafts and finals on made-up sound")
    return parser.parse_args(arguments)


def _facts(mounted: Mounted) -> str:
    weights = mounted.folder / WEIGHTS
    if not weights.is_file():
        return ": đã cài, sẽ ghép khi dùng lần đầu"
    return f": {weights.stat().st_size / 1e6:.0f} MB, {mounted.folder}"


def _check(mounted: Mounted) -> bool:
    found = list(problems(mounted))
    for problem in found:
        _say(f"    KHÔNG DÙNG ĐƯỢC: {problem}")
    weights = mounted.folder / WEIGHTS
    if not found and weights.is_file():
        said = "đúng mã đã công bố" if mounted.expected else f"chưa có mã để đối chiếu (đặt {SUMS[0]} cạnh {WEIGHTS})"
        _say(f"    đủ tệp; sha256 {file_digest(weights)[:12]}… {said}")
    return not found


def _try(name: str, settings: Settings, *, bench: bool) -> bool:
    from transcription.engine.whisper import WhisperEngine, find_device

    before = time.perf_counter()
    try:
        engine = WhisperEngine(prepare_model(name, settings.home), 1)
        engine.draft(_sound(1), "vi")
    except (ModelError, RuntimeError, ValueError) as error:
        _say(f"    KHÔNG NẠP ĐƯỢC {name}: {error}")
        return False
    device = find_device()
    _say(f"{name}: nạp và thử {time.perf_counter() - before:.1f} giây, {device.name} {device.compute_type}")
    if bench:
        _time(engine)
    return True


def _time(engine: Engine) -> None:
    """Print the time of one draft and one final: with one draft a second that is what a speaker costs."""
    draft = _seconds(lambda: engine.draft(_sound(DRAFT_S), "vi"))
    final = _seconds(lambda: engine.transcribe(_sound(FINAL_S), "vi"))
    _say(f"    lời tạm ({DRAFT_S} giây tiếng): {draft[0]:.2f} giây, CPU {draft[1]:.2f} giây")
    _say(f"    cả câu ({FINAL_S} giây tiếng): {final[0]:.2f} giây, CPU {final[1]:.2f} giây")
    _say(f"    khoảng {1 / (draft[0] + final[0] / FINAL_S):.1f} người nói cùng lúc cho một tiến trình")
    _say("    độ chính xác: make bench-transcription, với tiếng nói thật của cơ quan")


def _seconds(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def _sound(seconds: int) -> Pcm:
    """Return a voice-like buzz with pauses: enough to make the model work, nothing to understand."""
    at = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    voice = sum(np.sin(2 * np.pi * hertz * at) / n for n, hertz in enumerate((140, 280, 700, 1100, 2400), 1))
    syllables = 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * 4 * at))
    return (0.1 * voice * syllables).astype(np.float32)


def _say(words: str) -> None:
    sys.stdout.write(words + os.linesep)
    sys.stdout.flush()
