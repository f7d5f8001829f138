"""Has recordings listened to again, one at a time, in a child process; runs in ``jobs``.

What was found is kept in a file, line by line, flushed to disk: a ``jobs`` that is killed loses one utterance, and
whoever goes on begins behind the last line. The record changes once, when the whole recording was heard.
"""

import json
import logging
import os
import queue
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import Q
from pydantic import TypeAdapter, ValidationError

from meetings.contracts.speech import RerunAt, RerunEnd, RerunHeard
from meetings.core import clock
from meetings.core.errors import DomainError
from meetings.minutes import recordings
from meetings.minutes.models import Recording, RecordingStatus
from meetings.minutes.remaking import order_of, remake_transcript

log = logging.getLogger(__name__)
LINE: TypeAdapter[RerunHeard | RerunAt | RerunEnd] = TypeAdapter(RerunHeard | RerunAt | RerunEnd)
LEASE_LIFE = timedelta(seconds=30)
EVERY_S = 2.0
LOOK_S = 1.0
RENEWED_EVERY_S = 3.0
PATIENCE_S = 5
COMMAND = (sys.executable, "-m", "transcription", "rerun")


def rerun_recordings(stop: threading.Event) -> None:
    """Listen to whatever waits until ``stop`` is set; survives the absence of the database."""
    me = f"{settings.PROCESS_NAME}:{secrets.token_hex(4)}"
    while not stop.is_set():
        try:
            recording = claim(me)
            if recording is not None:
                Pass(recording, me).run(stop)
        except (DatabaseError, OSError) as error:
            log.warning("recordings wait: %s", error)
        finally:
            close_old_connections()
        stop.wait(EVERY_S)


def claim(me: str) -> Recording | None:
    """Take the oldest recording that waits, or whose process died: by its silence, or because it was our forerunner."""
    name = me.rsplit(":", 1)[0]
    dead = Q(seen_at__lt=clock.now() - LEASE_LIFE) | (Q(holder__startswith=f"{name}:") & ~Q(holder=me))
    free = Q(status=RecordingStatus.WAITING) | (Q(status=RecordingStatus.RUNNING) & dead)
    for recording in Recording.objects.filter(free).order_by("made_at"):
        same = Recording.objects.filter(id=recording.id, status=recording.status, holder=recording.holder)
        if same.update(status=RecordingStatus.RUNNING, holder=me, seen_at=clock.now()):
            return Recording.objects.select_related("meeting__unit__parent").get(id=recording.id)
    return None


@dataclass
class Pass:
    """One second pass over one recording."""

    recording: Recording
    me: str
    found: list[RerunHeard] = field(default_factory=list)
    at: RerunAt | None = None
    renewed: float = 0.0

    def run(self, stop: threading.Event) -> None:
        """Listen to the end, or until it is stopped; a stop signal leaves it to whoever comes next."""
        self.found = list(self._known())
        try:
            order = order_of(self.recording, self.found[-1].end_ms if self.found else 0)
        except DomainError:
            self._fail("not_allowed")
            return
        child = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env={**os.environ, "NGHISU_HOME": str(settings.HOME), "TRANSCRIPTION_FINAL_WINDOW": "full"},
            text=True,
        )
        try:
            end = self._follow(child, order.model_dump_json(), stop)
        finally:
            _end(child)
        if end is not None:
            self._finish(end)

    def _follow(self, child: subprocess.Popen[str], order: str, stop: threading.Event) -> RerunEnd | None:
        """Keep what the child tells; None when it was stopped."""
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(child.stdout, lines), daemon=True, name="rerun").start()
        if child.stdin:
            child.stdin.write(order + "\n")
            child.stdin.close()
        with recordings.found_of(self.recording).open("a", encoding="utf-8") as file:
            while not stop.is_set():
                try:
                    text = lines.get(timeout=LOOK_S)
                except queue.Empty:
                    text = ""
                if text is None:
                    return RerunEnd(problem="unreadable")
                end = self._take(text, file) if text else None
                if end is not None:
                    return end
                if not self._still_mine():
                    return None
        return None

    def _take(self, text: str, file: IO[str]) -> RerunEnd | None:
        try:
            line = LINE.validate_json(text)
        except ValidationError:
            log.error("the second pass said something unknown: %s", text[:200])
            return None
        match line:
            case RerunHeard():
                file.write(line.model_dump_json() + "\n")
                file.flush()
                os.fsync(file.fileno())
                self.found.append(line)
            case RerunAt():
                self.at = line
            case RerunEnd():
                return line
        return None

    def _still_mine(self) -> bool:
        """Renew the lease and tell how far it is; False when it was stopped or taken over."""
        mine = Recording.objects.filter(id=self.recording.id, status=RecordingStatus.RUNNING, holder=self.me)
        if time.monotonic() - self.renewed < RENEWED_EVERY_S:
            return mine.exists()
        self.renewed = time.monotonic()
        share = 100 * self.at.at_ms // self.at.total_ms if self.at and self.at.total_ms else 0
        return mine.update(seen_at=clock.now(), progress=min(99, share)) == 1

    def _finish(self, end: RerunEnd) -> None:
        if end.problem or self.at is None:
            self._fail(end.problem or "unreadable")
        elif not self.found:
            self._fail("silent")
        elif self._still_mine():
            try:
                came, went = remake_transcript(self.recording, self.found, end.length_ms, self.at.engine, self.at.model)
            except DomainError:
                self._fail("not_allowed")
                return
            log.info("recording %s: %s lines for %s", self.recording.id, came, went)
        recordings.found_of(self.recording).unlink(missing_ok=True)

    def _fail(self, problem: str) -> None:
        mine = Recording.objects.filter(id=self.recording.id, holder=self.me)
        mine.update(status=RecordingStatus.FAILED, problem=problem, holder="")
        log.warning("recording %s failed: %s", self.recording.id, problem)

    def _known(self) -> Iterator[RerunHeard]:
        """Read what was found before; a half line at the end is cut off."""
        place = recordings.found_of(self.recording)
        if not place.exists():
            return
        good: list[str] = []
        for text in place.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                yield RerunHeard.model_validate(json.loads(text))
            except ValueError:
                break
            good.append(text + "\n")
        place.write_text("".join(good), encoding="utf-8")


def _read(pipe: IO[str] | None, lines: "queue.Queue[str | None]") -> None:
    for line in pipe or ():
        lines.put(line)
    lines.put(None)


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
