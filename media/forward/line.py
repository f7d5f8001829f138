"""Sound first: how much video one subscriber's line carries, judged by the queue that builds up in front of it.

See ``docs/algorithms/feedback.md`` for the rules and the measurements behind the constants. Video alone carries
transport-wide numbers: audio is resent bit by bit and must not change.
"""

from collections import deque

from media.forward.look import THIN, WIDE, Look
from media.forward.sendlog import SendLog
from media.forward.twcc import TransportArrivals

START_ROOM = 250_000
"""Bits per second after the first look: one smallest layer. Until then sound alone; the rest is found by probing."""
SOUND, TRUSTED = 60_000, 0.95
"""What a voice takes of a line; the share of what a look finds that is believed."""
LEAST_PICTURE = 100_000
"""Room for less than this shows no picture, so it is not probed for."""
LOOK_AGAIN_S, MAX_LOOK_AGAIN_S = 1.0, 8.0
CUT_QUEUE_S, RESUME_QUEUE_S, CALM_QUEUE_S = 0.150, 0.050, 0.030
PROBE_QUEUE_S = 0.060
FALL_S = 0.005
PROBE_S, SETTLE_S, PATIENCE_S = 0.4, 0.2, 1.0
"""How long a probe sends, how long its last packets need, and when a missing answer is a failure (browsers that
receive little answer every 0.25 s only)."""
PROBE_GROWTH, FIRST_PROBE = 2.4, 500_000
CAREFUL_GROWTH, CAREFUL_PROBE, CAREFUL_S = 1.5, 200_000, 90.0
"""After a failure: a bold probe on a thin line fills its queue before the first feedback about it is back."""
LEAST_GAIN = 1.2
"""For less a thin line is not disturbed: two looks differ by a few percent."""
FREE_PACE, KNOWN_PACE = 2.0, 1.1
MIN_ROOM = 60_000
"""Less is no picture."""
BACKOFF_S, MAX_BACKOFF_S = 5.0, 40.0
EPISODE_S = 2.0
"""A probe that is broken off, the cut after it and a second cut right after are one failure, not three."""
FORGIVE_S, MAX_FORGIVEN = 1.0, 2
"""A probe broken off for a queue that is gone at the next look met a pause of a busy machine: soon once more."""
KEEPALIVE_S, IDLE_KEEPALIVE_S = 0.06, 0.5
LONG_DRAIN_S, SLOW_KEEPALIVE_S = 1.0, 0.3
"""A queue that takes so long belongs to a line that has hardly room for sound: looking often would keep it full."""
BURST_GAP_S, BURST_S = 0.005, 0.05
"""Packets sent within such gaps, and for no longer, are one burst (a frame)."""
MAX_TURN_S = 0.06
"""A turn that comes later than this does not make up for the time it missed."""
BASE_WINDOW_S = 10.0
RATE_WINDOW_S = 0.5
LOSS_WINDOW_S, LEAST_LOOKED = 1.0, 20
QUEUE_LOSS, HEAVY_LOSS = 0.10, 0.35
"""A short queue that is full loses instead of growing, and after a while passes for the line's own delay: with a queue
little loss is enough to cut, without one so much as no radio loses."""
HEAVY_LOOKED = 50
"""Without a queue so many packets must be judged: of twenty, a radio that loses 20 % loses seven now and then."""
COPIES_ROOM, COPIES_QUEUE_S = 120_000, 0.080
"""A line that has less room, or such a queue, has no place for copies of sound."""
LEAN = 95_000
"""A line so thin carries hardly more than a voice."""
START_CALM_S = 0.5
"""Where a look found less than a wide line, the first probe waits for what the first picture shows."""
STUCK_S = 12.0


class Line:
    """State of one subscriber's line; all rates in bits per second of video."""

    def __init__(self, log: SendLog | None = None) -> None:
        self.room: float = 0
        """What video may use now; 0: sound only."""
        self.demand = 0.0
        """What the page's pictures would use if the line were free; set by the engine."""
        self.queue = 0.0
        """Seconds that a packet sent now would stand in the queue: what bursts found there, not what they made."""
        self._log = log or SendLog()
        self._acked: deque[tuple[float, int]] = deque()
        self._queued: deque[tuple[float, int]] = deque()
        self._losses: deque[tuple[float, bool]] = deque()
        """When it was told of a packet, and whether that was lost."""
        self._proved = False
        """A probe succeeded: the line carries more than the first small picture."""
        self._burst = (float("-inf"), float("-inf"))
        """When the first and the last packet of the newest burst were sent."""
        self._stood = 0.0
        """``queue`` one look before."""
        self._base = [float("inf"), float("inf")]
        self._base_at = float("-inf")
        self._draining_since: float | None = None
        self._room_before = 0.0
        self._look = Look()
        self._ceiling: float | None = None
        self._new = True
        """True until the first look is over."""
        self._next_look_at = float("-inf")
        self._look_again = LOOK_AGAIN_S
        self._probe: tuple[float, float] | None = None
        """Target and end of the probe that runs."""
        self._probed_sent = 0.0
        self._next_probe_at = float("-inf")
        self._backoff = BACKOFF_S
        self._careful_until = float("-inf")
        self._failed_at = float("-inf")
        self._doubtful = False
        self._forgiven = 0
        self._keepalive_at = 0.0

    def number(self, size: int, now: float) -> int:
        """Give the next packet its transport-wide number; ``size`` in bytes on the wire."""
        return self._log.number(size, now)

    def pace(self) -> float:
        """At which rate pictures may leave: hardly above what the line is known to carry, once it showed its limit."""
        free = self._proved and self._failed_at == float("-inf")
        factor = FREE_PACE if free else KNOWN_PACE
        paced = max(self.room, MIN_ROOM) * factor
        return max(paced, self._probe[0]) if self._probe is not None else paced

    @property
    def crowded(self) -> bool:
        """True when more sound would make it worse. A line of which nothing is known yet is not crowded."""
        thin = self._look.likely is not None and self._look.likely < SOUND + COPIES_ROOM
        failed = self._failed_at > float("-inf")
        return self.queue > COPIES_QUEUE_S or ((thin or failed) and self.room < COPIES_ROOM)

    @property
    def limited(self) -> bool:
        """True when it was seen to have a limit that pictures can reach."""
        return self._look.likely is not None and self._look.likely < WIDE

    @property
    def lean(self) -> bool:
        """True when it was seen to carry hardly more than a voice."""
        return self._look.likely is not None and self._look.likely < LEAN

    # ------------------------------------------------------------------ what the receiver says

    def hear(self, feedback: TransportArrivals, now: float) -> None:
        """Take a feedback packet: measure the queue, and act on it at once."""
        delays, heads = self._take(feedback, now)
        if not delays:
            return
        self._forget_old(now)
        self._find_base(min(delays), now)
        if heads:
            # The youngest count: a receiver that slept gets the packets of that time at once, the last ones in time.
            self._stood, self.queue = self.queue, max(0.0, min(heads[-8:]) - min(self._base))
            self._judge(now)

    def _take(self, feedback: TransportArrivals, now: float) -> tuple[list[float], list[float]]:
        """Note what arrived and what was lost; return delays of all packets, and of those that begin a burst."""
        delays, heads = [], []
        lowest = min(self._base)
        taken = [self._log.take((feedback.first + index) & 0xFFFF) for index in range(len(feedback.arrivals))]
        self._look.hear(feedback, taken)
        for sent, arrival in zip(taken, feedback.arrivals, strict=True):
            if sent is None:
                continue
            self._losses.append((now, arrival is None))
            if arrival is None:
                continue
            delay = arrival - sent[0]
            delays.append(delay)
            if self._begins_burst(sent[0]):
                heads.append(delay)
            self._acked.append((arrival, sent[1]))
            if delay - lowest > PROBE_QUEUE_S:
                self._queued.append((arrival, sent[1]))
        return delays, heads

    def _forget_old(self, now: float) -> None:
        for window in (self._acked, self._queued):
            while window and window[-1][0] - window[0][0] > RATE_WINDOW_S:
                window.popleft()
        while now - self._losses[0][0] > LOSS_WINDOW_S:
            self._losses.popleft()

    def _begins_burst(self, sent_at: float) -> bool:
        """True for the first packet of a burst: the others wait for their own frame, which is no queue of the line."""
        first, last = self._burst
        begins = sent_at - last > BURST_GAP_S or sent_at - first > BURST_S
        self._burst = (sent_at if begins else first, sent_at)
        return begins

    def _find_base(self, lowest: float, now: float) -> None:
        """Queue = delay above the smallest of the last 10 to 20 seconds: clocks need not agree."""
        if now - self._base_at > BASE_WINDOW_S:
            self._base = [self._base[1], float("inf")]
            self._base_at = now
        if abs(lowest - min(self._base)) > 100 and min(self._base) != float("inf"):
            self._base = [float("inf"), float("inf")]  # The receiver's clock wrapped around.
        self._base[1] = min(self._base[1], lowest)

    def _judge(self, now: float) -> None:
        if self._draining_since is not None:
            if self.queue < RESUME_QUEUE_S:
                self._resume(now)
            elif now - self._draining_since > STUCK_S:
                self._base = [float("inf"), float("inf")]  # Not a queue: the way itself has become longer.
            return
        if self._must_cut():
            self._cut(now)
        elif self._probe is not None and self.queue > PROBE_QUEUE_S:
            self._break_off(now)
        elif self._doubtful:
            self._forgive_pause(now)

    def _must_cut(self) -> bool:
        """Seen twice in a row, since one look may have met a pause of the receiver; and not on its way down, since

        what a keyframe of a good picture leaves behind goes by itself.
        """
        falls = self.queue < self._stood - FALL_S and self.queue < 2 * CUT_QUEUE_S
        stands = min(self.queue, self._stood) > PROBE_QUEUE_S
        full = self._loses(QUEUE_LOSS, LEAST_LOOKED) if stands else self._loses(HEAVY_LOSS, HEAVY_LOOKED)
        return (self.queue > CUT_QUEUE_S and stands and not falls) or full

    def _loses(self, share: float, least: int) -> bool:
        looked = len(self._losses)
        return looked >= least and sum(lost for _, lost in self._losses) > share * looked

    def _cut(self, now: float) -> None:
        self._draining_since = now
        self._look.forget()
        self._losses.clear()
        self._room_before = self.room
        self.room = 0
        self._fail(now)

    def _resume(self, now: float) -> None:
        """The queue is gone: go on with 0.9 of what arrived while the line was full; half, when that is not known."""
        self._draining_since = None
        rate = _rate(self._queued)
        room = min(0.9 * rate, self._room_before) if rate else self._room_before / 2
        self.room = room if room >= MIN_ROOM else 0
        self._queued.clear()

    def _fail(self, now: float) -> None:
        again = now - self._failed_at < EPISODE_S
        self._probe = None
        self._doubtful = False
        self._failed_at = now
        self._careful_until = now + CAREFUL_S
        if again:
            self._next_probe_at = max(self._next_probe_at, now + BACKOFF_S)
            return
        self._next_probe_at = now + self._backoff
        self._backoff = min(MAX_BACKOFF_S, self._backoff * 2)

    def _break_off(self, now: float) -> None:
        self._probe = None
        self._doubtful = True
        self._next_probe_at = now + self._backoff

    def _forgive_pause(self, now: float) -> None:
        """The look after a probe was broken off: a queue that built up needs time to go."""
        if self.queue < CALM_QUEUE_S and self._forgiven < MAX_FORGIVEN:
            self._doubtful = False
            self._forgiven += 1
            self._next_probe_at = now + FORGIVE_S
            return
        self._forgiven = 0
        self._fail(now)

    # ------------------------------------------------------------------ looking ahead

    def may_look(self, now: float) -> bool:
        """True when more is wanted, the line is calm and nothing fresh is known about it."""
        return (
            self.demand > self.room
            and self._is_calm(now)
            and now >= self._next_look_at
            and not self._look.running
            and not self._look.is_fresh(now)
        )

    def begin_look(self, now: float) -> None:
        """Start to look how wide the line is; costs 2 kB."""
        self._look.begin(now)

    def _is_calm(self, now: float) -> bool:
        calm = self._probe is None and self._draining_since is None and self.queue < CALM_QUEUE_S
        return calm and now >= self._next_probe_at

    def _looked(self, now: float) -> None:
        """A look is over: the first one lets pictures begin; one that finds no room for more is repeated later."""
        before, ceiling = self._ceiling, self._look.ceiling
        self._ceiling = ceiling
        if before is not None and before < WIDE <= (ceiling or 0):
            self._careful_until = float("-inf")  # Another line than the one on which probes failed.
        if self._new:
            self._begin(ceiling, now)
        if ceiling is not None and self._target(now) > self.room * LEAST_GAIN:
            self._look_again = LOOK_AGAIN_S
            return
        self._next_look_at = now + self._look_again
        self._look_again = min(MAX_LOOK_AGAIN_S, self._look_again * 2)

    def _begin(self, ceiling: float | None, now: float) -> None:
        self._new = False
        # Who does not answer is not known to be thin: a probe will tell.
        self.room = START_ROOM if ceiling is None else min(START_ROOM, _spare(ceiling))
        if ceiling is None or ceiling < WIDE:
            self._next_probe_at = now + START_CALM_S
        if ceiling is not None and ceiling < WIDE:
            self._careful_until = now + CAREFUL_S

    def _target(self, now: float) -> float:
        """What a probe would try: never more than a look has found."""
        bold = now >= self._careful_until
        growth, least = (PROBE_GROWTH, FIRST_PROBE) if bold else (CAREFUL_GROWTH, CAREFUL_PROBE)
        target = min(self.demand * 1.25, max(self.room * growth, least))
        ceiling = self._look.ceiling
        return target if ceiling is None or ceiling >= WIDE else min(target, _spare(ceiling))

    # ------------------------------------------------------------------ probing upwards

    @property
    def probing(self) -> bool:
        """True while a probe runs."""
        return self._probe is not None

    def may_probe(self, now: float) -> bool:
        """True when more is wanted, a look says that there may be room, and the last failure is long enough ago."""
        return (
            self.demand > self.room
            and self._is_calm(now)
            and self._look.is_fresh(now)
            and self._target(now) > self.room * LEAST_GAIN
        )

    def begin_probe(self, now: float) -> None:
        """Start sending more than the pictures need, to see whether a queue builds up."""
        self._probe = (self._target(now), now + PROBE_S)
        self._probed_sent = now

    def padding(self, now: float, used: float) -> int:
        """Return how many bytes of padding to send now; ``used`` is what the pictures use (bits per second).

        While draining, and while no picture flows: a small packet now and then, so that the queue is still measured.
        """
        if self._draining_since is not None:
            thin = self._look.ceiling is not None and self._look.ceiling < THIN
            long = thin or now - self._draining_since > LONG_DRAIN_S
            return self._keep_alive(now, SLOW_KEEPALIVE_S if long else KEEPALIVE_S)
        if self._look.running and not self.demand:
            self._look.forget()
        if self._look.running:
            if self._look.conclude(now):
                self._looked(now)
            return self._look.due(now)
        if self._probe is None:
            return self._keep_alive(now, IDLE_KEEPALIVE_S) if self.demand and not used else 0
        target, end = self._probe
        late = now - self._probed_sent - MAX_TURN_S
        if late > 0 and now - late < end:
            end += late
            self._probed_sent += late
            self._probe = (target, end)
        if now >= end:
            if now >= end + SETTLE_S:
                self._conclude(target, now, now >= end + PATIENCE_S)
            return 0
        amount = max(0.0, target - used) * (now - self._probed_sent) / 8
        self._probed_sent = now
        return int(amount)

    def _keep_alive(self, now: float, interval: float) -> int:
        if now - self._keepalive_at < interval:
            return 0
        self._keepalive_at = now
        return 1

    def _conclude(self, target: float, now: float, last: bool) -> None:
        """The probe's packets should have arrived: it succeeded, or (``last``) nobody answered for them."""
        if self._heard_lately(now):
            self._probe = None
            self._proved = True
            self.room = max(self.room, target)
            self._next_probe_at = now
            self._backoff = BACKOFF_S
            self._forgiven = 0
        elif last:
            self._fail(now)

    def _heard_lately(self, now: float) -> bool:
        """True when most of what was sent long enough ago has been answered for."""
        waiting = self._log.waiting(now - 1.0, now - SETTLE_S)
        return bool(self._acked) and waiting <= len(self._acked) // 5 + 2


def _spare(ceiling: float) -> float:
    """What a line of that width has for pictures; 0 when it is too little for any."""
    spare = TRUSTED * ceiling - SOUND
    return spare if spare >= LEAST_PICTURE else 0.0


def _rate(window: deque[tuple[float, int]]) -> float:
    if len(window) < 5:
        return 0.0
    span = window[-1][0] - window[0][0]
    return sum(size for _, size in window) * 8 / span if span > 0.05 else 0.0
