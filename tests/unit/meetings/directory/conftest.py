"""The cast with somebody who keeps the register of the whole province, and one who keeps a commune's."""

from datetime import date

import pytest

from meetings.core.actor import Actor
from tests.cast import Cast

BEGAN = date(2021, 6, 1)


@pytest.fixture
def house(cast: Cast) -> Cast:
    """The province has the code AB; the secretary keeps it, the delegate of Tân Hòa keeps Tân Hòa."""
    cast.province.code, cast.province.valid_from = "AB", BEGAN
    cast.province.save()
    for name, code in (("Tân Hòa", "AB.01"), ("Phú Mỹ", "AB.02")):
        cast.communes[name].code, cast.communes[name].valid_from = code, BEGAN
        cast.communes[name].save()
    cast.secretary.keeps = cast.province
    cast.secretary.save()
    cast.delegates[2].keeps = cast.communes["Tân Hòa"]
    cast.delegates[2].save()
    return cast


@pytest.fixture
def office(house: Cast) -> Actor:
    return house.actor("secretary")
