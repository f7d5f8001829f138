"""Which packet engine a worker takes, and that it says so."""

import logging

import pytest

from media import forwarding
from media.counters import Counters
from media.forward.native.engine import NativeEngine
from media.forward.native.library import NativeMissingError
from media.forward.python_engine import PythonEngine
from media.forwarding import choose_forwarding
from media.settings import SettingsError
from tests.unit.media.engines import NEEDS_NATIVE


class Ears:
    def on_audio(self, *_: object) -> None: ...


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NativeMissingError("it is not built")

    monkeypatch.setattr(forwarding, "Core", refuse)


def functions() -> tuple[int, int]:
    return 0, 0


@pytest.mark.usefixtures("no_compiler")
def test_without_a_compiler_python_forwards_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    chosen = choose_forwarding("auto", Counters(), functions)
    assert isinstance(chosen.make_engine(Counters(), Ears()), PythonEngine)
    assert chosen.core is None
    assert "packet engine: Python; the one in C is faster, but it is not built" in caplog.text


@pytest.mark.usefixtures("no_compiler")
def test_a_demanded_engine_that_is_missing_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="NGHISU_MEDIA_ENGINE=c"):
        choose_forwarding("c", Counters(), functions)


@NEEDS_NATIVE
def test_the_engine_in_c_is_taken_where_it_is_built(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    chosen = choose_forwarding("auto", Counters(), functions)
    assert isinstance(chosen.make_engine(Counters(), Ears()), NativeEngine)
    assert "packet engine: C" in caplog.text
    assert choose_forwarding("python", Counters(), functions).core is None
