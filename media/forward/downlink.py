"""What one peer receives: its slots, and what it says of them (loss, resends, keyframes, the line)."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from media.forward.budget import Budget
from media.forward.line import Line
from media.forward.losses import SoundLosses
from media.forward.pacer import Pacer, Pacing
from media.forward.plan import ExtensionIds, Outlet, PeerPlan, SlotPlan
from media.forward.rtcp import KeyframeRequest, Nack, ReportBlock, ntp_time
from media.forward.serial import U32
from media.forward.slot import Slot, SlotSeed
from media.forward.sound import CROWDED_RESENDS, PLAIN, RESENDS, ResendAllowance, SoundGuard
from media.forward.stream import IncomingStream

CROWDED_S = 8.0
MAX_WAIT_S = 1.0
"""Pictures that would come later than this are not sent: the next keyframe is sooner."""


def random_seed() -> SlotSeed:
    """Start values; the sequence stays low, so that the receiver cannot misjudge the roll-over counter."""
    pick = random.SystemRandom().getrandbits
    return SlotSeed(sequence=pick(14), timestamp=pick(31), picture=pick(14), rtx_sequence=pick(14))


class ReceiveSlot(Protocol):
    """What control logic asks of a slot, whatever it is made of; streams are of the same engine."""

    @property
    def plan(self) -> SlotPlan:
        """What was negotiated."""

    @property
    def video(self) -> bool:
        """False: audio."""

    @property
    def current(self) -> IncomingStream | None:
        """What flows now."""

    @property
    def pending(self) -> IncomingStream | None:
        """What will flow from its next keyframe on."""

    def switch(
        self,
        stream: IncomingStream | None,
        now: float,
        *,
        cut: bool = False,
        before: Sequence[IncomingStream] = (),
    ) -> None:
        """See ``Slot.switch``."""

    def release(self, stream: IncomingStream, now: float) -> None:
        """See ``Slot.release``."""

    def resend(self, sequences: Iterable[int], now: float) -> list[int]:
        """See ``Slot.resend``."""

    def repeat(self, distances: Iterable[int]) -> None:
        """See ``Slot.repeat``."""

    def pad(self, size: int, now: float) -> int:
        """See ``Slot.pad``."""

    def sender_report(self, now: float, wall: float) -> bytes | None:
        """See ``Slot.sender_report``."""


def is_measured(plan: PeerPlan) -> bool:
    """True when the page reports on every packet of its pictures."""
    return bool(plan.extensions.transport_cc) and any(slot.rtx_ssrc for slot in plan.video_slots)


def make_downlink(plan: PeerPlan, outlet: Outlet, *, make_seed: Callable[[], SlotSeed] = random_seed) -> "Downlink":
    """Sending side of one peer, made of slots in Python."""
    line, pacer = (Line(), Pacer()) if is_measured(plan) else (None, None)

    def make(video: bool, slots: tuple[SlotPlan, ...]) -> tuple[Slot, ...]:
        ids: ExtensionIds = plan.extensions
        return tuple(
            Slot(slot, video=video, extensions=ids, outlet=outlet, seed=make_seed(), line=line, pacer=pacer)
            for slot in slots
        )

    audio = make(False, plan.audio_slots)
    return Downlink(audio, make(True, plan.video_slots), line, outlet, pacer)


class Downlink:
    """Sending side of one peer. ``line`` is there when the page is measured; then it decides, and REMB is not asked."""

    def __init__(
        self,
        audio: Sequence[ReceiveSlot],
        video: Sequence[ReceiveSlot],
        line: Line | None,
        outlet: Outlet,
        pacer: Pacing | None = None,
    ) -> None:
        self.outlet = outlet
        self.budget = Budget(measured=line is not None)
        self.line = line
        self._pacer = pacer
        self._paced = 0.0
        self.audio = tuple(audio)
        self.video = tuple(video)
        self.losses = SoundLosses()
        self.guard = SoundGuard()
        self._resends = {True: ResendAllowance(*CROWDED_RESENDS), False: ResendAllowance(*RESENDS)}
        """By whether the line is crowded."""
        self._crowded_at = float("-inf")
        self.rests = False
        """Sound needs no protection, and will need none before the page says something again."""
        self._by_ssrc = {slot.plan.ssrc: slot for slot in self.audio + self.video}

    def hear_report(self, block: ReportBlock, now: float) -> None:
        """A receiver report about one slot."""
        slot = self._by_ssrc.get(block.ssrc)
        if slot is not None:
            self.budget.hear_report(block, video=slot.video, now=now)
            before = slot.current.reception.loss if slot.current is not None else 0.0
            self.losses.hear_report(block, audio=not slot.video, before=before, now=now)

    def hear_nack(self, nack: Nack, now: float) -> None:
        """Resend what is missing."""
        slot = self._by_ssrc.get(nack.ssrc)
        if slot is None:
            return
        wanted = nack.sequences
        if not slot.video:
            # The newest: they are not due yet.
            allowed = self._resends[self._is_crowded(now)].take(len(wanted), now)
            wanted = wanted[len(wanted) - allowed :]
        known = slot.resend(wanted, now) if wanted else []
        if known and not slot.video:
            self.losses.hear_nack(nack.ssrc, known, now)

    def keyframe_wanted(self, request: KeyframeRequest) -> IncomingStream | None:
        """Return the stream that must be asked for a keyframe; a silent slot's requests mean nothing."""
        slot = self._by_ssrc.get(request.ssrc)
        if slot is None or slot.current is None or not slot.video:
            return None
        slot.current.keyframes.want()
        return slot.current

    def room(self, now: float) -> int | None:
        """Bits per second that video may use; None: nothing known against it."""
        return int(self.line.room) if self.line is not None else self.budget.room(now)

    def used(self) -> float:
        """What the pictures use now, bits per second."""
        return sum(slot.current.bitrate for slot in self.video if slot.current is not None)

    def pace(self, now: float) -> bool:
        """Send pictures that are due; called every 20 ms. False: more waits than a viewer should wait for."""
        if self.line is None or self._pacer is None:
            return True
        rate = self.line.pace() / 8
        if rate != self._paced or self._pacer.waiting:
            self._pacer.pace(rate, now)
            self._paced = rate
        return self._pacer.waiting <= rate * MAX_WAIT_S

    def probe(self, now: float, *, may_begin: bool) -> None:
        """Send padding that is due; called every 20 ms. Pictures that wait are as good a probe as padding."""
        line = self.line
        if line is None:
            return
        waits = self._pacer is not None and self._pacer.waiting > 0
        if line.may_look(now):
            line.begin_look(now)
        if may_begin and not waits and line.may_probe(now):
            line.begin_probe(now)
        amount = line.padding(now, self.used())
        if waits and line.probing:
            return
        while amount > 0:
            amount -= self.video[0].pad(amount, now)

    def protect(self, now: float) -> int:
        """Choose anew how sound is protected; return the milliseconds that the page shall hold it back (0: none)."""
        limited = self.line is not None and self.line.limited
        self.rests = self.losses.quiet and not limited and self.guard.now == PLAIN
        if self.rests:
            # What a line is seen to carry changes without a word of the page.
            self.rests = self.line is None
            return 0
        view = self.losses.view(now, crowded=self._is_crowded(now), limited=limited)
        if self.guard.update(view, now):
            for slot in self.audio:
                slot.repeat(self.guard.now.copies)
        return self.guard.now.buffer_ms

    def _is_crowded(self, now: float) -> bool:
        if self.line is not None and self.line.crowded:
            self._crowded_at = now
        return now - self._crowded_at < CROWDED_S

    def lean_sources(self) -> list[int]:
        """Whose voices should take fewer bits, because this line carries hardly more than one."""
        if self.line is None or not self.line.lean:
            return []
        return [slot.current.source for slot in self.audio if slot.current is not None]

    def release(self, stream: IncomingStream, now: float) -> None:
        """A stream ended."""
        for slot in self.audio + self.video:
            slot.release(stream, now)

    def send_reports(self, now: float, wall: float) -> None:
        """SR of every slot that flows, all in one packet: protecting and sending it costs more than making it."""
        seconds, fraction = ntp_time(wall)
        self.losses.sent_report((seconds << 16 | fraction >> 16) & U32, now)
        reports = [slot.sender_report(now, wall) for slot in self.audio + self.video]
        packet = b"".join(one for one in reports if one is not None)
        if packet:
            self.outlet.send_rtcp(packet)

    def close(self, now: float) -> None:
        """Take all slots out of their streams."""
        for slot in self.audio + self.video:
            slot.switch(None, now)
