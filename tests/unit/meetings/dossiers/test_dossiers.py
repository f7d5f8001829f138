"""The meeting file: everything is in it, it proves itself, and only the secretary has it."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetings.agenda.models import Meeting
from meetings.agenda.services import close_meeting
from meetings.core.errors import BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.documents import paths
from meetings.documents.archival import ArchivalCopy
from meetings.documents.models import Paper, PaperStatus
from meetings.dossiers import making, services
from meetings.dossiers.models import Dossier, DossierStatus
from meetings.dossiers.sealed import SUMS, verify
from tests.browser import browser_of
from tests.cast import Cast, open_sitting
from tests.unit.meetings.documents.papers import ready_paper

ORIGINAL = b"PK original"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "papers"
    return tmp_path


@pytest.fixture(autouse=True)
def no_converters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The converters have tests of their own; here one paper becomes PDF/A and the other does not."""

    def copy(paper_id: Any) -> ArchivalCopy:
        pdf = paths.pdf_of(paper_id)
        if Paper.objects.get(id=paper_id).title == "Bản quét":
            return ArchivalCopy(pdf, "", "", "ảnh hỏng")
        return ArchivalCopy(pdf, "PDF/A-2b", "LibreOffice")

    monkeypatch.setattr(making, "archival_copy", copy)
    monkeypatch.setattr(making, "archival_of_office", lambda _source, _target: False)


def paper(cast: Cast, title: str, item: int | None, **fields: Any) -> Paper:
    made = ready_paper(cast, title, "chữ")
    item_id = cast.items[item].id if item is not None else None
    sha = hashlib.sha256(ORIGINAL).hexdigest()
    Paper.objects.filter(id=made.id).update(item=item_id, sha256=sha, **fields)
    folder = paths.folder_of(made.id)
    folder.mkdir(parents=True)
    (folder / "original.docx").write_bytes(ORIGINAL)
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7 " + title.encode())
    return made


@pytest.fixture
def closed(cast: Cast) -> Meeting:
    paper(cast, "Báo cáo thu chi, quý III", 1, code="12-BC/TU")
    paper(cast, "Bản quét", None)
    paper(cast, "Bị thu hồi", 0, status=PaperStatus.WITHDRAWN)
    paper(cast, "Bị giữ lại", 0, status=PaperStatus.HELD)
    open_sitting(cast)
    close_meeting(actor=cast.actor("chair"), meeting_id=cast.meeting.id)
    cast.meeting.refresh_from_db()
    return cast.meeting


def make(cast: Cast) -> Path:
    dossier = services.order_dossier(actor=cast.actor("secretary"), meeting_id=cast.meeting.id)
    services.carry_out(dossier.id, making.write_dossier)
    dossier.refresh_from_db()
    assert (dossier.status, dossier.problem) == (DossierStatus.READY, "")
    return services.file_of(dossier.id)


def test_everything_is_in_it_and_named_by_its_account(cast: Cast, closed: Meeting) -> None:
    file = make(cast)
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        account = json.loads(archive.read("sieu-du-lieu.json"))
        people = list(csv.reader(io.StringIO(archive.read("3-diem-danh/diem-danh.csv").decode("utf-8-sig"))))
        original = archive.read("2-tai-lieu/002-muc-2-bao-cao-thu-chi-quy-iii/ban-goc.docx")
    assert names >= {
        "1-chuong-trinh/chuong-trinh.csv",
        "2-tai-lieu/001-muc-chung-ban-quet/ban-doc.pdf",
        "2-tai-lieu/002-muc-2-bao-cao-thu-chi-quy-iii/luu-tru.pdf",
        "4-bieu-quyet/bieu-quyet.csv",
        "5-bien-ban/du-thao-bien-ban.docx",
        "7-so-dien-bien/so-dien-bien.csv",
        "7-so-dien-bien/so-dien-bien.pdf",
        "muc-luc.csv",
        SUMS,
    }
    assert not any("thu-hoi" in name or "giu-lai" in name for name in names)
    assert "Bị giữ lại" not in json.dumps(account, ensure_ascii=False)
    assert original == ORIGINAL
    told = {one["path"]: one for one in account["files"]}
    assert set(told) == names - {SUMS, "sieu-du-lieu.json"}
    scan = told["2-tai-lieu/001-muc-chung-ban-quet/ban-doc.pdf"]
    assert scan["standard"] == "" and "không phải PDF/A: ảnh hỏng" in scan["note"]
    assert told["2-tai-lieu/002-muc-2-bao-cao-thu-chi-quy-iii/luu-tru.pdf"]["standard"] == "PDF/A-2b"
    assert [one["code"] for one in account["papers"]] == ["", "12-BC/TU"]
    last = JournalEvent.objects.filter(meeting_id=closed.id).order_by("-number").first()
    assert last and account["journal"] == {"number": last.number, "sha256": last.hash}
    assert len(people) == 1 + closed.participations.filter(person__isnull=False).count()
    assert verify(file).problems == ()


def test_the_command_says_whether_a_file_is_whole(cast: Cast, closed: Meeting, home: Path, capsys: Any) -> None:
    file = make(cast)
    call_command("dossier", "verify", str(file))
    assert "nguyên vẹn" in capsys.readouterr().out
    for number, (change, words) in enumerate(CHANGES.items()):
        bad = home / f"{number}.zip"
        rewrite(file, bad, change)
        with pytest.raises(CommandError) as refusal:
            call_command("dossier", "verify", str(bad))
        assert refusal.value.returncode == (2 if change == "no sums" else 1)
        assert words in capsys.readouterr().err + str(refusal.value), change
    (home / "none.zip").write_bytes(b"PK")
    with pytest.raises(CommandError) as refusal:
        call_command("dossier", "verify", str(home / "none.zip"))
    assert refusal.value.returncode == 2


CHANGES = {
    "content": "chuong-trinh.csv: nội dung đã khác",
    "missing": "diem-danh.csv: thiếu tệp",
    "more": "them.txt: không có trong SHA256SUMS",
    "journal": "sieu-du-lieu.json: nội dung đã khác",
    "no sums": "thiếu SHA256SUMS",
    "sums": "dòng 1 không đọc được",
}


def rewrite(source: Path, target: Path, change: str) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if change == "content" and name.endswith("chuong-trinh.csv"):
                data += b"x"
            if change == "journal" and name == "sieu-du-lieu.json":
                data = data.replace(b'"number"', b'"Number"')
            if change == "sums" and name == SUMS:
                data = b"?" + data
            if (change, name) in {("missing", "3-diem-danh/diem-danh.csv"), ("no sums", SUMS)}:
                continue
            new.writestr(name, data)
        if change == "more":
            new.writestr("them.txt", b"x")


def test_a_journal_that_was_changed_here_is_noticed(cast: Cast, closed: Meeting) -> None:
    file = make(cast)
    JournalEvent.objects.filter(meeting_id=closed.id).update(hash="0" * 64)
    with pytest.raises(CommandError, match="KHÔNG"):
        call_command("dossier", "verify", str(file))


def test_one_at_a_time_three_are_kept_and_a_killed_one_is_made_again(cast: Cast, closed: Meeting) -> None:
    told = {"actor": cast.actor("secretary"), "meeting_id": closed.id}
    first = services.order_dossier(**told)
    assert services.order_dossier(**told).id == first.id

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.carry_out(first.id, killed)
    for _ in range(4):
        make(cast)
    assert Dossier.objects.count() == services.MOST_KEPT
    kept = sorted(path.name for path in services.file_of(first.id).parent.iterdir())
    assert kept == sorted(f"{one.id}.zip" for one in Dossier.objects.all())


def test_not_before_the_end_of_the_sitting(cast: Cast) -> None:
    with pytest.raises(BadState):
        services.order_dossier(actor=cast.actor("secretary"), meeting_id=cast.meeting.id)


@pytest.mark.parametrize("who", ["chair", "delegate", "guest", "observer", "technician", "outsider"])
def test_nobody_else_orders_sees_or_takes_it(cast: Cast, closed: Meeting, who: str) -> None:
    make(cast)
    dossier, browser = Dossier.objects.get(), browser_of(cast.named(who))
    with pytest.raises((Refused, NotFound)):
        services.order_dossier(actor=cast.actor(who), meeting_id=closed.id)
    for address in (f"/hop/{closed.id}/ho-so/", f"/hop/{closed.id}/ho-so/{dossier.id}.zip"):
        assert browser.get(address).status_code in {403, 404}
        assert browser.post(address).status_code in {403, 404, 405}
    assert Dossier.objects.count() == 1


def test_whoever_lost_the_right_meanwhile_gets_none(cast: Cast, closed: Meeting) -> None:
    dossier = services.order_dossier(actor=cast.actor("secretary"), meeting_id=closed.id)
    closed.participations.filter(person=cast.secretary).delete()
    services.carry_out(dossier.id, making.write_dossier)
    dossier.refresh_from_db()
    assert dossier.status == DossierStatus.FAILED and dossier.problem
    assert not list(services.file_of(dossier.id).parent.iterdir())


def test_the_secretary_takes_it_on_the_page(cast: Cast, closed: Meeting) -> None:
    browser, of = browser_of(cast.secretary), f"/hop/{closed.id}/ho-so/"
    assert browser.post(of).status_code == 302
    dossier = Dossier.objects.get()
    assert browser.get(f"{of}{dossier.id}.zip").status_code == 404
    services.carry_out(dossier.id, making.write_dossier)
    polled = browser.get(f"{of}?phan=1")
    assert "Tải hồ sơ" in polled.content.decode()
    assert polled.headers["HX-Refresh"] == "true"
    answer = browser.get(f"{of}{dossier.id}.zip")
    data = b"".join(answer.streaming_content)
    dossier.refresh_from_db()
    assert hashlib.sha256(data).hexdigest() == dossier.sha256 and len(data) == dossier.size
    assert "ho-so-hoi-nghi-truc-tuyen-thang-11" in answer.headers["Content-Disposition"]
    assert f"/hop/{closed.id}/ho-so/" in browser.get("/da-hop/").content.decode()
