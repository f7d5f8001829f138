"""Pictures that not every browser decodes (VP9, AV1) are sent only while all who look on can decode them."""

from collections.abc import Iterable, Mapping

from media.forward.plan import Codec, PeerPlan

NOT_EVERYWHERE = (Codec.VP9, Codec.AV1)


def can_all_show(codec: Codec, plans: Iterable[PeerPlan]) -> bool:
    """True when each page that shows pictures takes this codec."""
    return all(_shows(plan, codec) for plan in plans)


def who_must_change(newcomer: PeerPlan, others: Mapping[str, PeerPlan]) -> list[str]:
    """Pages that send what the newcomer cannot show, and could send VP8: they must offer anew."""
    missed = [codec for codec in NOT_EVERYWHERE if not _shows(newcomer, codec)]
    return [
        peer
        for peer, plan in others.items()
        if any(codec in missed for codec in plan.codecs.values()) and _shows(plan, Codec.VP8)
    ]


def _shows(plan: PeerPlan, codec: Codec) -> bool:
    return all(slot.takes(codec) for slot in plan.video_slots[:1])
