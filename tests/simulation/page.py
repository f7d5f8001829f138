"""A page of the simulation: what the TypeScript socket does with messages, over the tests' own model of its state."""

import json
from collections import Counter
from dataclasses import dataclass, field

from meetings.contracts.base import PROTOCOL_VERSION
from tests.participants.model import Json, PageModel
from tests.simulation.checks import Answer

ASK_AGAIN_S = 2.0


@dataclass
class Page:
    """One open page: its state, its number, and the commands that it has no answer for."""

    name: str
    actor: str
    """Participant key."""
    model: PageModel = field(default_factory=PageModel)
    you: Json | None = None
    pending: dict[str, Json] = field(default_factory=dict)
    """Command messages without an answer, in the order given."""
    acked: int = 0
    bye: str | None = None
    welcomed: bool = False
    answers: list[Answer] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _asked_at: float = -ASK_AGAIN_S

    @property
    def person_id(self) -> str | None:
        """Whose page it is; none: a room's."""
        kind, _, key = self.actor.partition(":")
        return key if kind == "person" else None

    @property
    def known(self) -> int | None:
        """The last number that its user knew, his own acts included."""
        return None if self.model.number is None else max(self.model.number, self.acked)

    def hello(self) -> str:
        """Return the first words on a line."""
        return json.dumps({"type": "hello", "protocol": PROTOCOL_VERSION, "after": self.model.number})

    def lost(self) -> None:
        """The line is gone."""
        self.welcomed = False

    def command(self, id_: str, command: Json, *, on_seen: bool) -> str:
        """Give a command; it is kept until it is answered."""
        message = {"type": "command", "id": id_, "command": command, "seen": self.known if on_seen else None}
        self.pending[id_] = message
        return json.dumps(message)

    def take(self, text: str, now: float) -> list[str]:
        """Take in a message; returns what the page sends because of it."""
        message: Json = json.loads(text)
        says = self._own(message, now)
        if self.model.number is None and message["type"] in {"event", "passed"}:
            return says
        return says + self._catch_up(now) if self.model.take(message) else says

    def _own(self, message: Json, now: float) -> list[str]:
        match message["type"]:
            case "welcome":
                self.welcomed, self.you = True, message["you"]
                return [json.dumps(pending) for pending in self.pending.values()]
            case "events":
                self._asked_at = -ASK_AGAIN_S
            case "ack":
                self.acked = max(self.acked, message["number"])
                self._settle(message)
            case "refusal":
                self._settle(message)
                return self._catch_up(now) if message["code"] == "changed_meanwhile" else []
            case "resync":
                self.counts["resync"] += 1
                return [self.hello()]
            case "bye":
                self.bye = message["reason"] if message["reason"] != "closing" else None
        return []

    def _settle(self, message: Json) -> None:
        sent = self.pending.pop(message["id"], None)
        if sent:
            self.answers.append(answer_of(self.actor, sent, message))

    def _catch_up(self, now: float) -> list[str]:
        if self.model.number is None or now - self._asked_at < ASK_AGAIN_S:
            return []
        self._asked_at = now
        self.counts["catch_up"] += 1
        return [json.dumps({"type": "catch_up", "after": self.model.number})]


def answer_of(actor: str, sent: Json, message: Json) -> Answer:
    """Return an ``ack`` or ``refusal`` with the command that it answers."""
    return Answer(
        actor=actor,
        id=message["id"],
        command=sent["command"],
        seen=sent["seen"],
        number=message.get("number"),
        ballot=message.get("ballot"),
        code=message.get("code", ""),
    )
