"""Files in pieces become papers once; a cut, a reload and a piece sent twice cost nothing."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from meetings.agenda.services import close_meeting
from meetings.core import pieces
from meetings.core.errors import BadState, NotFound, Refused
from meetings.core.pieces import Announced
from meetings.documents import uploads
from meetings.documents.bundles import Wanted, accept_bundle, read_directory, take_entries
from meetings.documents.filetypes import UnfitFile
from meetings.documents.models import BundleEntry, EntryState, Paper, Upload
from meetings.documents.uploads import Choice
from tests.browser import browser_of
from tests.cast import Cast, draft_meeting, open_sitting

SMALL = 600
"""Size of a piece here."""


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "papers"
    return tmp_path


def pdf(words: str = "Trang") -> bytes:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), words)
    data: bytes = document.tobytes()
    return data


def zipped(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def told(name: str, data: bytes) -> Announced:
    return Announced(name, len(data), f"17:{hashlib.sha256(data).hexdigest()}")


def begin(cast: Cast, name: str, data: bytes, who: str = "secretary", **choice: str) -> Upload:
    return uploads.begin_upload(
        actor=cast.actor(who),
        meeting_id=cast.meeting.id,
        file=told(name, data),
        choice=Choice(**{"secrecy": "none", **choice}),
        bundle=name.endswith(".zip"),
    )


def put(cast: Cast, upload: Upload, data: bytes, offset: int, who: str = "secretary") -> Upload:
    return uploads.add_piece(
        actor=cast.actor(who),
        meeting_id=upload.meeting_id,
        upload_id=upload.id,
        offset=offset,
        data=data[offset : offset + SMALL],
    )


def bring(cast: Cast, name: str, data: bytes, **choice: str) -> Upload:
    upload = begin(cast, name, data, **choice)
    while upload.came < upload.size:
        upload = put(cast, upload, data, upload.came)
    return upload


def test_pieces_become_one_paper_however_often_they_come(cast: Cast, home: Path) -> None:
    data, item = pdf(), str(cast.items[1].id)
    upload = begin(cast, "báo cáo.pdf", data, item=item, code="12-BC/TU")
    for offset in range(0, len(data), SMALL):
        put(cast, upload, data, offset)
        put(cast, upload, data, offset)
    paper = Paper.objects.get()
    assert (paper.title, paper.code, str(paper.item_id)) == ("báo cáo", "12-BC/TU", item)
    assert (home / "papers" / str(paper.id) / "original.pdf").read_bytes() == data
    assert not uploads.folder_of(upload.id).exists()


def test_a_reload_goes_on_where_it_stopped_and_the_same_file_is_not_taken_twice(cast: Cast) -> None:
    data = pdf()
    put(cast, begin(cast, "a.pdf", data), data, 0)
    again = begin(cast, "a.pdf", data)
    assert (again.came, Upload.objects.count()) == (SMALL, 1)
    assert begin(cast, "a.pdf", data + b" ").came == 0  # another file of the same name
    bring(cast, "a.pdf", data)
    assert begin(cast, "a.pdf", data).paper == Paper.objects.get()
    assert begin(cast, "a.pdf", data, item=str(cast.items[0].id)).paper is None


def test_a_gap_is_told_and_bytes_that_the_disk_lost_are_asked_for_again(cast: Cast) -> None:
    data = pdf()
    upload = begin(cast, "a.pdf", data)
    assert put(cast, upload, data, SMALL).came == 0
    put(cast, upload, data, 0)
    uploads.file_of(upload).write_bytes(data[:100])
    assert put(cast, upload, data, SMALL).came == 100
    with pytest.raises(pieces.BadInput):
        pieces.put(uploads.file_of(upload), came=100, size=200, offset=100, data=b"x" * 101)


def test_a_stop_before_the_paper_was_made_is_made_good(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    data = pdf()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(uploads, "store_paper", killed)
        bring(cast, "a.pdf", data)
    upload = begin(cast, "a.pdf", data)
    assert (upload.came, upload.paper) == (len(data), None)
    assert put(cast, upload, data, len(data)).paper == Paper.objects.get()


def test_unfit_content_leaves_nothing(cast: Cast, home: Path) -> None:
    with pytest.raises(UnfitFile) as refusal:
        bring(cast, "a.pdf", b"MZ" + b"\0" * 2000)
    assert "chương trình" in refusal.value.message
    assert not Upload.objects.exists() and not list((home / "uploads").iterdir())


@pytest.mark.parametrize("name", ["a.pdf", "a.zip"])
def test_what_is_too_large_empty_or_secret_is_refused_before_it_comes(cast: Cast, settings: Any, name: str) -> None:
    settings.MAX_PAPER_BYTES = settings.MAX_ZIP_BYTES = 1000
    for data, level, code in (
        (b"x" * 1001, "none", "too_large"),
        (b"", "none", "unfit_file"),
        (b"x", "mat", "too_secret"),
    ):
        with pytest.raises(UnfitFile) as refusal:
            begin(cast, name, data, secrecy=level)
        assert refusal.value.code == code
    assert not Upload.objects.exists()


def test_cancelling_and_waiting_too_long_forget_the_bytes(cast: Cast, settings: Any) -> None:
    data = pdf()
    upload = put(cast, begin(cast, "a.pdf", data), data, 0)
    uploads.cancel_upload(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, upload_id=upload.id)
    assert not uploads.folder_of(upload.id).exists() and not Upload.objects.exists()
    upload = put(cast, begin(cast, "a.pdf", data), data, 0)
    assert uploads.sweep_uploads() == "" and Upload.objects.exists()
    settings.UPLOAD_DAYS = 0
    uploads.sweep_uploads()
    assert not uploads.folder_of(upload.id).exists() and not Upload.objects.exists()


@pytest.mark.parametrize("who", ["chair", "delegate", "guest", "observer", "technician", "outsider"])
def test_nobody_else_sends_or_continues(cast: Cast, who: str) -> None:
    data = pdf()
    upload = put(cast, begin(cast, "a.pdf", data), data, 0)
    for attempt in (lambda: begin(cast, "a.pdf", data, who), lambda: put(cast, upload, data, SMALL, who)):
        with pytest.raises((Refused, NotFound)):
            attempt()
    of, browser = f"/chuan-bi/{cast.meeting.id}/tai-lieu", browser_of(cast.named(who))
    for address in (f"{of}/tai-len/", f"{of}/tai-len/{upload.id}/huy/", f"{of}/zip/{upload.id}/"):
        assert browser.post(address).status_code in {403, 404}
    assert browser.get(f"{of}/zip/{upload.id}/").status_code in {403, 404}
    assert Upload.objects.get().came == SMALL


def test_a_closed_meeting_takes_no_more_and_another_meeting_lends_no_upload(cast: Cast) -> None:
    data = pdf()
    upload = begin(cast, "a.pdf", data)
    with pytest.raises(NotFound):
        uploads.get_upload_for(cast.actor("secretary"), draft_meeting(cast).id, upload.id)
    open_sitting(cast)
    close_meeting(actor=cast.actor("chair"), meeting_id=cast.meeting.id)
    with pytest.raises(BadState):
        while upload.came < upload.size:
            upload = put(cast, upload, data, upload.came)
    assert not Paper.objects.exists()


def test_the_page_speaks_json(cast: Cast) -> None:
    browser, of, data = browser_of(cast.secretary), f"/chuan-bi/{cast.meeting.id}/tai-lieu/tai-len/", pdf()
    order = {"name": "a.pdf", "size": len(data), "mark": told("a.pdf", data).mark, "secrecy": "none"}
    answer = browser.post(of, json.dumps(order), content_type="application/json").json()
    sent = browser.post(f"{of}{answer['id']}/phan/?tu=0", data, content_type="application/octet-stream").json()
    assert sent == {"id": answer["id"], "came": len(data), "row": f"/tai-lieu/{Paper.objects.get().id}/tinh-trang/"}
    for body in ("", "[]", '{"name": "a"}', '{"size": true}', "x" * 9000):
        refused = browser.post(of, body, content_type="application/json")
        assert refused.status_code == 400 and "Trang đã cũ" in refused.json()["message"]
    order["secrecy"] = ""
    refused = browser.post(of, json.dumps(order), content_type="application/json")
    assert refused.status_code == 400 and "Chưa chọn độ mật" in refused.json()["message"]
    put(cast, begin(cast, "b.pdf", pdf("khác")), pdf("khác"), 0)
    page = browser.get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/").content.decode()
    assert "Chọn lại đúng tệp này" in page and "b.pdf" in page


PARTS = {
    "1. Diễn văn.pdf": pdf("một"),
    "2/Báo cáo.pdf": pdf("hai"),
    "Biểu.pdf": b"MZ" + b"\0" * 600,
    "../../trốn.pdf": pdf("ba"),
    "__MACOSX/._a": b"x",
    "rỗng.pdf": b"",
}


def listed(cast: Cast, parts: dict[str, bytes] | None = None) -> Upload:
    return bring(cast, "kỳ họp.zip", zipped(parts or PARTS))


def choose(cast: Cast, upload: Upload, wanted: dict[int, Wanted]) -> None:
    accept_bundle(actor=cast.actor("secretary"), upload=upload, wanted=wanted)
    take_entries(upload.id)


def test_files_of_a_zip_come_in_as_the_secretary_says(cast: Cast, home: Path) -> None:
    upload = listed(cast)
    found = [(entry.path, entry.item, entry.state) for entry in upload.entries.all()]
    assert found == [
        ("1. Diễn văn.pdf", cast.items[0], EntryState.LISTED),
        ("2/Báo cáo.pdf", cast.items[1], EntryState.LISTED),
        ("Biểu.pdf", None, EntryState.LISTED),
        ("trốn.pdf", None, EntryState.REFUSED),
        ("rỗng.pdf", None, EntryState.REFUSED),
    ]
    assert not Paper.objects.exists()
    wanted = {number: Wanted(cast.items[2], f"Tài liệu {number}", "") for number in (0, 1, 2, 3)}
    choose(cast, upload, wanted)
    assert sorted(Paper.objects.values_list("title", "item__title")) == [
        ("Tài liệu 0", "Thảo luận"),
        ("Tài liệu 1", "Thảo luận"),
    ]
    states = dict(upload.entries.values_list("path", "problem"))
    assert states["1. Diễn văn.pdf"] == "" and "chương trình" in states["Biểu.pdf"]
    take_entries(upload.id)  # jobs was killed and does it again
    with pytest.raises(BadState):
        choose(cast, upload, wanted)
    assert Paper.objects.count() == 2 and not uploads.folder_of(upload.id).exists()
    assert sorted(path.name for path in (home / "papers").rglob("original.*")) == ["original.pdf"] * 2


def test_a_killed_worker_goes_on_with_the_rest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings.documents import bundles

    upload = listed(cast, {f"{number}.pdf": pdf(str(number)) for number in range(4)})
    real: Callable[..., Paper] = bundles.store_paper

    def killed_at_the_third(**told: Any) -> Paper:
        if Paper.objects.count() == 2:
            raise KeyboardInterrupt
        return real(**told)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(bundles, "store_paper", killed_at_the_third)
        choose(cast, upload, {number: Wanted(None, str(number), "") for number in range(4)})
    assert Paper.objects.count() == 2
    take_entries(upload.id)
    assert sorted(Paper.objects.values_list("title", flat=True)) == ["0", "1", "2", "3"]


def test_whoever_lost_the_right_meanwhile_brings_nothing_in(cast: Cast) -> None:
    upload = listed(cast)
    accept_bundle(actor=cast.actor("secretary"), upload=upload, wanted={0: Wanted(None, "x", "")})
    cast.meeting.participations.filter(person=cast.secretary).delete()
    take_entries(upload.id)
    assert not Paper.objects.exists()
    assert BundleEntry.objects.get(number=0).state == EntryState.REFUSED


def test_the_page_shows_the_proposal_and_then_what_became_of_it(cast: Cast) -> None:
    upload, browser = listed(cast), browser_of(cast.secretary)
    address = f"/chuan-bi/{cast.meeting.id}/tai-lieu/zip/{upload.id}/"
    page = browser.get(address).content.decode()
    assert "theo số ở đầu tên tệp" in page and "không an toàn" in page
    assert browser.post(address, {}).status_code == 409
    typed = {"nhan-0": "on", "ten-0": "Diễn văn khai mạc", "so-0": "1-DV/TU", "muc-0": str(cast.items[0].id)}
    assert browser.post(address, {**typed, "muc-0": "khác"}).status_code == 400
    assert browser.post(address, typed).status_code == 302
    take_entries(upload.id)
    paper = Paper.objects.get()
    assert (paper.title, paper.code, paper.item) == ("Diễn văn khai mạc", "1-DV/TU", cast.items[0])
    assert "Đã đưa vào" in browser.get(f"{address}?phan=1").content.decode()


def test_kinds_that_cannot_become_papers_are_not_offered(cast: Cast) -> None:
    data = zipped({"a.pdf": pdf(), "Bao cao.doc": b"x", "cai-dat.exe": b"MZ", "B.PDF": pdf(), "khong-duoi": b"x"})
    upload = begin(cast, "a.zip", data)
    secretary, meeting_id = cast.actor("secretary"), cast.meeting.id
    uploads.add_piece(actor=secretary, meeting_id=meeting_id, upload_id=upload.id, offset=0, data=data)
    states = {entry.path: (entry.state, entry.problem) for entry in upload.entries.all()}
    assert states["a.pdf"] == states["B.PDF"] == ("listed", "")
    for name in ("Bao cao.doc", "cai-dat.exe", "khong-duoi"):
        assert states[name][0] == "refused" and "Không nhận loại tệp này" in states[name][1]


def bomb() -> bytes:
    return zipped({f"{number}.pdf": b"\0" * 40_000_000 for number in range(3)})


def overlapping() -> bytes:
    """Two entries of the table of contents that share one packed file."""
    data = zipped({"a.pdf": pdf(), "b.pdf": pdf()}, zipfile.ZIP_STORED)
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    return data[: second + 42] + b"\0\0\0\0" + data[second + 46 :]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({})[:10], "bị hỏng"),
        (b"PK\x03\x04" + b"\0" * 900, "bị hỏng"),
        (bomb(), "quá nhiều dữ liệu"),
        (overlapping(), "quá nhiều dữ liệu"),
        (zipped({f"{number}.pdf": b"x" for number in range(6)}), "quá 5 tệp"),
        (zipped({"../a": b"x"}), "không có tài liệu nào"),
        (zipped({"a.pdf": b"x"})[:-22] + b"PK\x05\x06" + b"\xff" * 18, "bị hỏng"),
    ],
    ids=["cut", "no-directory", "bomb", "overlapping", "crowded", "nothing", "endless-directory"],
)
def test_poisoned_zips_are_refused_as_a_whole(cast: Cast, settings: Any, data: bytes, words: str) -> None:
    settings.MAX_ZIP_FILES, settings.MAX_PAPER_BYTES = 5, 20_000_000
    with pytest.raises(UnfitFile) as refusal:
        uploads.add_piece(
            actor=cast.actor("secretary"),
            meeting_id=cast.meeting.id,
            upload_id=begin(cast, "a.zip", data).id,
            offset=0,
            data=data,
        )
    assert words in refusal.value.message
    assert not Upload.objects.exists()


def test_a_file_that_is_longer_than_its_zip_says_is_not_unpacked(cast: Cast) -> None:
    from meetings.documents.bundles import unpack

    data = zipped({"a.pdf": b"x" * 5000})
    assert read_directory(io.BytesIO(data))[0].file_size == 5000
    upload = begin(cast, "a.zip", data)
    uploads.folder_of(upload.id).mkdir(parents=True)
    uploads.file_of(upload).write_bytes(data)
    with pytest.raises(UnfitFile):
        unpack(uploads.file_of(upload), 0, 4000, io.BytesIO())
