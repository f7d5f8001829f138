"""What a node under stress gives up, on virtual time."""

from media.forward.relief import FALL_S, LIMITS, RISE_S, Relief, Step


def test_each_step_leaves_less_than_the_one_before() -> None:
    limits = [LIMITS[step] for step in Step]
    assert [(one.main, one.small) for one in limits] == sorted([(one.main, one.small) for one in limits], reverse=True)
    assert len(set(limits)) == len(Step)


def run(stress: list[float]) -> list[Step]:
    """One value a second."""
    relief = Relief()
    steps = []
    for second, one in enumerate(stress):
        relief.update(one, 1000.0 + second)
        steps.append(relief.step)
    return steps


def test_it_rises_in_order_while_stress_lasts_and_ends_at_sound_alone() -> None:
    steps = run([1.0] * 30)
    assert steps == sorted(steps)
    assert list(dict.fromkeys(steps)) == list(Step)
    assert steps.index(Step.PICTURES) == 4 * RISE_S


def test_a_short_peak_changes_nothing() -> None:
    assert set(run(([1.0] * int(RISE_S - 1) + [0.7]) * 10)) == {Step.NOTHING}


def test_what_was_given_up_comes_back_one_by_one() -> None:
    steps = run([1.0] * 8 + [0.3] * 60)
    assert max(steps) == Step.MOST_PICTURES
    assert steps[-1] == Step.NOTHING
    assert steps.count(Step.LARGE_LAYERS) >= FALL_S


def test_it_settles_where_each_step_lowers_the_stress() -> None:
    relief, changes = Relief(), 0
    for second in range(600):
        stress = 1.4 * (1.0, 0.7, 0.5, 0.35, 0.1)[relief.step]
        changes += relief.update(min(1.0, stress), float(second))
    assert relief.step is Step.MOST_PICTURES
    assert changes == 2, "no coming and going"
