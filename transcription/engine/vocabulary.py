"""Whisper with the part of its vocabulary that Vietnamese needs: each token then costs a third less.

On a processor a token's time is the reading of weights, and half of them are the rows of 51 865 word pieces, most of
them of other scripts. The rows that Vietnamese text cannot contain are left out when the model is loaded; tokenizer,
vocabulary and the lists of token numbers are renumbered to match. What is left out is spelled by smaller pieces.
Format of ``model.bin``: CTranslate2 ``python/ctranslate2/specs/model_spec.py`` (binary version 6).
"""

import json
import mmap
import re
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMON = 8200
"""Pieces are numbered by how early they were merged, so the first ones are common words; kept in any Latin language."""
SHORT = 3
"""Latin pieces of so many letters can spell every name."""
_BINARY_VERSION = 6
_ROWS_OF = ("decoder/embeddings/", "decoder/projection/")
_SYLLABLE = re.compile(r"(ngh?|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdghklmnpqrstvx])?([aeiouy]{1,3}(ch|ng|nh|[cmnpt])?)?")
_ID_LISTS = ("suppress_ids", "suppress_ids_begin", "lang_ids")


def _byte_letters() -> dict[str, int]:
    """Return GPT-2's letters for bytes: printable ones stand for themselves, the others follow from U+0100 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + at): byte for at, byte in enumerate(others)}


_BYTES = _byte_letters()


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u0300" <= letter < "\u0370" or "\u1e00" <= letter < "\u1f00" or letter in "–—‘’“”…₫"


def is_needed(piece: str, number: int) -> bool:
    """Tell whether a piece of the vocabulary (in GPT-2's letters) may stand in Vietnamese text."""
    if len(piece) == 1 or any(letter not in _BYTES for letter in piece) or piece.startswith("<|"):
        return True
    try:
        text = bytes(_BYTES[letter] for letter in piece).decode()
    except UnicodeDecodeError:  # part of a letter
        return True
    if not all(_is_latin(letter) for letter in text):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    spelled = unicodedata.normalize("NFD", "".join(letters).lower()).replace("đ", "d")
    bare = "".join(letter for letter in spelled if letter.isalpha())
    return number < COMMON or len(letters) <= SHORT or _SYLLABLE.fullmatch(bare) is not None


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    shape: tuple[int, ...]
    kind: int
    data: int
    """Where its bytes begin in the file; they end before ``end``."""
    end: int


def _variables(model: mmap.mmap) -> Iterator[_Variable]:
    """Read the headers of the variables; raises ``ValueError`` when the file is of another version."""
    (version,) = struct.unpack_from("<I", model, 0)
    if version != _BINARY_VERSION:
        raise ValueError(f"model.bin has version {version}")
    at = 4 + 2 + struct.unpack_from("<H", model, 4)[0] + 4
    (count,) = struct.unpack_from("<I", model, at)
    at += 4
    for _number in range(count):
        (length,) = struct.unpack_from("<H", model, at)
        name = model[at + 2 : at + 1 + length].decode()
        at += 2 + length
        rank = model[at]
        shape = struct.unpack_from(f"<{rank}I", model, at + 1)
        kind, size = struct.unpack_from("<BI", model, at + 1 + 4 * rank)
        data = at + 1 + 4 * rank + 5
        at = data + size
        yield _Variable(name, shape, kind, data, at)


def _with_rows(model: mmap.mmap, kept: Sequence[int], whole: int) -> bytes:
    """Return the model with those rows of everything that has a row for each piece."""
    parts: list[bytes] = []
    done = 0
    for variable in _variables(model):
        if not variable.name.startswith(_ROWS_OF) or not variable.shape or variable.shape[0] != whole:
            continue
        row = (variable.end - variable.data) // whole
        rows = b"".join(model[variable.data + row * at : variable.data + row * (at + 1)] for at in kept)
        shape = (len(kept), *variable.shape[1:])
        header = variable.data - 5 - 4 * len(shape)
        parts += [model[done:header], struct.pack(f"<{len(shape)}IBI", *shape, variable.kind, len(rows)), rows]
        done = variable.end
    if not parts:
        raise ValueError("model.bin has no rows for its vocabulary")
    return b"".join([*parts, model[done:]])


def _tokenizer(made: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    """Return the tokenizer with the pieces that have a number, and the merges that lead to them."""
    model = made["model"]
    merges = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"]]
    vocabulary = {piece: numbers[piece] for piece in model["vocab"] if piece in numbers}
    kept = [pair for pair in merges if all(piece in vocabulary for piece in (*pair, "".join(pair)))]
    added = [token | {"id": numbers[token["content"]]} for token in made["added_tokens"] if token["content"] in numbers]
    return made | {
        "model": model | {"vocab": vocabulary, "merges": kept},
        "added_tokens": added,
        "post_processor": None,
    }


def vietnamese_files(folder: Path) -> dict[str, bytes] | None:
    """Return the files of the smaller model by name; None when the folder's are not of a kind that is known."""
    try:
        pieces: list[str] = json.loads((folder / "vocabulary.json").read_bytes())
        config = json.loads((folder / "config.json").read_bytes())
        tokenizer = json.loads((folder / "tokenizer.json").read_bytes())
        kept = [number for number, piece in enumerate(pieces) if is_needed(piece, number)]
        new = {old: number for number, old in enumerate(kept)}
        numbers = {pieces[old]: number for old, number in new.items()}
        for name in _ID_LISTS:
            if name in config:
                config[name] = [new[old] for old in config[name] if old in new]
        with (folder / "model.bin").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as model:
            weights = _with_rows(model, kept, len(pieces))
        files = {
            "model.bin": weights,
            "config.json": json.dumps(config).encode(),
            "vocabulary.json": json.dumps([pieces[old] for old in kept]).encode(),
            "tokenizer.json": json.dumps(_tokenizer(tokenizer, numbers)).encode(),
        }
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None
    features = folder / "preprocessor_config.json"
    return files | ({features.name: features.read_bytes()} if features.is_file() else {})


def write_vietnamese(folder: Path, target: Path) -> Path:
    """Write the smaller model into an empty folder and return it; ``folder`` itself when that cannot be done.

    It is read from files, because CTranslate2 keeps what it was given in memory.
    """
    try:
        for name, content in (vietnamese_files(folder) or {}).items():
            (target / name).write_bytes(content)
    except OSError:
        return folder
    return target if (target / "model.bin").is_file() else folder
