"""The model is whole and the published one, or the worker does not start."""

import hashlib
from pathlib import Path

import pytest

from transcription.models import ModelError, assemble, file_digest, prepare_model

WHOLE = b"first half, second half"


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "model.bin.part1").write_bytes(WHOLE[:11])
    (folders[1] / "model.bin.part2").write_bytes(WHOLE[11:])
    (folders[1] / "config.json").write_text("{}")
    return folders


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_parts_are_joined_with_their_other_files(sources, tmp_path):
    target = tmp_path / "models" / "base"
    assemble(sources, target, digest(WHOLE))
    assert (target / "model.bin").read_bytes() == WHOLE
    assert sorted(file.name for file in target.iterdir()) == ["config.json", "model.bin"]
    assert [folder.name for folder in target.parent.iterdir()] == ["base"]


def test_a_changed_part_is_refused_and_nothing_is_left(sources, tmp_path):
    (sources[0] / "model.bin.part1").write_bytes(b"something else")
    target = tmp_path / "models" / "base"
    with pytest.raises(ModelError, match="sha256"):
        assemble(sources, target, digest(WHOLE))
    assert list(target.parent.iterdir()) == []


def test_a_spoiled_copy_is_replaced(sources, tmp_path):
    target = tmp_path / "models" / "base"
    target.mkdir(parents=True)
    (target / "model.bin").write_bytes(b"spoiled")
    assemble(sources, target, digest(WHOLE))
    assert file_digest(target / "model.bin") == digest(WHOLE)


def test_a_copy_that_another_worker_made_meanwhile_is_kept(sources, tmp_path):
    target = tmp_path / "models" / "base"
    assemble(sources, target, digest(WHOLE))
    assemble(sources, target, digest(WHOLE))
    assert [folder.name for folder in target.parent.iterdir()] == ["base"]


def test_a_folder_is_taken_with_the_hash_of_its_weights(tmp_path):
    (tmp_path / "model.bin").write_bytes(WHOLE)
    prepared = prepare_model(str(tmp_path), tmp_path)
    assert (prepared.location, prepared.digest, prepared.is_folder) == (str(tmp_path), digest(WHOLE), True)


@pytest.mark.parametrize("name", ["pkg:unknown", "/does/not/exist", "./neither"])
def test_a_model_that_is_not_there_is_an_error(name, tmp_path):
    with pytest.raises(ModelError):
        prepare_model(name, tmp_path)


def test_a_folder_without_weights_is_an_error(tmp_path):
    with pytest.raises(ModelError, match=r"model\.bin"):
        prepare_model(str(tmp_path), tmp_path)


def test_a_hub_name_never_asks_the_network(tmp_path, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    assert not prepare_model("someone/some-model", tmp_path).is_folder
    import os

    assert os.environ["HF_HUB_OFFLINE"] == "1"
