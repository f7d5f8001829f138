"""The page that makes a device ready is there without TLS and without sign-in."""

import hashlib
import ssl
from pathlib import Path

import pytest
from django.conf import settings

from meetings.accounts.device import platform_of
from tests.browser import Browser, text_of

pytestmark = pytest.mark.django_db

DER = b"not a real certificate, only bytes"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "ca.pem"
    file.write_text(ssl.DER_cert_to_PEM_cert(DER))
    monkeypatch.setattr(settings, "CA_FILE", file)
    return file


def test_plain_http_is_answered(authority: Path) -> None:
    page = Browser().get("/thiet-bi/", plain=True)
    assert page.status_code == 200
    assert "Tải chứng chỉ" in text_of(page)
    assert "https://testserver:8443/thiet-bi/" in text_of(page)


def test_other_pages_go_to_https() -> None:
    answer = Browser().get("/dang-nhap/", plain=True)
    assert answer.headers["Location"] == "https://testserver:8443/dang-nhap/"


def test_the_fingerprint_is_that_of_the_certificate(authority: Path) -> None:
    digest = hashlib.sha256(DER).hexdigest().upper()
    shown = text_of(Browser().get("/thiet-bi/"))
    assert ":".join(digest[at : at + 2] for at in range(0, 64, 2)) in shown


def test_the_certificate_is_given_as_one(authority: Path) -> None:
    answer = Browser().get("/thiet-bi/nghi-su-ca.crt", plain=True)
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.content == authority.read_bytes()


def test_without_an_authority_nothing_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CA_FILE", tmp_path / "none.pem")
    assert "Tải chứng chỉ" not in text_of(Browser().get("/thiet-bi/"))
    assert Browser().get("/thiet-bi/nghi-su-ca.crt").status_code == 404


def test_an_address_of_this_machine_is_no_use_to_tablets(authority: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC_HOSTS", ("nghisu.tinh.example",))
    page = Browser(headers={"host": "127.0.0.1:8080"}).get("/thiet-bi/", plain=True)
    assert "https://nghisu.tinh.example:8443/thiet-bi/" in text_of(page)


def test_english_needs_no_cookie(authority: Path) -> None:
    assert '<html lang="en">' in Browser().get("/thiet-bi/?lang=en", plain=True).content.decode()


@pytest.mark.parametrize(
    ("agent", "platform"),
    [("… (iPad; CPU OS 17_0)", "ipad"), ("Linux; Android 14", "android"), ("Windows NT 10.0", "windows"), ("curl", "")],
)
def test_instructions_fit_the_device(agent: str, platform: str) -> None:
    assert platform_of(agent) == platform
