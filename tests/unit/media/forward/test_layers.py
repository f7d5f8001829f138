from media.forward.budget import Quality
from media.forward.layers import choose_layer, way_to
from media.forward.plan import Track
from media.forward.stream import IncomingStream


def layers(**rates: float) -> dict[str, IncomingStream]:
    made = {}
    for index, (name, rate) in enumerate(rates.items()):
        stream = IncomingStream(index, 1, Track.CAMERA, name)
        stream.reception.accept(1, 0, 100, 10.0)
        stream.bitrate = rate
        made[name] = stream
    return made


def name_of(stream: IncomingStream | None) -> str | None:
    return stream.layer if stream is not None else None


def test_the_wish_decides_the_layer() -> None:
    three = layers(q=100_000, h=300_000, f=900_000)
    chosen = [name_of(choose_layer(three, quality, 10.0)) for quality in Quality]
    assert chosen == [None, "q", "h", "f"]


def test_a_layer_that_does_not_flow_is_replaced_by_the_next_smaller() -> None:
    assert name_of(choose_layer(layers(q=1, h=1), Quality.LARGE, 10.0)) == "h"
    only = layers(f=1)
    assert name_of(choose_layer(only, Quality.SMALL, 10.0)) == "f", "better a large picture than none"
    assert choose_layer(only, Quality.LARGE, 20.0) is None


def test_the_line_limits_the_layer() -> None:
    three = layers(q=100_000, h=300_000, f=900_000)
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, room=500_000)) == "h"
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, room=50_000)) is None
    assert name_of(choose_layer(three, Quality.SMALL, 10.0, room=0)) is None


def test_going_up_needs_a_margin_staying_does_not() -> None:
    three = layers(q=100_000, h=300_000, f=900_000)
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, room=1_000_000, current=three["h"])) == "h"
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, room=1_000_000, current=three["f"])) == "f"


def test_a_screen_has_no_layers() -> None:
    screen = IncomingStream(1, 1, Track.SCREEN, "")
    screen.reception.accept(1, 0, 100, 10.0)
    assert choose_layer({"": screen}, Quality.SMALL, 10.0) is screen


def test_a_paused_layer_is_hoped_for_but_not_shown() -> None:
    three = layers(q=100_000, h=300_000, f=900_000)
    paused = ("h", "f")
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, missing=paused)) == "q", "though its last packet is fresh"
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, missing=paused, hoped=True)) == "f"
    three["f"].reception.last_at = 0.0
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, missing=paused, hoped=True)) == "f"
    assert name_of(choose_layer(three, Quality.LARGE, 10.0, room=500_000, missing=paused, hoped=True)) == "h"
    assert name_of(choose_layer(three, Quality.LARGE, 10.0)) == "h", "not paused, and not there: not hoped for"


def way(goal: str, three: dict[str, IncomingStream], current: IncomingStream | None = None, now: float = 10.0) -> str:
    return "".join(one.layer for one in way_to(three[goal], three, current, now, missing=("f",)))


def test_the_way_to_a_new_picture_begins_with_its_smallest_layer() -> None:
    three, other = layers(q=1, h=1, f=1), layers(q=1, h=1, f=1)
    assert way("f", three) == "qh"
    assert way("f", three, other["f"]) == "qh", "another picture is no step on the way"
    assert way("h", three) == "q"
    assert way("q", three) == ""


def test_the_way_goes_on_from_what_flows_and_never_down() -> None:
    three = layers(q=1, h=1, f=1)
    assert way("f", three, three["q"]) == "h"
    assert way("f", three, three["h"]) == ""
    assert way("q", three, three["f"]) == "", "a larger one flows until the smaller one is there"
    three["h"].reception.last_at = 0.0
    assert way("f", three, three["h"]) == "q", "what flows no more is no step"


def test_a_screen_and_nothing_have_no_way() -> None:
    screen = IncomingStream(1, 1, Track.SCREEN, "")
    assert way_to(screen, {"": screen}, None, 10.0) == way_to(None, {}, None, 10.0) == ()
