"""Keys, aims and the printed table of ``make bench-lines``."""

import json
import statistics
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.lines.cases import AIMS, WORSE_OF
from bench.lines.stage import Outcome
from bench.transcription.clips import Clip
from bench.transcription.scoring import intelligibility
from transcription.engine.base import SAMPLE_RATE, Engine

Outcomes = Mapping[str, Mapping[str, Sequence[Outcome]]]
"""By case, then by server; one for each round."""
PREFIX = {"ours": "", "janus": "janus_"}
HEARD, WORDS, FREEZE, RECOVER = (
    "audio_heard_percent",
    "word_accuracy",
    "freeze_seconds_per_minute",
    "seconds_to_recover",
)
METRICS = (HEARD, WORDS, FREEZE, RECOVER)
_MORE_IS_WORSE = {FREEZE, RECOVER}


def in_words(figures: Mapping[str, float]) -> str:
    """One line of what is known already."""
    return "  ".join(f"{name} {value:g}" for name, value in figures.items())


def transcribe(engine: Engine, outcomes: Outcomes, clips: Sequence[Clip]) -> None:
    """Add ``word_accuracy`` to every outcome: what the product's Whisper makes of what was played."""
    text = " ".join(clip.text for clip in clips)
    for servers in outcomes.values():
        for rounds in servers.values():
            for outcome in rounds:
                heard = engine.transcribe(outcome.recording, "vi").text if outcome.recording.size else ""
                outcome.figures[WORDS] = round(intelligibility(text, heard), 3)
                outcome.details["text"] = heard


def keep(outcomes: Outcomes, folder: Path) -> None:
    """Write down what was heard (WAV) and what the figures were made of (JSON)."""
    for case, servers in outcomes.items():
        for server, rounds in servers.items():
            for number, outcome in enumerate(rounds, 1):
                _keep(folder / f"{case}-{server}-{number}.wav", outcome)


def _keep(path: Path, outcome: Outcome) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((outcome.recording * 32767).astype(np.int16).tobytes())
    path.with_suffix(".json").write_text(json.dumps(outcome.counted))


def keys_of(outcomes: Outcomes, *, words: bool) -> dict[str, Any]:
    """Return the medians over the rounds, the worse of both queues, and which aims are met."""
    figures: dict[str, Any] = {}
    servers = sorted({server for one in outcomes.values() for server in one}, reverse=True)
    for server in servers:
        for metric in METRICS:
            if metric == WORDS and not words:
                continue
            for case, found in outcomes.items():
                values = [one.figures[metric] for one in found.get(server, []) if metric in one.figures]
                figures[f"{PREFIX[server]}{metric}_{case}"] = round(statistics.median(values), 3) if values else None
            figures |= _worse(figures, f"{PREFIX[server]}{metric}_", metric, outcomes)
    figures["aims"] = {
        f"{HEARD}_{case}": {"least": least, "met": figures[f"{HEARD}_{case}"] >= least}
        for case, least in AIMS.items()
        if figures.get(f"{HEARD}_{case}") is not None
    }
    return figures


def _worse(figures: Mapping[str, Any], stem: str, metric: str, outcomes: Outcomes) -> dict[str, float]:
    found = {}
    for name, cases in WORSE_OF.items():
        values = [figures[stem + case] for case in cases if case in outcomes]
        if len(values) == len(cases) and None not in values:
            found[stem + name] = max(values) if metric in _MORE_IS_WORSE else min(values)
    return found


def details_of(outcomes: Outcomes) -> dict[str, Any]:
    """Return everything else that was seen, by case and server."""
    return {
        case: {server: [one.figures | one.details for one in rounds] for server, rounds in servers.items()}
        for case, servers in outcomes.items()
    }


def missing(figures: Mapping[str, Any], outcomes: Outcomes, *, words: bool) -> list[str]:
    """Return the keys without a number, of what was asked for."""
    wanted = [metric for metric in METRICS if words or metric != WORDS]
    keys = [f"{PREFIX[server]}{metric}_{case}" for case in outcomes for server in outcomes[case] for metric in wanted]
    empty = [case for case in outcomes if "ours" not in outcomes[case]]
    return [key for key in keys if not isinstance(figures.get(key), int | float)] + empty


def table(figures: Mapping[str, Any], outcomes: Outcomes) -> str:
    """Return a row for each case, ours beside the peer's."""
    servers = [name for name in PREFIX if any(name in one for one in outcomes.values())]
    titles = {HEARD: "heard %", WORDS: "words", FREEZE: "freeze s/min", RECOVER: "recover s"}
    head = f"{'case':<18}" + "".join(f"{title:>14}{'':>{11 * (len(servers) - 1)}}" for title in titles.values())
    lines = [
        "",
        head,
        f"{'':<18}" + "".join(f"{name:>{14 if not at else 11}}" for _ in METRICS for at, name in enumerate(servers)),
    ]
    for case in (*outcomes, *(name for name in WORSE_OF if f"{HEARD}_{name}" in figures)):
        cells = ""
        for metric in METRICS:
            for at, server in enumerate(servers):
                value = figures.get(f"{PREFIX[server]}{metric}_{case}")
                cells += f"{'' if value is None else f'{value:g}':>{14 if not at else 11}}"
        aim = AIMS.get(case)
        met = (
            ""
            if aim is None
            else f"  aim ≥ {aim:g}: {'met' if figures['aims'][f'{HEARD}_{case}']['met'] else 'MISSED'}"
        )
        lines.append(f"{case:<18}{cells}{met}")
    return "\n".join(lines) + "\n"
