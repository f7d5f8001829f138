"""The local authority signs this installation and nothing else, and its files are private."""

import ipaddress
import ssl
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from deploy.embedded import certificates
from deploy.embedded.certificates import ensure_certificates
from deploy.setup.messages import SetupError


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "local_names", lambda: ["localhost", "phong-hop", "phong-hop.local"])
    monkeypatch.setattr(
        certificates, "local_addresses", lambda: [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("10.1.2.3")]
    )


def names_of(chain: Path) -> set[str]:
    leaf = x509.load_pem_x509_certificate(chain.read_bytes())
    found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in found}


def test_certificate_names_every_address_of_the_machine(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path / "tls", ["hop.tinh.vn"])
    assert names_of(files.chain) == {
        "hop.tinh.vn",
        "localhost",
        "phong-hop",
        "phong-hop.local",
        "127.0.0.1",
        "10.1.2.3",
    }


def test_keys_are_readable_by_the_owner_alone(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path / "tls", [])
    assert [stat.S_IMODE(path.stat().st_mode) for path in (files.key, files.ca_key)] == [0o600, 0o600]


def test_openssl_accepts_the_chain_for_a_tablet(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path / "tls", [])
    verified = openssl_verify(files.ca, files.chain, "-verify_ip", "10.1.2.3")
    assert verified.returncode == 0, verified.stderr
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(files.chain, files.key)


def test_the_authority_cannot_vouch_for_the_rest_of_the_internet(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path / "tls", [])
    authority = x509.load_pem_x509_certificate(files.ca.read_bytes())
    certificates._make_leaf(files, authority, [x509.DNSName("ngan-hang.vn")])
    verified = openssl_verify(files.ca, files.chain)
    assert verified.returncode != 0
    assert "permitted subtree violation" in verified.stdout + verified.stderr


def test_nothing_changes_while_all_is_current(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path / "tls", []).chain.read_bytes()
    assert ensure_certificates(tmp_path / "tls", []).chain.read_bytes() == first


def test_a_new_address_renews_the_server_certificate_but_not_the_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ensure_certificates(tmp_path / "tls", [])
    authority, leaf = files.ca.read_bytes(), files.chain.read_bytes()
    monkeypatch.setattr(certificates, "local_addresses", lambda: [ipaddress.ip_address("192.168.7.7")])
    ensure_certificates(tmp_path / "tls", [])
    assert files.ca.read_bytes() == authority
    assert files.chain.read_bytes() != leaf
    assert "192.168.7.7" in names_of(files.chain)


def test_a_certificate_near_its_end_is_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "LEAF_DAYS", certificates.RENEW_DAYS - 1)
    first = ensure_certificates(tmp_path / "tls", []).chain.read_bytes()
    assert ensure_certificates(tmp_path / "tls", []).chain.read_bytes() != first


def test_a_name_the_old_authority_may_not_sign_is_refused_in_a_sentence(tmp_path: Path) -> None:
    ensure_certificates(tmp_path / "tls", [])
    with pytest.raises(SetupError) as refusal:
        ensure_certificates(tmp_path / "tls", ["hop.tinh.vn"])
    assert "hop.tinh.vn" in refusal.value.vi


@pytest.mark.parametrize("host", ["hop tinh", "-x.vn", "họp.vn", "https://hop.vn"])
def test_what_is_no_host_name_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises((SetupError, ValueError)):
        ensure_certificates(tmp_path / "tls", [host])


def openssl_verify(ca: Path, chain: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["openssl", "verify", "-x509_strict", "-CAfile", str(ca), *more, str(chain)],
        capture_output=True,
        text=True,
        check=False,
    )
