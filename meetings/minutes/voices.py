"""The recording kit: staff who agreed read sentences, so that accuracy is measured on the voices of the house.

Everything stays below ``HOME/voices``; whoever takes his consent back takes his voice back, at once and for good.
"""

import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.minutes.models import VoiceConsent, VoiceSample
from meetings.minutes.sounds import HEAD, kind_of

MOST_BYTES = 8 * 1024 * 1024
SHORTEST_MS = 800
LONGEST_S = 40
PATIENCE_S = 30
CONSENT = (
    "Tôi đồng ý để cơ quan ghi âm tôi đọc các câu mẫu và chỉ dùng để đo, chỉnh máy nhận dạng tiếng nói của cơ quan. "
    "Bản ghi chỉ lưu trên máy chủ của cơ quan, không gửi ra ngoài. Tôi có thể nghe lại, ghi lại, xóa từng câu, và "
    "rút lại đồng ý bất cứ lúc nào; khi rút, mọi bản ghi của tôi bị xóa ngay."
)
"""Kept with each consent as it was read; always in Vietnamese, as what is signed."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence to read; numbered from 1."""

    number: int
    text: str


@cache
def prompts() -> tuple[Prompt, ...]:
    """Return the sentences."""
    lines = Path(__file__).with_name("prompts.txt").read_text(encoding="utf-8").splitlines()
    return tuple(Prompt(number, line.strip()) for number, line in enumerate(filter(str.strip, lines), start=1))


def get_reader_for(actor: Actor) -> Person:
    """Return the person when he may record: the secretariat and the technical team; ``Refused`` to others."""
    person = Person.objects.filter(id=actor.id, is_active=True).first() if actor.kind == "person" else None
    if person is None or not (person.may_create_meetings or person.may_pair_rooms):
        raise Refused(_("Trang ghi mẫu giọng nói dành cho cán bộ văn phòng và tổ kỹ thuật."))
    return person


def consent_of(person: Person) -> VoiceConsent | None:
    """Return the consent that stands."""
    return VoiceConsent.objects.filter(person=person).first()


def give_consent(*, actor: Actor, name: str) -> VoiceConsent:
    """Keep that somebody agreed, under the name that he typed; it must be his own."""
    person = get_reader_for(actor)
    if " ".join(name.split()).casefold() != person.full_name.casefold():
        raise BadInput(_("Hãy gõ đúng họ tên của đồng chí để đồng ý: %(name)s.") % {"name": person.full_name})
    defaults = {"name": person.full_name, "text": CONSENT, "given_at": clock.now()}
    return VoiceConsent.objects.get_or_create(person=person, defaults=defaults)[0]


def withdraw_consent(*, actor: Actor) -> None:
    """Delete the consent and every recording of this person."""
    person = get_reader_for(actor)
    with transaction.atomic():
        VoiceSample.objects.filter(person=person).delete()
        VoiceConsent.objects.filter(person=person).delete()
    shutil.rmtree(_folder(person.id), ignore_errors=True)


def keep_sample(*, actor: Actor, number: int, data: bytes) -> VoiceSample:
    """Keep one read sentence as 16 kHz mono WAV, in the place of an earlier one."""
    person, prompt = get_reader_for(actor), _prompt(number)
    if consent_of(person) is None:
        raise BadState(_("Đồng chí chưa đồng ý cho ghi âm nên bản ghi không được giữ."), code="no_consent")
    kind = kind_of(data[:HEAD])
    if kind is None or len(data) > MOST_BYTES:
        raise BadInput(_("Bản ghi này không dùng được, nên chưa được giữ. Hãy ghi lại câu này."), code="unreadable")
    place = _folder(person.id) / f"{number}.wav"
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=place.parent) as work:
        source, made = Path(work) / f"in.{kind.ending}", Path(work) / "out.wav"
        source.write_bytes(data)
        length = _convert(source, kind.demuxer, made)
        if length < SHORTEST_MS:
            raise BadInput(_("Bản ghi quá ngắn nên chưa được giữ. Hãy đọc trọn câu rồi mới dừng."), code="short")
        made.replace(place)
    made_now = {"text": prompt.text, "length_ms": length, "made_at": clock.now()}
    return VoiceSample.objects.update_or_create(person=person, number=number, defaults=made_now)[0]


def _convert(source: Path, demuxer: str, target: Path) -> int:
    """Have a child make the WAV: what a browser sends is never decoded inside the web process."""
    command = [sys.executable, "-m", "transcription", "wav", str(source), demuxer, str(target), str(LONGEST_S)]
    try:
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=PATIENCE_S, check=True
        )
        return int(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        message = _("Bản ghi này không dùng được, nên chưa được giữ. Hãy ghi lại câu này.")
        raise BadInput(message, code="unreadable") from error


def remove_sample(*, actor: Actor, number: int) -> None:
    """Delete one of one's own recordings."""
    person = get_reader_for(actor)
    VoiceSample.objects.filter(person=person, number=number).delete()
    (_folder(person.id) / f"{number}.wav").unlink(missing_ok=True)


def get_sample_for(actor: Actor, number: int) -> Path:
    """Return one of one's own recordings."""
    person = get_reader_for(actor)
    place = _folder(person.id) / f"{number}.wav"
    if not VoiceSample.objects.filter(person=person, number=number).exists() or not place.is_file():
        raise NotFound(_("Chưa có bản ghi của câu này."))
    return place


def write_set(actor: Actor, out: IO[bytes]) -> int:
    """Write everybody's recordings as a speech set (``SPEECH_SET`` of the bench) into a ZIP; the technical team alone.

    ``manifest.json`` lists ``audio`` and ``text``; names are codes, and ``dong-y.csv`` says who agreed to what when.
    """
    person = get_reader_for(actor)
    if not person.may_pair_rooms:
        raise Refused(_("Chỉ tổ kỹ thuật lấy được cả bộ tiếng nói."))
    samples = VoiceSample.objects.filter(person__voice_consent__isnull=False).order_by("person_id", "number")
    rows = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for sample in samples:
            place = _folder(sample.person_id) / f"{sample.number}.wav"
            if place.is_file():
                name = f"{_code(sample.person_id)}-{sample.number:03}.wav"
                file.write(place, name)
                rows.append({"audio": name, "text": sample.text})
        file.writestr("manifest.json", json.dumps(rows, ensure_ascii=False, indent=1))
        file.writestr("dong-y.csv", "\ufeff" + "".join(_consents()))
    return len(rows)


def _consents() -> Iterator[str]:
    for consent in VoiceConsent.objects.order_by("given_at"):
        out, given = io.StringIO(), timezone.localtime(consent.given_at)
        csv.writer(out).writerow([_code(consent.person_id), consent.name, f"{given:%d/%m/%Y %H:%M}", consent.text])
        yield out.getvalue()


def _code(person_id: UUID) -> str:
    return person_id.hex[:8]


def _folder(person_id: UUID) -> Path:
    return Path(settings.HOME) / "voices" / str(person_id)


def _prompt(number: int) -> Prompt:
    if not 1 <= number <= len(prompts()):
        raise NotFound(_("Không có câu này. Hãy tải lại trang."))
    return prompts()[number - 1]
