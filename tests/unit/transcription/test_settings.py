"""Settings are right, or the start ends with the variable's name."""

import pytest

from transcription.settings import DEFAULT_MODEL, EngineKind, SettingsError, read_settings


def test_defaults():
    settings = read_settings({"NGHISU_HOME": "/data"})
    assert settings.redis_url == "unix:///data/redis.sock?db=0"
    assert settings.engine is EngineKind.WHISPER
    assert settings.model == DEFAULT_MODEL
    assert settings.claim_idle_s == 10
    assert settings.decoders == 1


def test_the_scripted_engine_runs_only_when_it_is_asked_for():
    assert read_settings({}).engine is not EngineKind.FAKE
    assert read_settings({"TRANSCRIPTION_ENGINE": "fake"}).engine is EngineKind.FAKE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRANSCRIPTION_ENGINE", "magic"),
        ("TRANSCRIPTION_CLAIM_IDLE", "soon"),
        ("TRANSCRIPTION_CLAIM_IDLE", "0"),
        ("TRANSCRIPTION_DECODERS", "0"),
        ("TRANSCRIPTION_DECODERS", "nan"),
        ("TRANSCRIPTION_FINAL_WINDOW", "half"),
    ],
)
def test_a_wrong_value_names_its_variable(name, value):
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})
