"""The state machine: what Hypothesis may do to a sitting, in any order, and what it then finds must hold."""

from collections import Counter
from contextlib import ExitStack
from typing import ClassVar

from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.simulation.acts import OFFICE, give, office, some_command
from tests.simulation.bus import SPOILS
from tests.simulation.stage import Options
from tests.simulation.world import MOMENTS, World

SEEDS = st.integers(0, 2**20)
ANYBODY = st.integers(0, 13)
"""A page, by its place in the list; a larger number begins anew."""


class Sitting(RuleBasedStateMachine):
    """One sitting. Every argument is a plain number or word, so that a failure's steps can be pasted into a test."""

    seen: ClassVar[Counter[str]] = Counter()
    """What happened in all sittings of this run."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.world: World

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        options = Options.of(seed)
        self.seen["sittings"] += 1
        if currently_in_test_context():
            note(f"options: {options}")
        self.world = self._stack.enter_context(World.begin(options))

    def _name(self, who: int) -> str:
        names = list(self.world.pages)
        return names[who % len(names)]

    def _happened(self, what: str) -> None:
        self.world.happened[what] += 1

    @rule(who=ANYBODY, seed=SEEDS, on_seen=st.booleans(), copies=st.sampled_from([1, 1, 2]))
    def act(self, who: int, seed: int, on_seen: bool, copies: int) -> None:
        """Three act one after another, perhaps on what they saw; a copy is the same message once more, unanswered."""
        for turn in range(3):
            name = self._name(who + turn * seed)
            give(self.world, name, some_command(self.world, name, seed + turn), on_seen=on_seen, copies=copies)
            self.world.flow()

    @rule(seed=SEEDS, many=st.integers(2, 8))
    def act_together(self, seed: int, many: int) -> None:
        """Several act in the same moment."""
        for place in range(many):
            name = self._name(seed + place)
            give(self.world, name, some_command(self.world, name, seed + place), on_seen=bool(seed % 2))
        self.world.flow()

    @rule(seed=SEEDS)
    def conduct(self, seed: int) -> None:
        """Whoever conducts acts, on what he saw; the chair acts beside a deputy too."""
        for turn in range(3):
            name = "chair" if turn == 1 else self._conductor()
            give(self.world, name, some_command(self.world, name, seed + turn), on_seen=True)
            self.world.flow()

    @rule(seed=SEEDS)
    def vote(self, seed: int) -> None:
        """The chair opens a vote, everybody votes at once, and somebody closes it among them."""
        conductor = self._conductor()
        give(self.world, conductor, some_command(self.world, conductor, seed, "open_poll"))
        self.world.flow()
        names = list(self.world.pages)
        for place in range(len(names)):
            name = names[(place + seed) % len(names)]
            give(self.world, name, some_command(self.world, name, seed + place, "cast_ballot"))
            if place == seed % (2 * len(names)):
                give(self.world, conductor, some_command(self.world, conductor, seed, "close_poll"))
        self.world.flow()

    def _conductor(self) -> str:
        may = [name for name, page in self.world.pages.items() if page.you and "open_poll" in page.you["commands"]]
        return may[0] if may else "chair"

    @rule(what=st.sampled_from(sorted(OFFICE)), seed=SEEDS, crash=st.sampled_from(["", "", *MOMENTS]))
    def act_in_the_office(self, what: str, seed: int, crash: str) -> None:
        """The office works over HTTP, in another process; that one may die before or after its commit."""
        office(self.world, what, seed, crash)
        self.world.flow()

    @rule(who=ANYBODY, noticed=st.booleans(), held=st.booleans())
    def lose_line(self, who: int, noticed: bool, held: bool) -> None:
        """A page loses its line; the server notices or not, and what was under way arrives late."""
        name = self._name(who)
        line = self.world.lines.get(name)
        self.world.give_up(name)
        if line:
            self._happened("line lost" if noticed else "line lost, server unaware")
            line.held = held
            if noticed:
                line.end_at_server()
        self.world.flow()

    @rule(who=ANYBODY)
    def come_back(self, who: int) -> None:
        """A page connects anew; who was signed out signs in again."""
        name = self._name(who)
        page = self.world.pages[name]
        if page.bye:
            self.world.elsewhere(lambda: self.world.stage.sign_in(name))
            page.bye = None
        self._happened("line back")
        self.world.connect(name)
        self.world.flow()

    @rule(who=ANYBODY, what=st.sampled_from(["held", "moves", "slow", "reads on"]))
    def line(self, who: int, what: str) -> None:
        """Everything on a line stands still, or a page reads too slowly; or that is over."""
        line = self.world.lines.get(self._name(who))
        if line:
            self._happened(f"line {what}")
            line.held = {"held": True, "moves": False}.get(what, line.held)
            if what == "slow":
                line.read_slowly()
            elif what == "reads on":
                line.read_on()
        self.world.flow()

    @rule(what=st.sampled_from(["held", "moves", "away", "back"]), spoils=st.lists(st.sampled_from(SPOILS), max_size=3))
    def bus(self, what: str, spoils: list[str]) -> None:
        """Publications stand still, are lost, doubled or overtaken, or Redis dies; or that is over."""
        redis = self.world.redis
        redis.held = {"held": True, "moves": False}.get(what, redis.held)
        if what == "away" and not redis.away:
            redis.go()
        redis.away = {"away": True, "back": False}.get(what, redis.away)
        redis.spoils.extend(spoils)
        self._happened(f"bus {what}")
        self.world.flow()

    @rule(what=st.sampled_from(["crash", "database error", "kill"]), when=st.sampled_from(MOMENTS), seed=SEEDS)
    def break_server(self, what: str, when: str, seed: int) -> None:
        """The server dies now, or at the next commit of those who act, or the database fails there: before or after."""
        if what == "crash":
            self.world.crash_at = when
        elif what == "database error":
            self.world.trouble_at = when
        else:
            self.world.kill()
        self.act_together(seed, 3)

    @rule(seconds=st.sampled_from([3600, -3600, 1, -1]), restarted=st.booleans(), seed=SEEDS)
    def set_clock(self, seconds: int, restarted: bool, seed: int) -> None:
        """The machine's clock is set; a process that starts afterwards goes by it, and there is a vote."""
        self._happened(f"clock {seconds:+d} s")
        self.world.clock.step(seconds)
        if restarted:
            self.world.kill()
            self.wait(0.3)
            self.vote(seed)

    @rule(seconds=st.sampled_from([0.3, 6.0, 70.0, 0.0]))
    def wait(self, seconds: float) -> None:
        """Time passes and pages without a line come back as they do; 0: everything is mended, all must be right."""
        if not seconds:
            self._settle()
            return
        for name, page in self.world.pages.items():
            if name not in self.world.lines and page.bye is None:
                self.world.connect(name)
        self.world.flow(seconds)

    def _settle(self) -> None:
        self._happened("settled")
        self.world.settle()
        self.world.check_settled()

    @invariant()
    def holds(self) -> None:
        """What must hold after each step."""
        if hasattr(self, "world"):
            self.world.check()

    def teardown(self) -> None:
        """End the sitting: one last act is never told by the process that did it; once all is mended, all is right."""
        if not hasattr(self, "world"):
            return
        try:
            office(self.world, "agenda", len(self.world.given), "after commit")
            self._settle()
        finally:
            self.seen.update(self.world.happened)
            self._stack.close()
