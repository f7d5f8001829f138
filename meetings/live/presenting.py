"""Follow the presenter: one page leads, those who follow turn with it.

Nothing of it is official: it lives in Redis under a key that expires when the leading page falls silent, and goes to
the pages as a message without a number. Who may lead, and whether he may read the paper, is asked anew all the time.
"""

import logging
import time
from dataclasses import dataclass

import redis.asyncio as redis

from meetings.contracts.audience import Audience
from meetings.contracts.bus import live_channel, pack_live, presenting_key
from meetings.contracts.socket import Present, Presenting
from meetings.core.errors import DomainError, NotFound
from meetings.core.permissions import Permission
from meetings.documents.distribution import audience_of
from meetings.documents.selectors import get_paper_for
from meetings.live.bucket import Bucket
from meetings.live.identity import Identity, place_of
from meetings.live.ids import read_id
from meetings.live.threads import in_thread
from meetings.speaking.presenters import check_presenter

log = logging.getLogger(__name__)
LIFE_S = 15
"""How long a page leads without a word; it says one every 5 s."""
PER_SECOND = 5
"""Turns and moves of the pointer that are passed on; more are dropped, the next one says it all."""
ASKED_S = 1.0
"""For how long the answer whether somebody may lead with a paper holds."""
NOBODY = Presenting()


@dataclass(slots=True)
class _Lead:
    """What is known of a page that leads: the paper it may show, until when that is believed, and its rate."""

    paper_id: str
    title: str
    audience: Audience
    until: float
    bucket: Bucket


class PresenterBoard:
    """The pages of this process that lead, and the word about it to all pages of their meetings."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client
        self._leads: dict[str, _Lead] = {}

    async def take(self, identity: Identity, said: Present) -> str | None:
        """Take what a page said; return what it is told back: that it may not lead, or who leads instead."""
        meeting_id = str(identity.meeting_id)
        try:
            if said.paper_id is None:
                await self.depart(meeting_id, identity.peer_id)
                return None
            lead = await self._lead(identity, said.paper_id, anew=said.begin)
            if not lead.bucket.take(time.monotonic()):
                return None
            other = await self._other(meeting_id, identity.peer_id)
            if other and not said.begin:
                self._leads.pop(identity.peer_id, None)
                return other.model_dump_json()
            await self._tell(meeting_id, _told(identity, said, lead), lead.audience)
        except DomainError as error:
            log.info("a page may not lead: %s", error.code)
            await self.depart(meeting_id, identity.peer_id)
            return NOBODY.model_dump_json()
        except redis.RedisError as error:
            log.debug("nobody is led just now: %s", error)
        return None

    async def _lead(self, identity: Identity, paper_id: str, *, anew: bool) -> _Lead:
        known = self._leads.get(identity.peer_id)
        now = time.monotonic()
        if known and known.paper_id == paper_id and now < known.until and not anew:
            return known
        title, audience = await in_thread(_allowed, identity, paper_id)
        bucket = known.bucket if known else Bucket(size=PER_SECOND, per_second=PER_SECOND, now=now)
        lead = self._leads[identity.peer_id] = _Lead(paper_id, title, audience, now + ASKED_S, bucket)
        return lead

    async def _other(self, meeting_id: str, peer_id: str) -> Presenting | None:
        now = await self._now(meeting_id)
        return now if now and now.peer_id != peer_id else None

    async def _now(self, meeting_id: str) -> Presenting | None:
        kept = await self._redis.get(presenting_key(meeting_id))
        return Presenting.model_validate_json(kept) if kept else None

    async def _tell(self, meeting_id: str, told: Presenting, audience: Audience) -> None:
        text = told.model_dump_json()
        async with self._redis.pipeline(transaction=False) as pipe:
            if told.paper_id is None:
                pipe.delete(presenting_key(meeting_id))
            else:
                pipe.set(presenting_key(meeting_id), text, ex=LIFE_S)
            pipe.publish(live_channel(meeting_id), pack_live(audience, text))
            await pipe.execute()

    async def depart(self, meeting_id: str, peer_id: str) -> None:
        """End the lead of a page, if it has it: it stopped, lost its right or went away."""
        known = self._leads.pop(peer_id, None)
        if known is None:
            return
        try:
            if not await self._other(meeting_id, peer_id):
                await self._tell(meeting_id, NOBODY, known.audience)
        except redis.RedisError as error:
            log.debug("the lead will expire by itself: %s", error)

    async def text(self, identity: Identity) -> str | None:
        """Return who leads now, for a page that comes; nothing for whoever may not read that paper."""
        if not identity.standing.may(Permission.READ_PAPERS):
            return None
        try:
            now = await self._now(str(identity.meeting_id))
        except redis.RedisError:
            return None
        if now is None or now.paper_id is None:
            return None
        try:
            await in_thread(get_paper_for, identity.actor, read_id(now.paper_id))
        except DomainError:
            return None
        return now.model_dump_json()


def _allowed(identity: Identity, paper_id: str) -> tuple[str, Audience]:
    """Return the paper's title and who is told; raises ``DomainError``: he may not lead, or not read that paper."""
    check_presenter(identity.actor, place_of(identity))
    paper = get_paper_for(identity.actor, read_id(paper_id))
    if paper.meeting_id != identity.meeting_id:
        raise NotFound
    return paper.title, audience_of(paper)


def _told(identity: Identity, said: Present, lead: _Lead) -> Presenting:
    return Presenting(
        peer_id=identity.peer_id,
        participant=identity.actor.key,
        name=identity.name,
        paper_id=said.paper_id,
        title=lead.title,
        page=said.page,
        point=said.point,
    )
