"""A transcript as WebVTT (https://www.w3.org/TR/webvtt1/), SubRip and JSON.

Pure. Always in Vietnamese, as the minutes are.
"""

import json

from meetings.minutes.transcript import Cue, Line, Transcript, cues, plain

NOTICE_MS = 3000
"""How long the subtitles' own notice is shown."""


def to_vtt(transcript: Transcript) -> str:
    """Return WebVTT: a voice for each speaker, and a note with time, confidence and standing before each line."""
    parts = [f"WEBVTT - {_escaped(transcript.title)}", f"NOTE {_escaped(transcript.standing)}"]
    number = 0
    for line in transcript.lines:
        parts.append(f"NOTE {_escaped(_note(transcript, line))}")
        for cue in cues(line, transcript.zero_ms, line.text):
            number += 1
            rows = "\n".join(map(_escaped, cue.lines))
            parts.append(f"{number}\n{_span(cue, '.')}\n<v {_escaped(plain(line.speaker))}>{rows}</v>")
    return "\n\n".join(parts) + "\n"


def to_srt(transcript: Transcript) -> str:
    """Return SubRip: the speaker in front of each line, and the standing of the whole as the first subtitle."""
    notice = Cue(0, NOTICE_MS, (f"[{transcript.standing}]",), first=True)
    found = [notice]
    for line in transcript.lines:
        doubt = " (máy chưa chắc)" if line.doubtful else ""
        found += cues(line, transcript.zero_ms, f"{line.speaker}{doubt}: {line.text}")
    blocks = (
        f"{number}\n{_span(cue, ',')}\n" + "\n".join(map(_harmless, cue.lines)) for number, cue in enumerate(found, 1)
    )
    return "\n\n".join(blocks) + "\n"


def to_json(transcript: Transcript) -> str:
    """Return everything that is known: times in seconds after ``zero`` and as time of day, words as heard."""
    whole = {
        "format": "nghisu-transcript",
        "version": 1,
        "meeting_id": transcript.meeting_id,
        "title": plain(transcript.title),
        "standing": transcript.standing,
        "zero": transcript.clock(transcript.zero_ms).isoformat(timespec="milliseconds"),
        "lines": [_line(transcript, line) for line in transcript.lines],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _line(transcript: Transcript, line: Line) -> dict[str, object]:
    return {
        "id": line.id,
        "rev": line.rev,
        "start": (line.start_ms - transcript.zero_ms) / 1000,
        "end": (line.end_ms - transcript.zero_ms) / 1000,
        "at": transcript.clock(line.start_ms).isoformat(timespec="milliseconds"),
        "speaker": plain(line.speaker),
        "speaker_id": line.speaker_id,
        "named": line.named,
        "participant": line.participant,
        "item_id": line.item_id,
        "item": plain(line.item),
        "text": plain(line.text),
        "spoken": plain(line.spoken),
        "confidence": line.confidence,
        "edited": line.edited,
        "standing": line.standing,
        "gap": line.gap,
        "words": list(line.words),
    }


def _note(transcript: Transcript, line: Line) -> str:
    sure = "" if line.confidence is None else f", độ tin cậy {round(line.confidence * 100)}%"
    moment = transcript.clock(line.start_ms)
    return f"{moment:%H:%M:%S} {plain(line.speaker)}{sure}, {line.standing.lower()}"


def _span(cue: Cue, point: str) -> str:
    return f"{timestamp(cue.start_ms, point)} --> {timestamp(cue.end_ms, point)}"


def timestamp(moment_ms: int, point: str) -> str:
    """Return ``hh:mm:ss`` and milliseconds behind ``point`` (a dot in WebVTT, a comma in SubRip)."""
    seconds, rest = divmod(moment_ms, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{point}{rest:03}"


def _escaped(text: str) -> str:
    """Nothing in a text may end a cue, a voice or a note (``-->``) early."""
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _harmless(text: str) -> str:
    """SubRip has no escapes, and players read tags and ``{\\an8}``: such signs are written as their look-alikes."""
    return text.translate(str.maketrans("<>{}", "‹›()"))
