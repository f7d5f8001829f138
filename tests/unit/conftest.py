"""Unit tests render pages without a build of the front end."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hashers, get_hashers_by_algorithm
from django_vite.core.asset_loader import DjangoViteAssetLoader


@pytest.fixture(autouse=True)
def no_front_end_build(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DJANGO_VITE", {"default": {"dev_mode": True}})
    monkeypatch.setattr(DjangoViteAssetLoader, "_instance", None)
    yield
    DjangoViteAssetLoader._instance = None


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; the tests' many sign-ins need not be."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PASSWORD_HASHERS", quick)
        get_hashers.cache_clear()
        get_hashers_by_algorithm.cache_clear()
        yield
