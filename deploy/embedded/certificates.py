"""The local certificate authority and the server's certificate: tablets need HTTPS for camera and storage.

The authority is constrained (RFC 5280 §4.2.1.10) to this installation's names and to private address ranges, so that
a stolen key cannot impersonate the rest of the Internet to the tablets that trust it.
"""

import datetime
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.embedded.addresses import as_address, is_name, local_addresses, local_names
from deploy.setup.messages import SetupError

CA_YEARS = 5
LEAF_DAYS = 397
RENEW_DAYS = 30
NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
"""Names no public authority hands out; the authority may sign any name below them."""
RANGES = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
AUTHORITY = "Nghị Sự - Chứng thư nội bộ"

Subject = x509.DNSName | x509.IPAddress


@dataclass(frozen=True)
class Files:
    """Where keys and certificates lie."""

    folder: Path

    @property
    def ca(self) -> Path:
        """Certificate tablets are asked to trust."""
        return self.folder / "ca.pem"

    @property
    def ca_key(self) -> Path:
        """Key of the authority."""
        return self.folder / "ca.key"

    @property
    def chain(self) -> Path:
        """Server certificate followed by the authority's."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """Key of the server certificate."""
        return self.folder / "server.key"


def ensure_certificates(folder: Path, hosts: Sequence[str]) -> Files:
    """Make or renew what is missing, near its end, or lacks an address of this machine; returns the files.

    Raises ``SetupError`` when ``hosts`` has a name the existing authority may not sign.
    """
    files = Files(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (files.ca.exists() and files.ca_key.exists()) or _ends_soon(files.ca, RENEW_DAYS):
        _make_authority(files, hosts)
    authority = x509.load_pem_x509_certificate(files.ca.read_bytes())
    wanted = _subjects(authority, hosts)
    if not files.key.exists() or not _is_current(files.chain, authority, wanted):
        _make_leaf(files, authority, wanted)
    return files


def fingerprint(certificate: Path) -> str:
    """SHA-256 of a certificate as people compare it: pairs of hexadecimal digits."""
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def _make_authority(files: Files, hosts: Sequence[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY)])
    subtrees: list[x509.GeneralName] = [x509.DNSName(text) for text in dict.fromkeys((*NAMES, *local_names()))]
    networks = [ipaddress.ip_network(text) for text in RANGES]
    for host in hosts:
        address = as_address(host)
        if address is None:
            subtrees.append(x509.DNSName(host.lower()))
        else:
            networks.append(ipaddress.ip_network(address))
    networks += [ipaddress.ip_network(address) for address in local_addresses() if not address.is_private]
    subtrees += [x509.IPAddress(network) for network in dict.fromkeys(networks)]
    now = _now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(authority=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=subtrees, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(files.ca_key, key)
    files.ca.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_leaf(files: Files, authority: x509.Certificate, subjects: list[Subject]) -> None:
    signer = serialization.load_pem_private_key(files.ca_key.read_bytes(), None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise SetupError(f"{files.ca_key} không phải khoá của Nghị Sự.", f"{files.ca_key} is not an EC key.")
    key = ec.generate_private_key(ec.SECP256R1())
    now = _now()
    ends = min(now + datetime.timedelta(days=LEAF_DAYS), authority.not_valid_after_utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nghị Sự")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(subjects), critical=False)
        .add_extension(_key_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    _write_key(files.key, key)
    files.chain.write_bytes(certificate.public_bytes(pem) + authority.public_bytes(pem))


def _subjects(authority: x509.Certificate, hosts: Sequence[str]) -> list[Subject]:
    """What the certificate must name; found names the authority may not sign are left out, asked-for ones refused."""
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = constraints.permitted_subtrees or []
    asked = [_subject(host) for host in hosts]
    for host, subject in zip(hosts, asked, strict=True):
        if not _is_permitted(subject, permitted):
            raise SetupError(
                f"Chứng thư nội bộ đã tạo trước đây không cho phép tên {host}. Nếu cần tên này, hãy xoá thư mục tls "
                "trong thư mục dữ liệu rồi chạy lại; mọi máy tính bảng sẽ phải tin chứng thư mới.",
                f"The existing local authority may not sign {host}: remove the tls folder to make a new one.",
            )
    found: list[Subject] = [x509.DNSName(name) for name in local_names()]
    found += [x509.IPAddress(address) for address in local_addresses()]
    return list(dict.fromkeys([*asked, *(subject for subject in found if _is_permitted(subject, permitted))]))


def _subject(host: str) -> Subject:
    address = as_address(host)
    if address is not None:
        return x509.IPAddress(address)
    if not is_name(host):
        raise SetupError(
            f"NGHISU_HOST có {host!r}: cần một tên miền hoặc địa chỉ IP.", f"NGHISU_HOST: {host!r} is no host name."
        )
    return x509.DNSName(host.lower())


def _is_permitted(subject: Subject, permitted: Sequence[x509.GeneralName]) -> bool:
    if isinstance(subject, x509.DNSName):
        names = [tree.value for tree in permitted if isinstance(tree, x509.DNSName)]
        return any(subject.value == name or subject.value.endswith(f".{name}") for name in names)
    networks = [tree.value for tree in permitted if isinstance(tree, x509.IPAddress)]
    return any(
        isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network) and subject.value in network
        for network in networks
    )


def _is_current(chain: Path, authority: x509.Certificate, wanted: list[Subject]) -> bool:
    if not chain.exists() or _ends_soon(chain, RENEW_DAYS):
        return False
    leaf = x509.load_pem_x509_certificate(chain.read_bytes())
    named = set(leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    try:
        leaf.verify_directly_issued_by(authority)
    except (ValueError, InvalidSignature):
        return False
    return named.issuperset(wanted)


def _ends_soon(certificate: Path, days: int) -> bool:
    ends = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    return ends - _now() < datetime.timedelta(days=days)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
