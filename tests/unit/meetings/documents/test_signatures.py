"""Signed PDFs, made here: what is told of them, and that they stay as they are."""

import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pymupdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from meetings.documents import paths, signatures
from meetings.documents.child import signatures as child
from meetings.documents.models import Paper
from tests.browser import browser_of
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper

NAME = "Nguyễn Thị Phượng Quỳnh"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key with a certificate of its own: ``key.pem`` and ``root.pem``."""
    folder = tmp_path_factory.mktemp("key")
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = {"digital_signature": True, "content_commitment": True, "key_cert_sign": True}
    others = ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only")
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(secret.public_key())
    made = made.serial_number(7).not_valid_before(datetime.now(UTC) - timedelta(days=2))
    made = made.not_valid_after(datetime.now(UTC) + timedelta(days=99))
    made = made.add_extension(x509.KeyUsage(**usage, **dict.fromkeys(others, False)), critical=True)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = serialization.Encoding.PEM
    (folder / "root.pem").write_bytes(made.sign(secret, hashes.SHA256()).public_bytes(pem))
    private = secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    return folder


def signed(key: Path, data: bytes | None = None, field: str = "ky1") -> bytes:
    if data is None:
        document = pymupdf.open()
        document.new_page().insert_text((72, 72), "Quyet dinh so 12")
        data = document.tobytes()
    signer = signers.SimpleSigner.load(str(key / "key.pem"), str(key / "root.pem"))
    out = io.BytesIO()
    meta = signers.PdfSignatureMetadata(field_name=field)
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, signer=signer, output=out)
    return out.getvalue()


def added_to(data: bytes) -> bytes:
    """Write on the page after the signature, as an editor does."""
    path = Path("changed.pdf")
    path.write_bytes(data)
    document = pymupdf.open(path)
    document[0].insert_text((72, 120), "va them mot dieu")
    document.saveIncr()
    return path.read_bytes()


def flipped(data: bytes) -> bytes:
    place = data.index(b"MediaBox")
    return data[:place] + data[place:].replace(b"842", b"843", 1)


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.chdir(tmp_path)

    def told(data: bytes, *roots: Path) -> list[dict[str, object]]:
        Path("in.pdf").write_bytes(data)
        child.look("in.pdf", *map(str, roots))
        found: list[dict[str, object]] = json.loads(Path("signatures.json").read_text())
        return found

    return told


def test_who_signed_and_whether_the_chain_is_known(key: Path, look: object) -> None:
    (unknown,) = look(signed(key))  # type: ignore[operator]
    assert (unknown["signer"], unknown["state"], unknown["known"]) == (NAME, "whole", False)
    assert datetime.now(UTC) - datetime.fromisoformat(unknown["at"]) < timedelta(minutes=5)
    assert look(signed(key), key / "root.pem")[0]["known"] is True  # type: ignore[operator]


def test_a_second_signature_is_no_change_but_other_additions_and_flipped_bytes_are(key: Path, look: object) -> None:
    once = signed(key)
    assert [one["state"] for one in look(signed(key, once, "ky2"))] == ["added", "whole"]  # type: ignore[operator]
    assert [one["state"] for one in look(added_to(once))] == ["changed"]  # type: ignore[operator]
    assert [one["state"] for one in look(flipped(once))] == ["changed"]  # type: ignore[operator]


@pytest.fixture
def paper(cast: Cast, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paper:
    settings.MEDIA_ROOT, settings.HOME = tmp_path / "papers", tmp_path  # type: ignore[attr-defined]
    paper = ready_paper(cast, "Quyết định", "một")
    paths.folder_of(paper.id).mkdir(parents=True)

    def run_here(folder: Path, command: tuple[str, ...], _limits: object) -> int:
        monkeypatch.chdir(folder)
        return child.look(*command[1:])["pages"]

    monkeypatch.setattr(signatures, "run_child", run_here)
    return paper


def test_the_state_is_shown_and_the_upload_stays_as_it_is(cast: Cast, paper: Paper, key: Path, tmp_path: Path) -> None:
    file, data = paths.folder_of(paper.id) / "original.pdf", signed(key)
    file.write_bytes(data)
    (tmp_path / "trust").mkdir()
    shutil.copy(key / "root.pem", tmp_path / "trust" / "goc.pem")
    paper.signatures = signatures.read_signatures(paper.id)
    paper.save()
    assert file.read_bytes() == data
    row = browser_of(cast.secretary).get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/").content.decode()
    for words in (f"Ký số: {NAME}", "tệp gốc nguyên vẹn", "chứng thư tin cậy", "chip good"):
        assert words in row
    paper.signatures[0] |= {"state": "changed", "signer": "<b>"}
    paper.save()
    row = browser_of(cast.secretary).get(f"/tai-lieu/{paper.id}/tinh-trang/").content.decode()
    assert "tệp gốc bị sửa sau khi ký" in row and "chip bad" in row and "<b>" not in row


def test_unsigned_files_are_not_opened_and_unreadable_signatures_are_told(paper: Paper) -> None:
    file = paths.folder_of(paper.id) / "original.pdf"
    file.write_bytes(b"%PDF-1.7 nothing")
    assert signatures.read_signatures(paper.id) == []
    signatures_broken = b"%PDF-1.7 /ByteRange [0 1 2 3]"
    file.write_bytes(signatures_broken)
    run = signatures.run_child

    def odd(folder: Path, *_rest: object) -> int:
        (folder / "signatures.json").write_text('[{"signer": "x", "at": "", "state": "fine", "known": true}]')
        return 1

    signatures.run_child = odd  # type: ignore[assignment]
    try:
        paper.signatures = signatures.read_signatures(paper.id)
    finally:
        signatures.run_child = run
    assert paper.signatures == [signatures.UNREAD]
    assert "không kiểm tra được" in signatures.lines_of(paper)[0].text
