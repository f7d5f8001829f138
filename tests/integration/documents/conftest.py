"""Papers with a real database, real LibreOffice and the real sandbox."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_vite.core.asset_loader import DjangoViteAssetLoader

from meetings.documents import sandbox
from meetings.documents.models import Paper
from meetings.documents.tasks import convert_paper
from tests.cast import Cast, make_cast

NEEDED = ("bwrap", "setpriv", "prlimit", "soffice")


@pytest.fixture(autouse=True)
def needs_tools() -> None:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    if not sandbox.probe().works:
        pytest.skip("the kernel allows no sandbox here")


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "papers"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_front_end_needed(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DJANGO_VITE = {"default": {"dev_mode": True}}  # type: ignore[attr-defined]
    monkeypatch.setattr(DjangoViteAssetLoader, "_instance", None)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def convert() -> Iterator[object]:
    """Convert a paper as ``jobs`` does, in this process; returns the paper as it is then."""

    def run(paper: Paper) -> Paper:
        from django_tasks import TaskContext
        from django_tasks_db.models import DBTaskResult

        result = DBTaskResult.objects.latest("enqueued_at")
        assert result.args_kwargs["args"] == [str(paper.id)]
        result.claim("test")
        convert_paper.call(TaskContext(task_result=result.task_result), str(paper.id))
        result.set_successful(None)
        paper.refresh_from_db()
        return paper

    yield run
