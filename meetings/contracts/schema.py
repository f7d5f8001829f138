"""Write the JSON Schema of the socket's messages; the build makes TypeScript types from it.

``python -m meetings.contracts.schema`` prints it.
"""

import json
import sys

from pydantic import BaseModel

from meetings.contracts.socket import ClientMessage, ServerMessage


class SocketProtocol(BaseModel):
    """Root of the schema: what a page may send and what it may receive."""

    client: ClientMessage
    server: ServerMessage


def socket_schema() -> str:
    """Return the schema as stable, indented JSON."""
    return json.dumps(SocketProtocol.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True)


if __name__ == "__main__":
    sys.stdout.write(socket_schema() + "\n")
