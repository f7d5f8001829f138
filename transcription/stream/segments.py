"""Names and revisions of utterances: the same speech gets the same name however often it is decoded."""

import uuid

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "nghi-su:transcription:segment")


def segment_id(meeting_id: str, source: int, participant: str, start_ms: int) -> str:
    """Return the id of the utterance of that source that began then (milliseconds of Unix time)."""
    return str(uuid.uuid5(_NAMESPACE, f"{meeting_id}/{source}/{participant}/{start_ms}"))
