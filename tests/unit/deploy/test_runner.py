"""The summary tells the truth about every step."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.testing import runner
from deploy.testing.runner import Runner, all_well, count_tests, summary
from deploy.testing.steps import Step, again, e2e_steps, integration_steps


@pytest.fixture(autouse=True)
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runner, "OUTPUT", tmp_path)
    return tmp_path


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_junit_counts_and_a_crash_after_the_tests(tmp_path: Path) -> None:
    report = tmp_path / "r.xml"
    report.write_text(
        "<testsuites><testsuite><testcase/><testcase><skipped/></testcase>"
        "<testcase><failure/></testcase><testcase><error/></testcase></testsuite></testsuites>"
    )
    assert count_tests(report, 1) == (1, 2, 1)
    report.write_text("<testsuites><testsuite><testcase/></testsuite></testsuites>")
    assert count_tests(report, 3) == (1, 1, 0)
    assert count_tests(tmp_path / "none.xml", 0) == (1, 0, 0)
    assert count_tests(None, 2) == (0, 1, 0)


def test_a_failed_step_fails_its_line_and_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [Step("good", python("pass")), Step("bad", python("print('why'); raise SystemExit(4)"))]
    results = Runner(steps, {}).run()
    text = summary(results, 1.0)
    assert text.endswith("1 passed, 1 failed, 0 skipped\n")
    assert "why" in capsys.readouterr().out


def test_steps_wait_for_those_they_name_and_lone_ones_for_all(output: Path) -> None:
    log = output / "order"
    note = "import pathlib,sys,time; time.sleep({}); f=open({!r},'a'); f.write({!r}+' ')"
    steps = [
        Step("slow", python(note.format(0.4, str(log), "slow"))),
        Step("quick", python(note.format(0.0, str(log), "quick"))),
        Step("after", python(note.format(0.0, str(log), "after")), after=("slow",)),
        Step("lone", python(note.format(0.0, str(log), "lone")), alone=True),
    ]
    Runner(steps, {}).run()
    assert log.read_text().split() == ["quick", "slow", "after", "lone"]


def test_a_killed_run_interrupts_its_step(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from deploy.testing import runner\nfrom deploy.testing.steps import Step\n"
        f"runner.OUTPUT = Path({str(tmp_path)!r})\n"
        "runner.Runner([Step('long', (sys.executable, '-c', sys.argv[1]))], {}).run()"
    )
    started, ended = tmp_path / "started", tmp_path / "ended"
    step = (
        # Started in the background of a shell, a process inherits that SIGINT is ignored.
        "import signal, time; from pathlib import Path; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"try:\n Path({str(started)!r}).touch()\n time.sleep(60)\n"
        f"except KeyboardInterrupt: Path({str(ended)!r}).touch()"
    )
    run = subprocess.Popen([sys.executable, "-c", code, step])
    deadline = time.monotonic() + 20
    while not started.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    run.kill()
    run.wait()
    while not ended.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_summary_names_each_failed_test_and_why(output: Path) -> None:
    report = output / "r.xml"
    told = "def test_x():\n>   assert 1 == 2\nE   assert 1 == 2\n\ntests/unit/test_x.py:7: AssertionError"
    code = f"import pathlib; pathlib.Path({str(report)!r}).write_text({_junit(told)!r}); raise SystemExit(1)"
    results = Runner([Step("bad", python(code), report=report), Step("worse", python("1/0"))], {}).run()
    lines = [line.strip() for line in summary(results, 1.0).splitlines()]
    assert "bad: tests.unit.test_x::test_x" in lines
    assert "E   assert 1 == 2" in lines and "tests/unit/test_x.py:7: AssertionError" in lines
    assert "worse: see worse.log" in lines


def _junit(told: str) -> str:
    case = f'<testcase classname="tests.unit.test_x" name="test_x"><failure message="">{told}</failure></testcase>'
    return f"<testsuites><testsuite>{case}</testsuite></testsuites>"


def pytest_like(report: Path, *kinds: str, status: int = 0) -> tuple[str, ...]:
    cases = "".join(
        f"<testcase classname='t' name='{kind or 'good'}'>{f'<{kind}/>' * bool(kind)}</testcase>" for kind in kinds
    )
    text = f"<testsuites><testsuite>{cases}</testsuite></testsuites>"
    return python(f"import pathlib; pathlib.Path({str(report)!r}).write_text({text!r}); raise SystemExit({status})")


def looked_at_twice(folder: Path, first: list[str], second: list[str], status: int) -> list[runner.Result]:
    report = folder / "r.xml"
    command = pytest_like(report, *first, status=1)
    step = Step("timed", command, report=report, second=pytest_like(again(report), *second, status=status))
    return Runner([step], {}).run()


def test_what_failed_on_a_slow_machine_is_looked_at_again_and_named(output: Path) -> None:
    results = looked_at_twice(output, ["", "failure"], [""], 0)
    text = summary(results, 1.0)
    assert all_well(results)
    assert "timed: t::failure" in text
    assert text.endswith("1 passed only when looked at again (named above)\n2 passed, 0 failed, 0 skipped\n")


def test_what_fails_twice_has_failed(output: Path) -> None:
    results = looked_at_twice(output, ["", "failure"], ["failure"], 1)
    assert not all_well(results)
    assert summary(results, 1.0).endswith("\n1 passed, 2 failed, 0 skipped\n")


def test_many_failures_are_not_looked_at_again(output: Path) -> None:
    results = looked_at_twice(output, ["failure"] * 4, [""], 0)
    assert len(results) == 1 and not all_well(results)


def test_a_story_is_looked_at_again_from_its_beginning_and_lone_tests_alone() -> None:
    (story,) = e2e_steps()
    lone = [step for step in integration_steps() if step.second]
    assert story.second
    assert "--last-failed" not in story.second
    assert lone
    assert all("--last-failed" in step.second for step in lone)
