"""Which pieces of the vocabulary Vietnamese needs, and that a model keeps the right rows of its weights."""

import json
import struct
from pathlib import Path

import pytest

from transcription.engine.vocabulary import COMMON, is_needed, vietnamese_files, write_vietnamese

RARE = COMMON + 1
PIECES = ["a", "b", "Ġ", "ab", "åľº", "Ġab", "Ġabåľº", "<|endoftext|>", "<|vi|>"]


def letters(text: str) -> str:
    """Spell a piece as GPT-2's vocabularies do."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = [byte for byte in range(256) if byte not in printable]
    return "".join(chr(byte) if byte in printable else chr(256 + others.index(byte)) for byte in text.encode())


@pytest.mark.parametrize(
    "text", [" ngày", " thành", " Đảng", " nghiêng", "uyết", " trong", " cũng", " 2026", " xyz", "…"]
)
def test_vietnamese_text_keeps_its_pieces(text: str):
    assert is_needed(letters(text), RARE)


@pytest.mark.parametrize("text", [" 場合", " город", "ﺎﻟ", " blockchain", " straße"])
def test_other_scripts_and_rare_foreign_words_are_left_out(text: str):
    assert not is_needed(letters(text), RARE)


def test_common_foreign_words_parts_of_letters_and_signs_stay():
    assert is_needed(letters(" marketing"), 6370)
    assert is_needed(letters("ế")[:2], RARE)
    assert is_needed("<|12.34|>", RARE)


def variable(name: str, shape: tuple[int, ...], data: bytes) -> bytes:
    named = name.encode() + b"\0"
    return (
        struct.pack("<H", len(named))
        + named
        + struct.pack(f"<B{len(shape)}IBI", len(shape), *shape, 4, len(data))
        + data
    )


def model_of(rows: list[bytes], version: int = 6) -> bytes:
    head = struct.pack("<IH", version, 5) + b"Spec\0" + struct.pack("<II", 3, 3)
    table = variable("decoder/embeddings/weight", (len(rows), 2), b"".join(rows))
    aliases = struct.pack("<I", 0)
    return (
        head + variable("a/scalar", (), b"\1") + table + variable("z/weight", (len(rows),), b"x" * len(rows)) + aliases
    )


def folder_of(path: Path, version: int = 6) -> Path:
    (path / "model.bin").write_bytes(model_of([bytes([at]) * 4 for at in range(len(PIECES))], version))
    (path / "vocabulary.json").write_text(json.dumps(PIECES))
    (path / "config.json").write_text(json.dumps({"suppress_ids": [1, 4, 5], "lang_ids": [8]}))
    merges = [["a", "b"], ["Ġ", "ab"], ["Ġab", "åľº"]]
    tokenizer = {
        "model": {"vocab": {piece: at for at, piece in enumerate(PIECES[:7])}, "merges": merges},
        "added_tokens": [{"id": 7, "content": "<|endoftext|>"}, {"id": 8, "content": "<|vi|>"}],
        "post_processor": {},
    }
    (path / "tokenizer.json").write_text(json.dumps(tokenizer))
    return path


def test_rows_names_merges_and_lists_are_renumbered_together(tmp_path: Path):
    files = vietnamese_files(folder_of(tmp_path))
    assert files is not None
    kept = [0, 1, 2, 3, 5, 7, 8]
    assert json.loads(files["vocabulary.json"]) == [PIECES[at] for at in kept]
    rows = b"".join(bytes([at]) * 4 for at in kept)
    whole = variable("z/weight", (len(PIECES),), b"x" * len(PIECES))
    assert files["model.bin"].endswith(variable("decoder/embeddings/weight", (7, 2), rows) + whole + bytes(4))
    assert json.loads(files["config.json"]) == {"suppress_ids": [1, 4], "lang_ids": [6]}
    tokenizer = json.loads(files["tokenizer.json"])
    assert tokenizer["model"]["vocab"] == {"a": 0, "b": 1, "Ġ": 2, "ab": 3, "Ġab": 4}
    assert tokenizer["model"]["merges"] == [["a", "b"], ["Ġ", "ab"]]
    assert [token["id"] for token in tokenizer["added_tokens"]] == [5, 6]


def test_a_model_of_another_kind_or_without_room_is_loaded_whole(tmp_path: Path):
    target = tmp_path / "made"
    assert write_vietnamese(tmp_path, target) == tmp_path
    assert write_vietnamese(folder_of(tmp_path), target) == tmp_path, "there is no such folder"
    target.mkdir()
    assert write_vietnamese(folder_of(tmp_path, version=7), target) == tmp_path
    assert write_vietnamese(folder_of(tmp_path), target) == target
