"""When something passes over the installation's bus: the worker's orders to a page, decisions to the worker."""

import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from meetings.contracts.audience import peers_of
from meetings.contracts.bus import live_channel, media_commands_stream, media_counters_key, unpack_live
from meetings.contracts.media import MediaLayers

_TURN_S = 0.2


@dataclass(frozen=True)
class LayersTold:
    """A page was told at ``at`` (Unix seconds) up to which layer to send."""

    at: float
    peer: str
    largest: str


@dataclass
class Passed:
    """What was seen."""

    layers: list[LayersTold] = field(default_factory=list)
    policies: list[float] = field(default_factory=list)
    """When a decision of the meeting came to the worker."""


class BusWatch:
    """Looks at the bus in a thread until closed."""

    def __init__(self, home: Path, meeting: str, worker: str = "media-1") -> None:
        self.passed = Passed()
        self._redis = redis.Redis(unix_socket_path=str(home / "redis.sock"))
        self._meeting, self._worker = meeting, worker
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=one, daemon=True) for one in (self._messages, self._commands)]
        for thread in self._threads:
            thread.start()

    def _messages(self) -> None:
        subscription = self._redis.pubsub()  # type: ignore[no-untyped-call]
        subscription.subscribe(live_channel(self._meeting))
        while not self._ended.is_set():
            item = subscription.get_message(timeout=_TURN_S)
            if item is None or item["type"] != "message" or b'"media_layers"' not in item["data"]:
                continue
            at = time.time()
            head, body = unpack_live(item["data"])
            told = MediaLayers.model_validate_json(body)
            self.passed.layers += [LayersTold(at, peer, told.largest) for peer in peers_of(head.audience) or ()]
        subscription.close()

    def _commands(self) -> None:
        stream = media_commands_stream(self._worker)
        last: Any = self._redis.xinfo_stream(stream)["last-generated-id"] if self._redis.exists(stream) else "0-0"
        while not self._ended.is_set():
            found: Any = self._redis.xread({stream: last}, block=int(_TURN_S * 1000))
            at = time.time()
            for entry, fields in found[0][1] if found else ():
                last = entry
                if b'"kind":"policy"' in fields.get(b"data", b""):
                    self.passed.policies.append(at)

    def keyframes_asked(self) -> int:
        """So many requests for keyframes the worker has sent; its counters are written once a second."""
        found: Any = self._redis.get(media_counters_key(self._worker))
        return int(json.loads(found or "{}").get("pli_sent", 0))

    def close(self) -> None:
        """Look no more."""
        self._ended.set()
        for thread in self._threads:
            thread.join(2)
        self._redis.close()
