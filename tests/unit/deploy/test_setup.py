"""Steps are skipped only when nothing changed; missing packages get the one exact command."""

import subprocess
from pathlib import Path

import pytest

from deploy.setup import commands, debian
from deploy.setup.messages import SetupError
from deploy.setup.stamps import fingerprint, is_fresh, write_stamp


def test_fingerprint_follows_content_and_not_order_or_time(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    one.write_text("1")
    two.write_text("2")
    before = fingerprint([one, two])
    one.touch()
    assert fingerprint([two, one]) == before
    one.write_text("3")
    assert fingerprint([one, two]) != before
    assert fingerprint([one, two], "x") != fingerprint([one, two], "y")


def test_a_stamp_is_fresh_only_for_its_own_value(tmp_path: Path) -> None:
    stamp = tmp_path / "folder" / "stamp"
    assert not is_fresh(stamp, "a")
    write_stamp(stamp, "a")
    assert is_fresh(stamp, "a")
    assert not is_fresh(stamp, "b")


def test_every_package_of_the_list_has_a_scope_and_a_reason() -> None:
    rows = [line.split(maxsplit=2) for line in debian.PACKAGES_FILE.read_text().splitlines()]
    rows = [row for row in rows if row and row[0] != "#"]
    assert len(rows) > 10
    assert all(len(row) == 3 and row[1] in {"run", "test", "bench"} for row in rows)
    assert "redis-server" in debian.wanted_packages({"run"})
    assert "chromium" not in debian.wanted_packages({"run"})


def test_dpkg_answer_is_read_package_by_package(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = "redis-server installed\ngettext config-files\n"
    monkeypatch.setattr(debian.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        debian.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, stdout=answer, stderr="")
    )
    assert debian.missing_packages(["redis-server", "gettext", "bubblewrap"]) == ["gettext", "bubblewrap"]


def test_without_rights_the_exact_command_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "_root_prefix", lambda: None)
    with pytest.raises(SetupError) as refusal:
        debian.install(["redis-server", "bubblewrap"])
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends redis-server bubblewrap"
        in refusal.value.vi
    )


def test_an_unwritable_data_folder_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("NGHISU_HOME", str(blocked / "var"))
    with pytest.raises(SetupError) as refusal:
        commands._require_writable_home()
    assert str(blocked) in refusal.value.vi


def test_a_new_data_folder_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NGHISU_HOME", str(tmp_path / "var"))
    commands._require_writable_home()
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


def test_reset_needs_a_confirmation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nghisu.sqlite3").write_text("official")
    monkeypatch.setenv("NGHISU_HOME", str(tmp_path))
    monkeypatch.delenv("FORCE", raising=False)
    assert commands.main(["reset"]) == 1
    assert (tmp_path / "nghisu.sqlite3").exists()
    monkeypatch.setenv("FORCE", "1")
    assert commands.main(["reset"]) == 0
    assert list(tmp_path.iterdir()) == []


def test_reset_is_refused_while_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NGHISU_HOME", str(tmp_path))
    monkeypatch.setenv("FORCE", "1")
    (tmp_path / "data").write_text("official")
    with commands._not_running(tmp_path), pytest.raises(SystemExit):
        commands.main(["reset"])
    assert (tmp_path / "data").exists()
    assert "đang chạy" in capsys.readouterr().err


def test_old_python_gets_a_sentence_and_no_syntax_error() -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.argv = ['deploy/bootstrap.py', 'run'];"
        "runpy.run_path('deploy/bootstrap.py', run_name='__main__')"
    )
    done = subprocess.run(["python3", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "3.11" in done.stderr and "Traceback" not in done.stderr
