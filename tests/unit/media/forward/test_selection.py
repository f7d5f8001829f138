from hypothesis import given
from hypothesis import strategies as st

from media.forward.plan import Track
from media.forward.selection import (
    Scene,
    SourceView,
    choose_audio,
    choose_booths,
    choose_channel,
    choose_main,
    choose_named,
    choose_small,
    picture_order,
    pinned_picture,
    place,
    small_order,
)

HALL = SourceView(1, "room:hall", "room:hall", audio=True, camera=True)
COMMUNE = SourceView(2, "room:xa", "room:xa", audio=True, camera=True)
BINH = SourceView(3, "person:binh", None, audio=True, camera=True, screen=True)
CHI = SourceView(4, "person:chi", "room:hall", audio=True, camera=True)


def scene(floor: tuple[str, ...] = (), active: int | None = None, heard: tuple[int, ...] = ()) -> Scene:
    return Scene({one.source: one for one in (HALL, COMMUNE, BINH, CHI)}, floor, heard, active, ())


def main(one: Scene, viewer: str, previous: tuple[int, Track] | None = None) -> tuple[int, Track] | None:
    return choose_main(one, picture_order(one), viewer, previous)


def test_a_floor_holders_screen_comes_first_then_the_camera() -> None:
    assert main(scene(("person:binh",)), "room:xa") == (3, Track.SCREEN)
    assert main(scene(("room:xa",)), "room:hall") == (2, Track.CAMERA)


def test_the_screen_of_somebody_without_the_floor_does_not_push_in() -> None:
    assert main(scene(("room:xa",), active=3), "room:hall") == (2, Track.CAMERA)


def test_without_a_floor_the_one_who_speaks_is_shown_then_a_room() -> None:
    assert main(scene(active=4), "room:xa") == (4, Track.CAMERA)
    assert main(scene(), "person:x") == (1, Track.CAMERA)


def test_nobody_sees_himself_in_the_main_place() -> None:
    assert main(scene(("room:hall",)), "room:hall", previous=(2, Track.CAMERA)) == (2, Track.CAMERA)
    assert main(scene(("room:hall",)), "room:hall") != (1, Track.CAMERA)


def test_the_previous_picture_stays_while_nobody_has_the_floor_or_speaks() -> None:
    assert main(scene(), "person:x", previous=(2, Track.CAMERA)) == (2, Track.CAMERA)
    assert main(scene(active=3), "person:x", previous=(2, Track.CAMERA)) == (3, Track.SCREEN)


def test_small_pictures_leave_out_oneself_and_the_main_one() -> None:
    one = scene(("room:xa",))
    order = small_order(one, picture_order(one))
    assert choose_small(one, order, "room:hall", (2, Track.CAMERA), 8) == (3, 4)
    assert choose_small(one, order, "room:hall", (2, Track.CAMERA), 1) == (3,)
    presenting = scene(("person:binh",))
    order = small_order(presenting, picture_order(presenting))
    assert choose_small(presenting, order, "room:xa", (3, Track.SCREEN), 8)[0] == 3, "the presenter beside the screen"


def test_nobody_hears_himself_or_his_own_room() -> None:
    one = scene(heard=(1, 2, 3, 4))
    assert choose_audio(one, "person:binh", None) == (1, 2, 4)
    assert choose_audio(one, "room:hall", "room:hall") == (2, 3)


@given(
    st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), max_size=4), st.lists(st.integers(1, 9), max_size=4, unique=True)
)
def test_who_stays_does_not_move_and_all_wanted_are_placed(before: list[int | None], wanted: list[int]) -> None:
    seen: set[int] = set()
    previous = [one if one is None or (one not in seen and not seen.add(one)) else None for one in before]  # type: ignore[func-returns-value]
    placed = place(previous, wanted, 4)
    assert len(placed) == 4
    assert {one for one in placed if one is not None} == set(wanted)
    for index, one in enumerate(previous):
        if one in wanted and one is not None:
            assert placed[index] == one


def test_named_cameras_come_in_the_order_asked_for_without_oneself_the_main_one_and_strangers() -> None:
    one = scene()
    assert choose_named(one, (4, 99, 2, 4, 3, 1), "room:xa", (3, Track.CAMERA), 8) == (4, 1)
    assert choose_named(one, (4, 1), "room:xa", None, 1) == (4,)


def test_a_pinned_camera_is_there_or_the_rules_decide() -> None:
    one = scene()
    assert pinned_picture(one, 2, "room:hall") == (2, Track.CAMERA)
    assert pinned_picture(one, 2, "room:xa") is None
    assert pinned_picture(one, 99, "room:hall") is None
    assert pinned_picture(one, None, "room:hall") is None


def test_a_room_does_not_play_the_interpreter_who_sits_in_it() -> None:
    view = SourceView(3, "person:one", "room:hall", audio=True)
    booths = choose_booths({"en": "person:one", "fr": "person:x", "lo": None}, [view])
    assert booths == {"en": view}
    scene = Scene({}, (), (), None, (), booths)
    assert choose_channel(scene, "en", "room:hall", "room:hall") is None
    assert choose_channel(scene, "en", "room:other", "room:other") == 3
    assert choose_channel(scene, "en", "person:x", "room:hall") == 3, "headphones"
    assert choose_channel(scene, "fr", "person:x", None) is None
    assert choose_channel(scene, None, "person:x", None) is None
