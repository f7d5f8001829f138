"""The recording kit: who may read, what is kept, and the set that the bench reads."""

import wave
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.transcription.clips import read_set
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.minutes import voices
from meetings.minutes.models import VoiceConsent, VoiceSample
from tests.browser import browser_of, text_of
from tests.cast import Cast


def sound(words: str = "12") -> bytes:
    """Return a WAV with half a second of a tone for each digit."""
    at = np.arange(4000) / 8000
    tones = np.concatenate([0.3 * np.sin(2 * np.pi * (200 + 100 * int(word)) * at) for word in words])
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((tones * 32767).astype("<i2").tobytes())
    return out.getvalue()


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_nothing_is_kept_without_consent(cast: Cast) -> None:
    actor = cast.actor("secretary")
    with pytest.raises(BadState):
        voices.keep_sample(actor=actor, number=1, data=sound())
    with pytest.raises(BadInput):
        voices.give_consent(actor=actor, name="Người Khác")
    assert not VoiceConsent.objects.exists() and not VoiceSample.objects.exists()


def test_read_again_listened_to_and_taken_back(cast: Cast, tmp_path: Path) -> None:
    actor, browser = cast.actor("secretary"), browser_of(cast.secretary)
    assert "Tôi đồng ý" in text_of(browser.get("/giong-noi/"))
    assert browser.post("/giong-noi/dong-y/", {"ho_ten": "Ai đó"}).status_code == 422
    browser.post("/giong-noi/dong-y/", {"ho_ten": cast.secretary.full_name.lower()})
    consent = VoiceConsent.objects.get()
    assert (consent.name, consent.text) == (cast.secretary.full_name, voices.CONSENT)
    kept = browser.post("/giong-noi/cau/2/", sound("1234"), content_type="application/octet-stream")
    assert kept.status_code == 200 and abs(kept.json()["length_ms"] - 2000) < 20
    for data in (b"no sound at all" * 9, b"RIFF\x10\0\0\0WAVEnothing of sound"):
        bad = browser.post("/giong-noi/cau/3/", data, content_type="application/octet-stream")
        assert bad.status_code == 400 and "ghi lại" in bad.json()["message"].lower()
    with pytest.raises(NotFound):
        voices.keep_sample(actor=actor, number=len(voices.prompts()) + 1, data=sound())
    assert browser.get("/giong-noi/cau/2/tieng").content[:4] == b"RIFF"
    assert browser.get("/giong-noi/cau/3/tieng").status_code == 404

    out = BytesIO()
    assert voices.write_set(cast.actor("technician"), out) == 1
    folder = tmp_path / "set"
    with zipfile.ZipFile(out) as file:
        file.extractall(folder)
    (clip,) = read_set(folder)
    assert clip.text == voices.prompts()[1].text and abs(clip.seconds - 2) < 0.02
    assert cast.secretary.full_name in (folder / "dong-y.csv").read_text()

    browser.delete("/giong-noi/cau/2/")
    assert not VoiceSample.objects.exists() and not list((tmp_path / "voices").rglob("*.wav"))
    browser.post("/giong-noi/cau/1/", sound("1234"), content_type="application/octet-stream")
    browser.post("/giong-noi/dong-y/", {"rut": "1"})
    assert not VoiceConsent.objects.exists() and not list((tmp_path / "voices").rglob("*.wav"))


@pytest.mark.parametrize("who", ["chair", "delegate", "guest", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    actor, browser = cast.actor(who), browser_of(cast.named(who))
    for refused in (
        lambda: voices.give_consent(actor=actor, name=cast.named(who).full_name),
        lambda: voices.withdraw_consent(actor=actor),
        lambda: voices.keep_sample(actor=actor, number=1, data=sound()),
        lambda: voices.remove_sample(actor=actor, number=1),
        lambda: voices.get_sample_for(actor, 1),
        lambda: voices.write_set(actor, BytesIO()),
    ):
        with pytest.raises(Refused):
            refused()
    for address in ("/giong-noi/", "/giong-noi/cau/1/tieng", "/giong-noi/bo-tieng-noi.zip"):
        assert browser.get(address).status_code == 403


def test_the_set_is_for_the_technical_team_and_nobody_hears_anothers_voice(cast: Cast) -> None:
    actor = cast.actor("technician")
    voices.give_consent(actor=actor, name=cast.technician.full_name)
    voices.keep_sample(actor=actor, number=1, data=sound("1234"))
    with pytest.raises(Refused):
        voices.write_set(cast.actor("secretary"), BytesIO())
    with pytest.raises(NotFound):
        voices.get_sample_for(cast.actor("secretary"), 1)
