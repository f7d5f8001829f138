"""Write the JSON Schema of the socket's messages; the build makes TypeScript types from it.

``python -m meetings.contracts.schema`` prints it.
"""

import hashlib
import json
import sys
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from meetings.contracts.seating import SeatingAct, SeatingDesk
from meetings.contracts.socket import ClientMessage, ServerMessage


class SocketProtocol(BaseModel):
    """Root of the schema: what a page may send and what it may receive."""

    client: ClientMessage
    server: ServerMessage


class PageTypes(SocketProtocol):
    """The socket's messages, and what pages beside it exchange with the server."""

    model_config = ConfigDict(title="SocketProtocol")

    seating_desk: SeatingDesk
    seating_act: SeatingAct


def socket_schema() -> str:
    """Return the schema of everything that pages read and write, as stable, indented JSON."""
    return json.dumps(PageTypes.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True)


@cache
def contract_mark() -> str:
    """Return 16 letters that change with every message that changes, and with nothing else.

    A page carries the mark of the contracts it was built from and says it in ``hello``.
    """
    bare = without_words(SocketProtocol.model_json_schema())
    return hashlib.sha256(json.dumps(bare, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def without_words(schema: Any) -> Any:
    """Return a JSON schema without what only people read."""
    if isinstance(schema, list):
        return [without_words(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    words = {key for key in ("title", "description") if isinstance(schema.get(key), str)}
    return {key: without_words(part) for key, part in schema.items() if key not in words}


if __name__ == "__main__":
    sys.stdout.write(socket_schema() + "\n")
