"""The one WebSocket consumer: who may connect, what a page may say, in which order it is answered.

No channel layer: ``hub`` delivers. Messages of one page are handled one after another, in the order sent.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import parse_qs
from uuid import UUID, uuid4

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http.cookie import parse_cookie
from django.utils import translation
from django.utils.translation import gettext as _

from meetings.contracts.base import PROTOCOL_VERSION
from meetings.contracts.lines import LineReport
from meetings.contracts.media import MediaFailed, MediaRestart, WorkerStarted
from meetings.contracts.schema import contract_mark
from meetings.contracts.socket import (
    Bye,
    CatchUp,
    ClientMessage,
    CommandMessage,
    Hello,
    MediaLeave,
    MediaOffer,
    MediaWants,
    PapersClosed,
    Ping,
    Pong,
    Present,
    Resync,
)
from meetings.core import clock
from meetings.core.errors import DomainError, Unavailable
from meetings.core.permissions import Standing
from meetings.live import feed, media
from meetings.live.arrivals import Arrival
from meetings.live.bucket import Bucket
from meetings.live.control import EndSessions
from meetings.live.identity import Identity
from meetings.live.inbox import Unreadable, answer_command, read_message, too_many_refusal, unreadable_refusal
from meetings.live.origin import header, is_own_origin
from meetings.live.outbox import Outbox, message_of
from meetings.live.recalls import note_closed
from meetings.live.service import service
from meetings.live.threads import in_thread

log = logging.getLogger(__name__)
Reason = Literal["signed_out", "revoked", "removed", "reload", "closing", "crowded"]
CLOSE_ENDED = 4001
CLOSE_SILENT = 4002
CLOSE_ABUSE = 4003
CLOSE_LATER = 1013
"""RFC 6455's registry: try again later. The page comes back and says its unanswered commands again."""
HELLO_WITHIN_S = 10
BURST, PER_SECOND = 40, 10
OFFER_COST = 4
MOST_REFUSED = 200
"""A page that goes on after so many refused messages is closed."""
RESYNC = Resync().model_dump_json()


class LiveSocket(AsyncConsumer):  # type: ignore[misc]  # channels has no types
    """One open page."""

    channel_layer_alias = None

    def __init__(self) -> None:
        self.ended = False
        self.opened = False
        self.refused = 0
        self._gate: list[dict[str, Any]] | None = None
        self._welcomed = False
        self._media_worker: str | None = None
        self._media_waiting = False
        self._anew = False
        """The page's role changed: the next answer is the whole state."""
        self._silence: asyncio.TimerHandle | None = None

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Serve the page until it has gone. Channels' own loop makes a task for each message; no need here."""
        self.scope, self.base_send = scope, send
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one ASGI message; a failure costs this page a reconnect and nobody else anything."""
        handlers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "websocket.connect": self._connect,
            "websocket.receive": self._receive,
            "websocket.disconnect": self._disconnect,
        }
        try:
            await handlers[message["type"]](message)
        except (StopConsumer, asyncio.CancelledError):
            raise
        except Exception as error:
            if isinstance(error, OperationalError | InterfaceError):
                # The database is away: hundreds of pages come and go meanwhile, one line each says enough.
                log.warning("a live page failed at %s: %s", message["type"], str(error).partition("\n")[0])
            else:
                log.exception("a live page failed at %s", message["type"])
            if message["type"] == "websocket.disconnect":
                raise StopConsumer from None
            await self._close(1011)

    async def _connect(self, _message: dict[str, Any]) -> None:
        cookies = parse_cookie(header(self.scope["headers"], b"cookie") or "")
        translation.activate(_language(cookies))
        if not is_own_origin(self.scope["headers"], settings.ALLOWED_HOSTS):
            log.warning("socket refused: its page is not ours")
            await self._close(None)
            return
        self._cookies = cookies
        self._peer_id = uuid4().hex
        try:
            self._become(await service().arrivals.submit(self._meeting_id(), self._arrival()))
        except DomainError as error:
            log.info("socket refused: %s", error.code)
            await self._close(None)
            return
        self._bucket = Bucket(size=BURST, per_second=PER_SECOND, now=time.monotonic())
        self._outbox = Outbox(self.base_send, RESYNC)
        await self.base_send({"type": "websocket.accept"})
        self.opened = True
        self._outbox.watch()
        service().add(self)
        await service().make_room(self)
        self._silence = asyncio.get_running_loop().call_later(HELLO_WITHIN_S, self._silent)

    def _meeting_id(self) -> UUID:
        meeting_id: UUID = self.scope["url_route"]["kwargs"]["meeting_id"]
        return meeting_id

    @property
    def reads_only(self) -> bool:
        """A page outside the live room that shows a paper: told of recalls, and no part of the sitting."""
        return parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get("as") == ["reader"]

    def _arrival(self, after: int | None = None) -> Arrival:
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        agent = header(self.scope["headers"], b"user-agent") or ""
        return Arrival(self._peer_id, self._cookies, query.get("as") == ["kiosk"], agent, after)

    def _after(self, number: int | None) -> int | None:
        """Return from where on a page is told; from the beginning once its role has changed."""
        anew, self._anew = self._anew, False
        return None if anew else number

    def _become(self, identity: Identity) -> None:
        self.identity = identity
        self.viewer = identity.viewer
        self._meeting = str(identity.meeting_id)

    def _silent(self) -> None:
        if not self._welcomed:
            self._soon = asyncio.ensure_future(self._close(CLOSE_SILENT))

    async def _receive(self, message: dict[str, Any]) -> None:
        if self.ended or not self.opened:
            return
        try:
            received = read_message(message.get("text"))
        except Unreadable as error:
            await self._refuse_unreadable(error)
            return
        cost = OFFER_COST if isinstance(received, MediaOffer) else 1
        if not self._bucket.take(time.monotonic(), cost):
            await self._count_refused()
            if isinstance(received, CommandMessage):
                await self._put(too_many_refusal(received.id))
            return
        await self._answer(received)

    async def _answer(self, received: ClientMessage) -> None:
        if isinstance(received, Hello):
            await self._hello(received)
        elif isinstance(received, Ping):
            await self._put(Pong(sent=received.sent, server_time=clock.iso(clock.now())).model_dump_json())
        elif not self._welcomed or (self.reads_only and not isinstance(received, CatchUp | PapersClosed)):
            await self._count_refused()
        elif isinstance(received, CommandMessage):
            await self._command(received)
        elif isinstance(received, CatchUp):
            for text in await in_thread(feed.news_after, self.identity, self._after(received.after)):
                await self._put(text)
        elif isinstance(received, LineReport | PapersClosed):
            await self._report(received)
        elif isinstance(received, Present):
            told = await service().presenters.take(self.identity, received)
            if told:
                await self._put(told)
        else:
            await self._media(received)

    async def _report(self, received: LineReport | PapersClosed) -> None:
        """A page speaks of its machine; only a room's own screen says how the room's line is."""
        if isinstance(received, PapersClosed):
            await in_thread(note_closed, self.identity, received)
        elif self.identity.actor.kind == "room":
            service().lines.note(self._meeting, str(self.identity.actor.id), received)
        else:
            await self._count_refused()

    async def _command(self, received: CommandMessage) -> None:
        answer = await answer_command(self.identity, received, service().writers)
        if answer is None:
            await self._close(CLOSE_LATER)
        else:
            await self._put(answer)

    async def _refuse_unreadable(self, error: Unreadable) -> None:
        log.info("unreadable message from a page: %s", error.code)
        await self._count_refused()
        if error.code == "too_big":
            await self._close(1009)
        elif error.says_hello and not self._welcomed:
            await self.end("reload")  # a page of another version, whose hello we do not even understand
        elif error.id:
            await self._put(unreadable_refusal(error.id))

    async def _count_refused(self) -> None:
        self.refused += 1
        if self.refused > MOST_REFUSED:
            log.warning("a page sent %d messages that were refused: closed", self.refused)
            await self._close(CLOSE_ABUSE)

    async def _hello(self, hello: Hello) -> None:
        if hello.protocol != PROTOCOL_VERSION or hello.contract not in {None, contract_mark()}:
            await self.end("reload")
            return
        if self._silence:  # It has spoken; how long the answer takes is ours to bear.
            self._silence.cancel()
        # From here the hub's messages wait until the state that they build on has been sent.
        self._gate = []
        await service().hub.join(self._meeting, self)
        try:
            # Looked up anew: between the handshake and joining the hub an order to close would have been missed.
            welcomed = await service().welcomes.submit(self._meeting_id(), self._arrival(self._after(hello.after)))
        except Unavailable:
            raise  # Not a word about rights: the line is cut, and the page comes again.
        except DomainError:
            await self.end("removed")
            return
        self._become(welcomed.identity)
        service().hub.progress.begin(self._meeting, welcomed.number)
        for text in welcomed.texts:
            await self._put(text)
        waiting, self._gate = self._gate, None
        for message in waiting:
            await self.put(message)
        if not self._welcomed:
            self._welcomed = True
            await service().arrived(self)
        shown = await service().presence.text(self._meeting), await service().presenters.text(self.identity)
        for news in filter(None, shown):
            await self._put(news)

    async def _media(self, received: MediaOffer | MediaWants | MediaLeave) -> None:
        if isinstance(received, MediaOffer):
            await self._offer(received)
        elif not self._media_worker:
            return
        elif isinstance(received, MediaWants):
            await in_thread(media.wants, self.identity.meeting_id, self._peer_id, received)
        else:
            await self._leave_media()

    async def _offer(self, received: MediaOffer) -> None:
        try:
            answer = await in_thread(media.offer, self.identity, received)
        except DomainError as error:
            answer = MediaFailed(nonce=received.nonce, code=error.code, message=error.message, retry=False)
        if isinstance(answer, MediaFailed):
            self._media_waiting = answer.retry
            await self._put(answer.model_dump_json())
        else:
            self._media_worker, self._media_waiting = answer.worker_id, False

    async def _leave_media(self) -> None:
        joined, self._media_worker, self._media_waiting = self._media_worker, None, False
        if joined:
            await in_thread(media.leave, self.identity.meeting_id, self._peer_id)

    async def _put(self, text: str) -> None:
        if not self.ended:
            await self._outbox.put(message_of(text))

    async def put(self, *messages: dict[str, Any]) -> None:
        """Send ready-made messages of the hub, after the state that they build on."""
        if self.ended:
            return
        if self._gate is not None:
            self._gate += messages
        else:
            await self._outbox.put(*messages)

    async def resync(self) -> None:
        """Tell the page to ask for what it missed."""
        await self.put(message_of(RESYNC))

    async def stand(self, standing: Standing) -> None:
        """Address the page by its new role from now on, whether or not it ever answers; it is told to ask anew.

        It gets the whole state: papers that were sent to others than before are in no event that it missed.
        """
        self._become(replace(self.identity, standing=standing))
        self._anew = True
        await self.resync()

    async def obey(self, order: EndSessions) -> None:
        """Close when the order means this page."""
        if (
            order.session_key in {None, self.identity.session_key}
            and order.participant in {None, self.identity.actor.key}
            and order.meeting_id in {None, self._meeting}
            and order.peer_id in {None, self._peer_id}
        ):
            await self.end(order.reason)

    async def media_started(self, started: WorkerStarted) -> None:
        """Offer again when the page's conference was on that worker, or none was there."""
        if self._media_waiting or self._media_worker == started.worker_id:
            await self._put(MediaRestart(boot=started.boot).model_dump_json())

    async def end(self, reason: Reason) -> None:
        """Say why, and close. Nothing is delivered and nothing is obeyed from now on."""
        if self.ended:
            return
        await self.base_send(message_of(Bye(reason=reason, message=bye_words(reason)).model_dump_json()))
        await self._close(CLOSE_ENDED)

    async def _close(self, code: int | None) -> None:
        if self.ended:
            return
        self.ended = True
        if self.opened:
            self._outbox.close()
        await self.base_send({"type": "websocket.close", "code": code or 1000})
        await self._forget()

    async def _forget(self) -> None:
        """Leave everything this page had joined; done once, whoever closes first."""
        if not self.opened:
            return
        self.opened = False
        if self._silence:
            self._silence.cancel()
        service().remove(self)
        await self._leave_media()
        await service().presenters.depart(self._meeting, self._peer_id)
        await service().hub.leave(self._meeting, self._peer_id)
        if self.identity.actor.kind == "person":
            await service().crowd.leave(self.identity.actor.key, self._peer_id)
        if self._welcomed:
            await service().left(self)

    async def _disconnect(self, _message: dict[str, Any]) -> None:
        self.ended = True
        if self.opened:
            self._outbox.close()
        await self._forget()
        raise StopConsumer


def bye_words(reason: Reason) -> str:
    """Return why a page is closed, for its user."""
    return {
        "signed_out": _("Đồng chí đã đăng xuất. Hãy đăng nhập lại để tiếp tục dự họp."),
        "revoked": _("Thiết bị này không còn được gắn với điểm cầu. Hãy báo cán bộ kỹ thuật."),
        "removed": _("Đồng chí không còn trong thành phần cuộc họp này. Mọi việc đã ghi nhận vẫn được giữ."),
        "crowded": _(
            "Đồng chí đã mở phòng họp ở quá nhiều nơi, nên trang mở sớm nhất này dừng lại. Mọi việc đã ghi nhận vẫn "
            "được giữ; muốn dùng tiếp tại đây, hãy đóng bớt trang khác rồi tải lại."
        ),
        "reload": _("Trang này đã cũ so với máy chủ. Hãy tải lại trang."),
        "closing": _("Máy chủ đang khởi động lại. Trang sẽ tự nối lại."),
    }[reason]


def _language(cookies: dict[str, str]) -> str:
    wanted = cookies.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
