"""What every contract has in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict

PROTOCOL_VERSION = 1
"""Raised when a message changes so that an old page would misread it; such a page is told to reload."""


class Message(BaseModel):
    """Immutable, closed message: an unknown field is an error, so that drift is found at the border."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _require_defaulted(schema: dict[str, Any]) -> None:
    """What a server sends is always complete: a field with a default is present in its JSON too."""
    schema["required"] = sorted(schema.get("properties", {}))


class Sent(Message):
    """A message that the server sends: every field is present for the reader's types."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_require_defaulted)
