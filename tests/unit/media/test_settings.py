import pytest

from media.settings import SettingsError, read_settings


def test_defaults_fit_the_embedded_edition() -> None:
    settings = read_settings({"NGHISU_HOME": "/data"})
    assert settings.redis_url == "unix:///data/redis.sock?db=0"
    assert (settings.port, settings.addresses, settings.process) == (40_000, (), "media-1")
    assert settings.engine == "auto"


def test_addresses_are_a_list() -> None:
    assert read_settings({"NGHISU_MEDIA_ADDRESSES": "10.0.0.1, fd00::1,10.0.0.1"}).addresses == ("10.0.0.1", "fd00::1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "http://x"),
        ("NGHISU_MEDIA_PORT", "70000"),
        ("NGHISU_MEDIA_PORT", "x"),
        ("NGHISU_MEDIA_ADDRESSES", "hop.tinh.vn"),
        ("NGHISU_PROCESS", "media 1"),
        ("NGHISU_MEDIA_ENGINE", "rust"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})
