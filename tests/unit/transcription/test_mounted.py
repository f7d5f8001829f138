"""What is said of the models of a machine: whole, damaged, without anything to compare with."""

import hashlib
from pathlib import Path

import pytest

from transcription import mounted
from transcription.mounted import Mounted, expected_digest, find_models, problems
from transcription.settings import read_settings

WEIGHTS = b"weights"
DIGEST = hashlib.sha256(WEIGHTS).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models" / "pho"
    made.mkdir(parents=True)
    (made / "model.bin").write_bytes(WEIGHTS)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (made / name).write_text("{}")
    return made


def listed(home: Path, capsys: pytest.CaptureFixture[str], chosen: str) -> tuple[int, str]:
    status = mounted.main([], read_settings({"NGHISU_HOME": str(home), "TRANSCRIPTION_MODEL": chosen}))
    return status, capsys.readouterr().out


def test_a_mounted_folder_is_found_and_whole(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "model.bin.sha256").write_text(f"{DIGEST}  model.bin\n")
    status, text = listed(tmp_path, capsys, str(folder))
    assert status == 0 and f"* {folder}" in text
    assert f"{DIGEST[:12]}… đúng mã đã công bố" in text


def test_a_damaged_copy_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  config.json\n{DIGEST} *./model.bin\n")
    assert expected_digest(folder) == DIGEST
    (folder / "model.bin").write_bytes(b"other")
    status, text = listed(tmp_path, capsys, str(folder))
    assert status == 1 and "khác mã đã công bố" in text


def test_without_a_sum_the_digest_is_shown_for_comparing_by_hand(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    status, text = listed(tmp_path, capsys, str(folder))
    assert status == 0 and "chưa có mã để đối chiếu" in text and DIGEST[:12] in text


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_missing_file_is_named(folder: Path, name: str):
    (folder / name).unlink()
    (problem,) = problems(Mounted(str(folder), folder, None))
    assert name in problem


def test_a_chosen_model_that_is_not_here_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status, text = listed(tmp_path, capsys, "/nowhere/large")
    assert status == 1 and "TRANSCRIPTION_MODEL=/nowhere/large: không có" in text


def test_a_chosen_folder_outside_the_data_folder_is_listed_too(folder: Path, tmp_path: Path):
    names = [one.name for one in find_models(tmp_path / "elsewhere", str(folder))]
    assert str(folder) in names
